/* Requests: work in the background in order, answers on the main thread, and what becomes of those nobody wants any
 * more. */
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/mem.h"
#include "tui/request.h"

enum { ORDER_MOST = 64 };

/* What happened, in the order it happened on the main thread. */
typedef struct Log {
    int done[ORDER_MOST];
    int done_count;
    int dropped;
} Log;

typedef struct Probe {
    Request request;
    Log *log;
    int number;
    int reposts;
    atomic_int *worked;
    pthread_mutex_t *gate; /* held by the test while the background is to wait */
    pthread_t main_thread;
} Probe;

static void work(Request *request, Matcher *matcher)
{
    Probe *probe = (Probe *)request;
    assert_non_null(matcher);
    assert_false(pthread_equal(pthread_self(), probe->main_thread));
    if (probe->gate) {
        pthread_mutex_lock(probe->gate);
        pthread_mutex_unlock(probe->gate);
    }
    atomic_fetch_add(probe->worked, 1);
}

static void done(Request *request)
{
    Probe *probe = (Probe *)request;
    assert_true(pthread_equal(pthread_self(), probe->main_thread));
    assert_false(request_is_pending(request));
    probe->log->done[probe->log->done_count++] = probe->number;
    if (probe->reposts-- > 0)
        requests_post(request->requests, request);
    else
        free(probe);
}

static void drop(Request *request)
{
    Probe *probe = (Probe *)request;
    probe->log->dropped++;
    free(probe);
}

static Probe *make(Log *log, atomic_int *worked, int number)
{
    Probe *probe = mem_zalloc(1, sizeof *probe);
    *probe = (Probe){.request = {.work = work, .done = done, .drop = drop},
                     .log = log,
                     .number = number,
                     .worked = worked,
                     .main_thread = pthread_self()};
    return probe;
}

static void finish_all(Requests *requests, Wake *wake)
{
    while (!requests_are_idle(requests)) {
        struct pollfd ready = {.fd = wake->read_fd, .events = POLLIN};
        assert_int_equal(poll(&ready, 1, 10000), 1);
        wake_clear(wake);
        requests_finish(requests);
    }
}

static void test_answers_come_in_the_order_posted(void **state)
{
    (void)state;
    Wake wake;
    assert_true(wake_init(&wake));
    Requests *requests = requests_new(&wake);
    Log log = {0};
    atomic_int worked = 0;
    for (int i = 0; i < 50; i++)
        requests_post(requests, &make(&log, &worked, i)->request);
    finish_all(requests, &wake);
    assert_int_equal(worked, 50);
    for (int i = 0; i < 50; i++)
        assert_int_equal(log.done[i], i);
    assert_false(requests_finish(requests));
    requests_free(requests);
    wake_deinit(&wake);
}

static void test_a_request_can_be_posted_again_when_it_is_done(void **state)
{
    (void)state;
    Wake wake;
    assert_true(wake_init(&wake));
    Requests *requests = requests_new(&wake);
    Log log = {0};
    atomic_int worked = 0;
    Probe *probe = make(&log, &worked, 7);
    probe->reposts = 3;
    requests_post(requests, &probe->request);
    finish_all(requests, &wake);
    assert_int_equal(log.done_count, 4);
    requests_free(requests);
    wake_deinit(&wake);
}

static void test_an_abandoned_request_is_dropped_and_not_worked(void **state)
{
    (void)state;
    Wake wake;
    assert_true(wake_init(&wake));
    Requests *requests = requests_new(&wake);
    Log log = {0};
    atomic_int worked = 0;
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&gate);
    Probe *first = make(&log, &worked, 1);
    first->gate = &gate;
    Probe *second = make(&log, &worked, 2);
    requests_post(requests, &first->request);
    requests_post(requests, &second->request);
    request_abandon(&first->request);
    request_abandon(&second->request);
    pthread_mutex_unlock(&gate);
    finish_all(requests, &wake);
    assert_int_equal(log.done_count, 0);
    assert_int_equal(log.dropped, 2);
    assert_true(worked <= 1);
    requests_free(requests);
    wake_deinit(&wake);
}

static void test_one_that_is_not_pending_is_dropped_at_once(void **state)
{
    (void)state;
    Log log = {0};
    atomic_int worked = 0;
    request_abandon(&make(&log, &worked, 1)->request);
    assert_int_equal(log.dropped, 1);
}

static void test_what_is_left_at_the_end_is_dropped(void **state)
{
    (void)state;
    Requests *requests = requests_new(NULL);
    Log log = {0};
    atomic_int worked = 0;
    for (int i = 0; i < 20; i++)
        requests_post(requests, &make(&log, &worked, i)->request);
    requests_free(requests);
    assert_int_equal(log.done_count, 0);
    assert_int_equal(log.dropped, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_come_in_the_order_posted),
        cmocka_unit_test(test_a_request_can_be_posted_again_when_it_is_done),
        cmocka_unit_test(test_an_abandoned_request_is_dropped_and_not_worked),
        cmocka_unit_test(test_one_that_is_not_pending_is_dropped_at_once),
        cmocka_unit_test(test_what_is_left_at_the_end_is_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
