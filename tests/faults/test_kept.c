/* Whatever fails while the screen writes a file of the user's, the old one stays as it was, no part of a new one is
 * left, and the status line says what happened: marks, history, a saved page, the list for the editor, what a pipe
 * brings. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "tests/faults/stage.h"
#include "tests/support/ken.h"

enum { COLUMNS = 160, ROWS = 24, WAIT_MS = 10000, LONG_HISTORY_BYTES = 5 << 20 };

static const char old_marks[] = "X 1 /nowhere/one\nY 2 /nowhere/two\n";
static const char page[] = "a line to be saved\nanother\n";

static int setup(void **state)
{
    Stage *stage = malloc(sizeof *stage);
    stage_init(stage);
    scratch_write_text(&stage->scratch, "tree/page.txt", page);
    scratch_write_text(&stage->scratch, ".state/ken/marks", old_marks);
    *state = stage;
    return 0;
}

static int teardown(void **state)
{
    stage_deinit(*state);
    free(*state);
    return 0;
}

/* Heap; "" when there is none. */
static char *read_file(const Stage *stage, const char *name)
{
    char path[400];
    Buf text = {0};
    snprintf(path, sizeof path, "%s/%s", stage->scratch.path, name);
    FILE *file = fopen(path, "r");
    buf_reserve(&text, LONG_HISTORY_BYTES * 2);
    text.len = file ? fread(text.data, 1, LONG_HISTORY_BYTES * 2 - 1, file) : 0;
    if (file)
        fclose(file);
    buf_append_byte(&text, '\0');
    return text.data;
}

static void assert_file(const Stage *stage, const char *name, const char *expected)
{
    char *text = read_file(stage, name);
    assert_string_equal(text, expected);
    free(text);
}

static bool exists(const Stage *stage, const char *name)
{
    char path[400];
    struct stat facts;
    snprintf(path, sizeof path, "%s/%s", stage->scratch.path, name);
    return stat(path, &facts) == 0;
}

static Vt *start(Stage *stage, const char *const *arguments, const Fault *fault, unsigned at)
{
    const char *argv[8] = {KEN_PROGRAM};
    for (size_t i = 0; arguments && arguments[i]; i++)
        argv[i + 1] = arguments[i];
    return vt_start(&(VtOptions){.columns = COLUMNS,
                                 .rows = ROWS,
                                 .folder = stage->tree,
                                 .argv = arguments && strcmp(arguments[0], "sh") == 0 ? arguments : argv,
                                 .env = stage_environment(stage, fault, at)});
}

static const char *const page_file[] = {"page.txt", NULL};

/* --- marks --- */

static void set_mark(Stage *stage, const Fault *fault)
{
    Vt *vt = start(stage, page_file, fault, 1);
    assert_true(vt_until(vt, "another", WAIT_MS));
    vt_type(vt, "mA");
    assert_true(vt_until(vt, "mark A is set, but not kept", WAIT_MS));
    assert_true(stage_failed(stage));
    ken_quit(vt);
    assert_file(stage, ".state/ken/marks", old_marks);
    assert_false(exists(stage, ".state/ken/marks.new"));
}

static void test_marks_stay_when_they_cannot_be_read(void **state)
{
    set_mark(*state, &(Fault){.kind = FAULT_read, .error = EIO, .goes_on = true, .path = "/ken/marks"});
    set_mark(*state, &(Fault){.kind = FAULT_open, .error = EMFILE, .goes_on = true, .path = "/ken/marks"});
}

static void test_marks_stay_on_a_full_disk(void **state)
{
    set_mark(*state, &(Fault){.kind = FAULT_disk, .error = ENOSPC, .path = "/ken/marks"});
    set_mark(*state, &(Fault){.kind = FAULT_open, .error = EROFS, .goes_on = true, .path = "/ken/marks"});
}

