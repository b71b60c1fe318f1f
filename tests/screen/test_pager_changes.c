/* Files that change while they are paged: logs that grow, files that another takes the place of, files that are written
 * anew in place. What happened is told, and lines are numbered rightly afterwards. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/store/fault.h"
#include "tests/support/paging.h"

enum { ROUNDS = 12, SPARSE_GB = 3, HEAD_LINES = 900 };

/* The text of a file as it should be. */
typedef struct Model {
    Buf text;
    int lines; /* whole ones */
    uint64_t random;
} Model;

static unsigned below(Model *model, unsigned limit)
{
    model->random = model->random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(model->random >> 33) % limit;
}

static void add_lines(Model *model, const char *kind, int count)
{
    for (int i = 0; i < count; i++) {
        buf_printf(&model->text, "%s %d", kind, ++model->lines);
        for (unsigned n = below(model, 200); n > 0; n--)
            buf_append_byte(&model->text, '.');
        buf_append_byte(&model->text, '\n');
    }
}

static void write_to(Paging *p, const char *name, int flags, Slice bytes)
{
    int fd = open(paging_path(p, name), O_WRONLY | O_CREAT | flags, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes.data, bytes.len), (ssize_t)bytes.len);
    close(fd);
}

/* The header tells the number of lines: "/12,345". */
static void expect_lines(Paging *p, int lines)
{
    char text[32];
    if (lines >= 1000)
        snprintf(text, sizeof text, "/%d,%03d", lines / 1000, lines % 1000);
    else
        snprintf(text, sizeof text, "/%d", lines);
    screen_expect_at(p->screen, 0, text);
}

static void a_log_goes_on_where_it_grew(void **state)
{
    Paging *p = paging_of(state);
    Model model = {.random = 1};
    add_lines(&model, "entry", 3000);
    write_to(p, "log", O_TRUNC, buf_slice(&model.text));
    paging_open(p, "log", NULL, NULL);
    paging_keys(p, "5 0 0 g");
    paging_expect_top(p, "entry 500");
    for (int round = 0; round < ROUNDS; round++) {
        char last[32];
        size_t before = model.text.len;
        add_lines(&model, "entry", (int)below(&model, 2000) + 1);
        /* In two writes, the first of which may end within a line. */
        size_t cut = before + below(&model, (unsigned)(model.text.len - before));
        write_to(p, "log", O_APPEND, slice_sub(buf_slice(&model.text), before, cut));
        if (round % 2 == 0) /* taken up half a line */
            paging_keys(p, "G");
        write_to(p, "log", O_APPEND, slice_sub(buf_slice(&model.text), cut, model.text.len));
        paging_keys(p, "5 0 0 g");
        paging_expect_top(p, "entry 500");
        paging_keys(p, "G");
        snprintf(last, sizeof last, "entry %d.", model.lines);
        last[strlen(last) - 1] = '\0';
        screen_expect_at(p->screen, PAGING_LAST, last);
        expect_lines(p, model.lines);
        screen_expect_not(p->screen, "R reads it again");
    }
    buf_deinit(&model.text);
}

static void what_was_found_stays_while_a_log_grows(void **state)
{
    Paging *p = paging_of(state);
    Model model = {.random = 7};
    add_lines(&model, "entry", 3000);
    write_to(p, "log", O_TRUNC, buf_slice(&model.text));
    paging_open(p, "log", NULL, NULL);
    paging_keys(p, "/");
    paging_type(p, "entry 2[0-9]{3}\\b");
    paging_keys(p, "Enter");
    screen_expect_at(p->screen, 0, "match 1 of 1,000");
    size_t before = model.text.len;
    add_lines(&model, "new entry", 10);
    buf_printf(&model.text, "entry 2000 once more\n");
    write_to(p, "log", O_APPEND, slice_sub(buf_slice(&model.text), before, model.text.len));
    usleep(1100000); /* it is looked at once a second */
    paging_keys(p, "n");
    screen_expect_at(p->screen, 0, "match 2 of 1,001");
    screen_expect(p->screen, "the file has grown");
    buf_deinit(&model.text);
}

/* Another file of that name, or other bytes in the same one: told, and shown as it is now. */
static void expect_told_and_shown(Paging *p, Model *model, bool is_replaced)
{
    char top[32];
    int line = 1 + (int)below(model, 300);
    buf_clear(&model->text);
    model->lines = 0;
    add_lines(model, is_replaced ? "replaced" : "rewritten", 400 + (int)below(model, 3000));
    if (is_replaced) {
        write_to(p, "next", O_TRUNC, buf_slice(&model->text));
        assert_int_equal(rename(paging_path(p, "next"), paging_path(p, "log")), 0);
    } else {
        write_to(p, "log", O_TRUNC, buf_slice(&model->text));
    }
    paging_keys(p, "G"); /* looks at once */
    paging_until(p, "this is how it is now");
    expect_lines(p, model->lines);
    snprintf(top, sizeof top, "%d g", line);
    for (const char *digit = top; *digit != ' '; digit++)
        paging_keys(p, (char[]){*digit, '\0'});
    paging_keys(p, "g");
    snprintf(top, sizeof top, "%s %d", is_replaced ? "replaced" : "rewritten", line);
    paging_expect_top(p, top);
}

