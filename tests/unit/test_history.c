/* History: order, persistence, several programs at once, and files that are broken or may not be written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/history.h"

static char folder[64];
static char path[128];

static int setup(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/ken-history-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/state/ken/history", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    char command[160];
    snprintf(command, sizeof command, "chmod -R u+rwx %s; rm -rf %s", folder, folder);
    return system(command);
}

static void add(History *history, const char *query)
{
    history_add(history, slice_from_cstr(query));
}

static void expect(const History *history, size_t age, const char *query)
{
    Slice got = history_get(history, age);
    if (!query) {
        assert_null(got.data);
        return;
    }
    if (!slice_equal(got, slice_from_cstr(query)))
        fail_msg("%zu: \"%.*s\", not \"%s\"", age, (int)got.len, got.data, query);
}

static size_t count_of(const History *history)
{
    size_t count = 0;
    while (history_get(history, count).data)
        count++;
    return count;
}

/* Writes the file with the folders above it. */
static void write_history(const char *bytes, size_t len)
{
    history_free(history_new(path));
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, len, out), len);
    assert_int_equal(fclose(out), 0);
}

static void the_newest_comes_first_and_an_equal_one_moves_to_the_front(void **state)
{
    (void)state;
    History *history = history_new("");
    expect(history, 0, NULL);
    add(history, "one");
    add(history, "two");
    add(history, "three");
    add(history, "three");
    add(history, "one");
    add(history, "");
    expect(history, 0, "one");
    expect(history, 1, "three");
    expect(history, 2, "two");
    expect(history, 3, NULL);
    expect(history, SIZE_MAX, NULL);
    history_add(history, history_get(history, 2)); /* its own bytes */
    expect(history, 0, "two");
    assert_int_equal(count_of(history), 3);
    history_free(history);
}

static void so_many_are_kept_and_no_more(void **state)
{
    (void)state;
    History *history = history_new("");
    char query[32];
    for (int i = 0; i < HISTORY_MOST + 50; i++) {
        snprintf(query, sizeof query, "query %d", i);
        add(history, query);
    }
    assert_int_equal(count_of(history), HISTORY_MOST);
    expect(history, HISTORY_MOST - 1, "query 50");
    add(history, "query 50");
    expect(history, 0, "query 50");
    assert_int_equal(count_of(history), HISTORY_MOST);
    history_free(history);
}

static void it_is_there_again_the_next_time(void **state)
{
    (void)state;
    static const char *const queries[] = {"plain",      "back\\slash\\n", "new\nline", "\\",
                                          "ends in \\", "日本",           "\xff\xfe"};
    History *history = history_new(path);
    for (size_t i = 0; i < 7; i++)
        add(history, queries[i]);
    history_free(history);
    history = history_new(path);
    for (size_t i = 0; i < 7; i++)
        expect(history, i, queries[6 - i]);
    expect(history, 7, NULL);
    history_free(history);
}

static void only_the_user_may_read_it(void **state)
{
    (void)state;
    struct stat info;
    history_free(history_new(path));
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    chmod(path, 0644);
    history_free(history_new(path));
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void the_default_place_is_in_the_state_folder(void **state)
{
    (void)state;
    char place[128];
    setenv("XDG_STATE_HOME", folder, 1);
    History *history = history_new(NULL);
    add(history, "x");
    history_free(history);
    snprintf(place, sizeof place, "%s/ken/history", folder);
    assert_int_equal(access(place, F_OK), 0);
    unsetenv("XDG_STATE_HOME");
    setenv("HOME", folder, 1);
    history_free(history_new(NULL));
    snprintf(place, sizeof place, "%s/.local/state/ken/history", folder);
    assert_int_equal(access(place, F_OK), 0);
    unsetenv("HOME");
    history_free(history_new(NULL));
}

static void two_at_once_lose_nothing(void **state)
{
    (void)state;
    History *one = history_new(path), *two = history_new(path);
    add(one, "a");
    add(two, "b");
    add(one, "c");
    expect(one, 1, "a");
    expect(two, 0, "b");
    History *later = history_new(path);
    expect(later, 0, "c");
    expect(later, 1, "b");
    expect(later, 2, "a");
    history_free(one);
    history_free(two);
    history_free(later);
}

static void many_processes_lose_no_line(void **state)
{
    (void)state;
    enum { PROCESSES = 6, QUERIES = 100 };
    for (int p = 0; p < PROCESSES; p++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            History *history = history_new(path);
            char query[64];
            for (int i = 0; i < QUERIES; i++) {
                snprintf(query, sizeof query, "%d of process %d", i % QUERIES, p % PROCESSES);
                add(history, query);
            }
            _exit(0);
        }
    }
    while (wait(NULL) > 0)
        continue;
    History *history = history_new(path);
    assert_int_equal(count_of(history), PROCESSES * QUERIES);
    history_free(history);
}