static void test_marks_are_kept_however_writing_is_cut_up(void **state)
{
    Stage *stage = *state;
    Vt *vt = start(stage, page_file, &(Fault){.kind = FAULT_disk, .error = 0, .path = "/ken/marks"}, 1);
    assert_true(vt_until(vt, "another", WAIT_MS));
    vt_type(vt, "mA");
    assert_true(vt_until(vt, "mark A is set", WAIT_MS));
    ken_quit(vt);
    char *text = read_file(stage, ".state/ken/marks");
    assert_true(strncmp(text, old_marks, strlen(old_marks)) == 0);
    assert_non_null(strstr(text, "/page.txt\n"));
    free(text);
}

/* --- history --- */

static void test_a_long_history_stays_when_it_cannot_be_read(void **state)
{
    Stage *stage = *state;
    Buf text = {0};
    for (int i = 0; text.len < LONG_HISTORY_BYTES; i++)
        buf_printf(&text, "a query that was asked once upon a time %d\n", i);
    scratch_write(&stage->scratch, ".state/ken/history", buf_slice(&text));
    buf_append_byte(&text, '\0');
    const Fault fault = {.kind = FAULT_read, .error = EIO, .goes_on = true, .path = "/ken/history"};
    Vt *vt = start(stage, NULL, &fault, 1);
    assert_true(vt_until(vt, "page.txt", WAIT_MS));
    ken_quit(vt);
    assert_true(stage_failed(stage));
    assert_file(stage, ".state/ken/history", text.data);
    buf_deinit(&text);
}

static void test_history_stays_on_a_full_disk(void **state)
{
    Stage *stage = *state;
    static const Fault full[] = {
        {.kind = FAULT_disk, .error = ENOSPC, .goes_on = true, .path = "/ken/history"},
        {.kind = FAULT_open, .error = EROFS, .goes_on = true, .path = "/ken/history"},
    };
    for (size_t i = 0; i < sizeof full / sizeof *full; i++) {
        scratch_write_text(&stage->scratch, ".state/ken/history", "one\ntwo\n");
        Vt *vt = start(stage, NULL, &full[i], 1);
        assert_true(vt_until(vt, "page.txt", WAIT_MS));
        vt_type(vt, "saved");
        assert_true(vt_until(vt, "1 line in 1 file", WAIT_MS));
        vt_type(vt, "\x1b[17~"); /* the pager: the query was of use */
        vt_pump(vt, 100);
        ken_quit(vt);
        assert_true(stage_failed(stage));
        assert_file(stage, ".state/ken/history", "one\ntwo\n");
    }
}

/* --- a saved page --- */

/* Saves the page as `name` while writing to it fails; `answer` is what is said when it exists. */
static void save(Stage *stage, const char *name, const char *answer)
{
    const Fault fault = {.kind = FAULT_disk, .error = ENOSPC, .path = name};
    char keys[100];
    Vt *vt = start(stage, page_file, &fault, 1);
    assert_true(vt_until(vt, "another", WAIT_MS));
    snprintf(keys, sizeof keys, "s%s\r", name);
    vt_type(vt, keys);
    if (answer) {
        vt_pump(vt, 300);
        vt_type(vt, answer);
    }
    assert_true(vt_until(vt, "No space left on device", WAIT_MS));
    ken_quit(vt);
    assert_true(stage_failed(stage));
}

static void test_a_page_saved_on_a_full_disk_leaves_nothing(void **state)
{
    Stage *stage = *state;
    save(stage, "new-copy", NULL);
    assert_false(exists(stage, "tree/new-copy"));
}

static void test_a_page_saved_over_another_leaves_it_on_a_full_disk(void **state)
{
    Stage *stage = *state;
    scratch_write_text(&stage->scratch, "tree/old-copy", "what was there\n");
    save(stage, "old-copy", "o");
    assert_file(stage, "tree/old-copy", "what was there\n");
    save(stage, "old-copy", "a");
    assert_file(stage, "tree/old-copy", "what was there\n");
    char command[400];
    snprintf(command, sizeof command, "test $(ls %s | wc -l) = 2", stage->tree);
    assert_int_equal(system(command), 0);
}