static void another_file_in_its_place_is_told(void **state)
{
    assert_true(fault_install(NULL, NULL)); /* here: cmocka sets handlers of its own around each test */
    Paging *p = paging_of(state);
    Model model = {.random = 3};
    add_lines(&model, "entry", 3000);
    write_to(p, "log", O_TRUNC, buf_slice(&model.text));
    paging_open(p, "log", NULL, NULL);
    for (int round = 0; round < ROUNDS; round++)
        expect_told_and_shown(p, &model, round % 3 != 0);
    buf_deinit(&model.text);
}

static void a_file_that_a_shorter_one_replaces_ends_where_that_ends(void **state)
{
    Paging *p = paging_of(state);
    Model model = {.random = 9};
    add_lines(&model, "entry", 3000);
    write_to(p, "log", O_TRUNC, buf_slice(&model.text));
    paging_open(p, "log", NULL, NULL);
    paging_keys(p, "1 0 0 0 g");
    write_to(p, "next", O_TRUNC, slice_from_cstr("short\n"));
    assert_int_equal(rename(paging_path(p, "next"), paging_path(p, "log")), 0);
    usleep(1100000);
    paging_keys(p, "j");
    paging_until(p, "this is how it is now");
    paging_expect_top(p, "short");
    screen_expect_at(p->screen, 0, "line 1/1");
    buf_deinit(&model.text);
}

static void a_large_file_is_read_again_when_asked(void **state)
{
    Paging *p = paging_of(state);
    Model model = {.random = 9};
    add_lines(&model, "entry", 3000);
    write_to(p, "log", O_TRUNC, buf_slice(&model.text));
    buf_deinit(&model.text);
    if (truncate(paging_path(p, "log"), (off_t)200 << 20) != 0)
        skip();
    paging_open(p, "log", NULL, NULL);
    write_to(p, "next", O_TRUNC, slice_from_cstr("short\n"));
    assert_int_equal(rename(paging_path(p, "next"), paging_path(p, "log")), 0);
    usleep(1100000);
    paging_keys(p, "j");
    paging_until(p, "R reads it again");
    screen_expect_at(p->screen, 0, "changed on disk");
    paging_expect_top(p, "entry 2");
    paging_keys(p, "R");
    paging_until(p, "line 1/1");
    screen_expect_not(p->screen, "changed on disk");
}

/* --- with holes --- */

static void a_file_of_holes_is_paged_and_counted(void **state)
{
    Paging *p = paging_of(state);
    uint64_t size = (uint64_t)SPARSE_GB << 30;
    Buf head = {0};
    for (int i = 1; i <= HEAD_LINES; i++) /* no NUL early on: text */
        buf_printf(&head, "head %04d%s\n", i, i == 2 ? " needle" : "");
    write_to(p, "holes", O_TRUNC, buf_slice(&head));
    buf_deinit(&head);
    if (truncate(paging_path(p, "holes"), (off_t)size) != 0)
        skip();
    int fd = open(paging_path(p, "holes"), O_WRONLY);
    const char middle[] = " ends the hole\nneedle in the middle\nmore\n";
    const char end[] = "\nneedle at the end\nlast";
    assert_int_equal(pwrite(fd, middle, sizeof middle - 1, (off_t)(size / 2)), sizeof middle - 1);
    assert_int_equal(pwrite(fd, end, sizeof end - 1, (off_t)(size - sizeof end + 1)), sizeof end - 1);
    close(fd);
    paging_open(p, "holes", NULL, NULL);
    paging_until(p, "/906");
    paging_expect_top(p, "head 0001");
    paging_keys(p, "G");
    screen_expect_at(p->screen, PAGING_LAST, "last");
    screen_expect_at(p->screen, PAGING_LAST - 1, "needle at the end");
    paging_keys(p, "g /");
    paging_type(p, "needle");
    paging_keys(p, "Enter");
    paging_until(p, "match 1 of 3");
    paging_keys(p, "n");
    paging_until(p, "match 2 of 3");
    screen_expect(p->screen, "needle in the middle");
    paging_keys(p, "n n N"); /* the second says that there is none below */
    paging_until(p, "match 2 of 3");
    paging_keys(p, "9 0 1 g"); /* NULs, as far as they fit; the lines behind them are near the end */
    screen_expect_at(p->screen, PAGING_LAST - 5, "901 ^@^@^@");
    screen_expect_at(p->screen, PAGING_LAST - 4, "902 needle in the middle");
    screen_expect_at(p->screen, PAGING_LAST, "906 last");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, paging_set_up, paging_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_log_goes_on_where_it_grew),           TEST(what_was_found_stays_while_a_log_grows),
        TEST(another_file_in_its_place_is_told),     TEST(a_file_that_a_shorter_one_replaces_ends_where_that_ends),
        TEST(a_large_file_is_read_again_when_asked), TEST(a_file_of_holes_is_paged_and_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
