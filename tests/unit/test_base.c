/* The base: slices, buffers, the coalescing descriptor, the worker pool and the serial queue. */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/base/error.h"
#include "engine/base/mem.h"
#include "engine/base/pool.h"
#include "engine/base/task.h"
#include "engine/base/wake.h"

static void test_slices_compare_as_the_index_sorts(void **state)
{
    (void)state;
    assert_true(slice_compare(slice_from_cstr("a"), slice_from_cstr("ab")) < 0);
    assert_true(slice_compare(slice_from_cstr("a.c"), slice_from_cstr("a/b")) < 0);
    assert_true(slice_compare(slice_from_cstr("\xff"), slice_from_cstr("a")) > 0);
    assert_int_equal(slice_compare(slice_of(NULL, 0), slice_from_cstr("")), 0);
    assert_true(slice_equal(slice_base_name(slice_from_cstr("a/b/c.h")), slice_from_cstr("c.h")));
    assert_int_equal(slice_sub(slice_from_cstr("abc"), 2, 9).len, 1);
    assert_int_equal(slice_sub(slice_from_cstr("abc"), 9, 2).len, 0);
    assert_true(slice_ends_with(slice_from_cstr("main.c"), slice_from_cstr(".c")));
    assert_false(slice_starts_with(slice_from_cstr("a"), slice_from_cstr("ab")));
}

static void test_errors_are_one_sentence_and_may_be_ignored(void **state)
{
    (void)state;
    Error err;
    assert_false(error_set(&err, "%s: %s", "path", "cause"));
    assert_string_equal(err.text, "path: cause");
    assert_false(error_set(NULL, "nobody listens"));
}

static void test_buffers_grow_and_print(void **state)
{
    (void)state;
    Buf buf = {0};
    for (int i = 0; i < 1000; i++)
        buf_printf(&buf, "%d,", i % 10);
    assert_int_equal(buf.len, 2000);
    assert_memory_equal(buf.data + 1990, "5,6,7,8,9,", 10);
    buf_deinit(&buf);
    assert_null(buf.data);
}

static bool is_readable(int fd)
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    return poll(&one, 1, 0) == 1;
}

static void test_many_signals_are_one_wake_up(void **state)
{
    (void)state;
    Wake wake;
    assert_true(wake_init(&wake));
    assert_false(is_readable(wake.read_fd));
    for (int i = 0; i < 100000; i++)
        wake_signal(&wake);
    assert_true(is_readable(wake.read_fd));
    wake_clear(&wake);
    assert_false(is_readable(wake.read_fd));
    wake_signal(&wake);
    assert_true(is_readable(wake.read_fd));
    wake_deinit(&wake);
}

typedef struct CountJob {
    Job job;
    Pool *pool;
    atomic_uint next;
    unsigned most;
    atomic_uint counted;
    atomic_uint yields;
    atomic_uint runs;
    atomic_bool is_done;
    atomic_bool *must_wait_for; /* another job's end: work until then, giving way when asked */
} CountJob;

static bool count_run(Job *job, unsigned worker)
{
    (void)worker;
    CountJob *count = (CountJob *)job;
    atomic_fetch_add(&count->runs, 1);
    while (atomic_fetch_add(&count->next, 1) < count->most)
        atomic_fetch_add(&count->counted, 1);
    while (count->must_wait_for && !atomic_load(count->must_wait_for)) {
        if (pool_should_yield(count->pool, job)) {
            atomic_fetch_add(&count->yields, 1);
            return false;
        }
    }
    return true;
}

static void count_done(Job *job)
{
    atomic_store(&((CountJob *)job)->is_done, true);
}

static CountJob count_job(Pool *pool, unsigned most)
{
    return (CountJob){.job = {.run = count_run, .done = count_done}, .pool = pool, .most = most};
}

static void test_every_worker_takes_part_once(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 5; threads += 2) {
        Pool *pool = pool_new(threads);
        assert_int_equal(pool_size(pool), threads);
        CountJob job = count_job(pool, 10000);
        pool_submit(pool, &job.job, JOB_SEARCH);
        pool_wait_idle(pool);
        assert_true(atomic_load(&job.is_done));
        assert_int_equal(atomic_load(&job.counted), 10000);
        assert_int_equal(atomic_load(&job.runs), threads);
        pool_free(pool);
    }
}