static void test_a_page_saved_over_another_keeps_its_permissions(void **state)
{
    Stage *stage = *state;
    char path[400];
    struct stat facts;
    scratch_write_text(&stage->scratch, "tree/old-copy", "what was there\n");
    snprintf(path, sizeof path, "%s/old-copy", stage->tree);
    assert_int_equal(chmod(path, 0640), 0);
    Vt *vt = start(stage, page_file, NULL, 0);
    assert_true(vt_until(vt, "another", WAIT_MS));
    vt_type(vt, "sold-copy\r");
    vt_pump(vt, 300);
    vt_type(vt, "o");
    assert_true(vt_until(vt, "saved to old-copy", WAIT_MS));
    ken_quit(vt);
    assert_file(stage, "tree/old-copy", page);
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0640);
}

/* --- the list for the editor --- */

static void test_a_list_that_cannot_be_written_is_not_edited(void **state)
{
    Stage *stage = *state;
    static const char *const keys[] = {"\x1bq", "\t\x1bq"}; /* all results, and marked ones */
    for (size_t i = 0; i < 2; i++) {
        const Fault fault = {.kind = FAULT_disk, .error = ENOSPC, .goes_on = true, .path = "/ken-"};
        scratch_write_text(&stage->scratch, "vim", "#!/bin/sh\necho edited >>\"$HOME/was-edited\"\n");
        Vt *vt = start(stage, NULL, &fault, 1);
        assert_true(vt_until(vt, "page.txt", WAIT_MS));
        vt_type(vt, "line");
        assert_true(vt_until(vt, "1 line in 1 file", WAIT_MS));
        vt_type(vt, keys[i]);
        assert_true(vt_until(vt, "not written: No space left on device", WAIT_MS));
        ken_quit(vt);
    }
}

/* --- what is not kept, but said --- */

static void test_the_status_line_says_that_there_is_no_jit(void **state)
{
    Stage *stage = *state;
    Vt *vt = start(stage, NULL, &(Fault){.kind = FAULT_jit, .error = EACCES, .goes_on = true}, 1);
    assert_true(vt_until(vt, "page.txt", WAIT_MS));
    vt_type(vt, "l[i]ne");
    assert_true(vt_until(vt, "1 line in 1 file", WAIT_MS));
    assert_true(vt_until(vt, "matching slowly, without JIT", WAIT_MS));
    ken_quit(vt);
}

static void test_the_status_line_says_what_could_not_be_read(void **state)
{
    Stage *stage = *state;
    Vt *vt = start(stage, NULL, &(Fault){.kind = FAULT_read, .error = EIO, .goes_on = true, .path = "page.txt"}, 1);
    assert_true(vt_until(vt, "page.txt", WAIT_MS));
    vt_type(vt, "line");
    assert_true(vt_until(vt, "1 file could not be read", WAIT_MS));
    ken_quit(vt);
}

/* --- what a pipe brings --- */

static void test_a_pipe_on_a_full_disk_is_shown_as_far_as_it_fits(void **state)
{
    Stage *stage = *state;
    const Fault fault = {.kind = FAULT_disk, .error = ENOSPC, .goes_on = true};
    static const char *const command[] = {"sh", "-c", "seq 200000 | \"$KEN\"", NULL};
    for (unsigned at = 1; at <= 3; at += 2) {
        Vt *vt = start(stage, command, &fault, at);
        assert_true(vt_until(vt, "No space left on device", WAIT_MS));
        ken_quit(vt);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_marks_stay_when_they_cannot_be_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_marks_stay_on_a_full_disk, setup, teardown),
        cmocka_unit_test_setup_teardown(test_marks_are_kept_however_writing_is_cut_up, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_long_history_stays_when_it_cannot_be_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_history_stays_on_a_full_disk, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_page_saved_on_a_full_disk_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_page_saved_over_another_leaves_it_on_a_full_disk, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_page_saved_over_another_keeps_its_permissions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_list_that_cannot_be_written_is_not_edited, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_status_line_says_that_there_is_no_jit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_status_line_says_what_could_not_be_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_pipe_on_a_full_disk_is_shown_as_far_as_it_fits, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