static void a_long_file_is_made_shorter_while_others_hold_it_open(void **state)
{
    (void)state;
    History *other = history_new(path);
    FILE *out = fopen(path, "a");
    for (int i = 0; i < 4 * HISTORY_MOST + 10; i++)
        fprintf(out, "line %d\n", i);
    fclose(out);
    History *history = history_new(path);
    expect(history, 0, "line 4009");
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_true(info.st_size < HISTORY_MOST * 11);
    assert_int_equal(info.st_mode & 0777, 0600);
    add(other, "from the other");
    history_free(history);
    history = history_new(path);
    expect(history, 0, "from the other");
    expect(history, 1, "line 4009");
    assert_int_equal(count_of(history), HISTORY_MOST);
    history_free(history);
    history_free(other);
}

static void a_broken_file_gives_what_can_be_read(void **state)
{
    (void)state;
    static const char broken[] = "good\n\n\n\0\0\0\nnul\0inside\n\\\nalso \\q good\nunfinished";
    write_history(broken, sizeof broken - 1);
    History *history = history_new(path);
    expect(history, 0, "unfinished");
    expect(history, 1, "also q good");
    expect(history, 2, "\\");
    expect(history, 3, "good");
    expect(history, 4, NULL);
    add(history, "new"); /* on a line of its own */
    history_free(history);
    history = history_new(path);
    expect(history, 0, "new");
    expect(history, 1, "unfinished");
    history_free(history);
}

static void a_huge_file_is_read_from_its_end(void **state)
{
    (void)state;
    size_t len = 9 << 20;
    char *bytes = malloc(len);
    memset(bytes, 'x', len);
    memcpy(bytes + len - 12, "\nlast\nnewest", 12);
    write_history(bytes, len);
    free(bytes);
    History *history = history_new(path);
    expect(history, 0, "newest");
    expect(history, 1, "last");
    expect(history, 2, NULL);
    history_free(history);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_true(info.st_size < 100);
}

static void random_files_are_read(void **state)
{
    (void)state;
    char bytes[400];
    srand(9);
    for (int round = 0; round < 100; round++) {
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = rand() % 5 ? (char)(rand() & 0xff) : "\n\\n\0"[rand() % 4];
        write_history(bytes, (size_t)rand() % sizeof bytes);
        History *history = history_new(path);
        size_t before = count_of(history);
        add(history, "a query that is new");
        assert_int_equal(count_of(history), before + 1);
        history_free(history);
    }
}

static void what_cannot_be_written_is_no_error(void **state)
{
    (void)state;
    static const char *const places[] = {"/proc/no/such/place", "/dev/null/x", "/dev/null", "/dev/full", "/tmp"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        History *history = history_new(places[i]);
        add(history, "kept in memory");
        expect(history, 0, "kept in memory");
        history_free(history);
    }
    assert_int_equal(mkfifo(strcat(strcpy(path, folder), "/fifo"), 0600), 0);
    History *history = history_new(path); /* does not wait for a writer */
    add(history, "x");
    history_free(history);
}

static void very_long_queries_and_such_with_nul_are_left_out(void **state)
{
    (void)state;
    size_t len = 1 << 17;
    char *query = calloc(1, len);
    History *history = history_new(path);
    history_add(history, slice_of(query, 3));
    memset(query, 'x', len);
    history_add(history, slice_of(query, len));
    expect(history, 0, NULL);
    history_add(history, slice_of(query, 1 << 16));
    history_free(history);
    history = history_new(path);
    assert_int_equal(history_get(history, 0).len, 1 << 16);
    history_free(history);
    free(query);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_newest_comes_first_and_an_equal_one_moves_to_the_front),
        TEST(so_many_are_kept_and_no_more),
        TEST(it_is_there_again_the_next_time),
        TEST(only_the_user_may_read_it),
        TEST(two_at_once_lose_nothing),
        TEST(many_processes_lose_no_line),
        TEST(a_long_file_is_made_shorter_while_others_hold_it_open),
        TEST(a_broken_file_gives_what_can_be_read),
        TEST(a_huge_file_is_read_from_its_end),
        TEST(random_files_are_read),
        TEST(what_cannot_be_written_is_no_error),
        TEST(very_long_queries_and_such_with_nul_are_left_out),
        TEST(the_default_place_is_in_the_state_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