static void test_a_lower_job_gives_way_and_goes_on_later(void **state)
{
    (void)state;
    Pool *pool = pool_new(2);
    CountJob search = count_job(pool, 1000);
    CountJob load = count_job(pool, 1000);
    load.must_wait_for = &search.is_done;
    pool_submit(pool, &load.job, JOB_LOAD);
    pool_submit(pool, &search.job, JOB_SEARCH);
    pool_wait_idle(pool); /* would never end if the load kept the workers */
    assert_true(atomic_load(&load.is_done));
    assert_int_equal(atomic_load(&load.counted), 1000);
    pool_free(pool);
}

static void test_freeing_a_pool_runs_what_was_submitted(void **state)
{
    (void)state;
    Pool *pool = pool_new(2);
    CountJob jobs[10];
    for (int i = 0; i < 10; i++) {
        jobs[i] = count_job(pool, 100);
        pool_submit(pool, &jobs[i].job, i % 2 ? JOB_LOAD : JOB_LIST);
    }
    pool_free(pool);
    for (int i = 0; i < 10; i++)
        assert_true(atomic_load(&jobs[i].is_done));
}

typedef struct NumberTask {
    Task task;
    int number;
    int *last;
    sigset_t *blocked;
} NumberTask;

static void run_number(Task *task)
{
    NumberTask *number = (NumberTask *)task;
    assert_int_equal(*number->last, number->number - 1);
    *number->last = number->number;
    pthread_sigmask(SIG_BLOCK, NULL, number->blocked);
}

static void test_tasks_run_in_the_order_posted(void **state)
{
    (void)state;
    TaskQueue *queue = task_queue_new();
    enum { TASKS = 100 };
    NumberTask tasks[TASKS];
    sigset_t blocked;
    int last = -1;
    for (int i = 0; i < TASKS; i++) {
        tasks[i] = (NumberTask){.task = {.run = run_number}, .number = i, .last = &last, .blocked = &blocked};
        task_queue_post(queue, &tasks[i].task);
    }
    task_queue_drain(queue);
    assert_int_equal(last, TASKS - 1);
    task_queue_free(queue);
    assert_true(sigismember(&blocked, SIGWINCH)); /* the terminal's signals are the main thread's */
    assert_false(sigismember(&blocked, SIGBUS));
}

#ifdef __GLIBC__

static long anonymous_kb(void)
{
    char line[256];
    long kb = -1;
    FILE *in = fopen("/proc/self/status", "re");
    while (in && fgets(line, sizeof line, in))
        sscanf(line, "RssAnon: %ld", &kb);
    if (in)
        fclose(in);
    return kb;
}

/* What is free but has something behind it, as after any mix of long and short lives. */
static void test_trimmed_memory_goes_back_to_the_system(void **state)
{
    (void)state;
    enum { BLOCKS = 4096, BYTES = 16000, KB = BLOCKS / 1024 * BYTES };
    char **blocks = mem_alloc(BLOCKS * sizeof *blocks);
    for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = mem_alloc(BYTES);
        memset(blocks[i], i, BYTES);
    }
    for (int i = 0; i + 1 < BLOCKS; i++)
        free(blocks[i]);
    long before = anonymous_kb();
    bool is_systems_own = mallinfo2().fordblks >= (size_t)KB * 1000; /* and not a sanitizer's */
    mem_trim();
    long after = anonymous_kb();
    free(blocks[BLOCKS - 1]);
    free(blocks);
    if (before < 0 || !is_systems_own)
        skip();
    assert_true(before - after > KB / 2);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slices_compare_as_the_index_sorts),
        cmocka_unit_test(test_errors_are_one_sentence_and_may_be_ignored),
        cmocka_unit_test(test_buffers_grow_and_print),
#ifdef __GLIBC__
        cmocka_unit_test(test_trimmed_memory_goes_back_to_the_system),
#endif
        cmocka_unit_test(test_many_signals_are_one_wake_up),
        cmocka_unit_test(test_every_worker_takes_part_once),
        cmocka_unit_test(test_a_lower_job_gives_way_and_goes_on_later),
        cmocka_unit_test(test_freeing_a_pool_runs_what_was_submitted),
        cmocka_unit_test(test_tasks_run_in_the_order_posted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
