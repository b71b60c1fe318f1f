/* Sizes that change while each view is open. */
#include "tests/support/resize_storm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tests/support/ken.h"

enum {
    PATIENCE_MS = 15000,
    QUIET_MS = 120,
    COLUMNS_MOST = 500,
    ROWS_MOST = 200,
    NAMES_COLUMNS = 20,
    START_COLUMNS = 100,
    START_ROWS = 30,
};

const char *const storm_view_names[STORM_VIEWS] = {"search",  "pager",   "files", "tree",  "help",
                                                   "outline", "symbols", "hex",   "status"};

/* The keys that open each view from the search, what it shows then, and its own keys that move in it. */
static const struct {
    const char *keys, *shows, *moves;
} views[STORM_VIEWS] = {
    [STORM_SEARCH] = {"needle", "lines in 41 files", KEY_DOWN},
    [STORM_PAGER] = {"needle\x1b[17~", "line", "j"},
    [STORM_FILES] = {"\x06", "file3", KEY_DOWN},
    [STORM_TREE] = {"\x14", "folder3", "j"},
    [STORM_HELP] = {"\x1bOP", "actions", KEY_DOWN},
    [STORM_OUTLINE] = {"needle\x1b[17~o", "definitions", KEY_DOWN},
    [STORM_SYMBOLS] = {"\x1b[19~", "definitions", KEY_DOWN},
    [STORM_HEX] = {"needle\x1b[17~\x1bx", "00000", "j"},
    [STORM_STATUS] = {"\x1b[24~", "status", KEY_DOWN},
};

static uint32_t next_random(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

void resize_storm_fill(const Scratch *scratch)
{
    for (int i = 0; i <= 40; i++) {
        char name[48];
        Buf text = {0};
        snprintf(name, sizeof name, "folder%d/file%d.c", i % 5, i);
        for (int line = 0; line < 60; line++)
            buf_printf(&text,
                       "static int needle_%d_%d(void) /* \xe4\xb8\xad\xe6\x96\x87 wide e\xcc\x81 */ { return %d; }\n\n",
                       i, line, line);
        scratch_write(scratch, name, buf_slice(&text));
        buf_deinit(&text);
    }
}

static void open_view(Vt *vt, StormView view)
{
    assert_true(vt_until(vt, "41 files", PATIENCE_MS));
    for (const char *p = views[view].keys; *p;) { /* key by key: each is for the view that the one before opened */
        size_t len = *p == '\x1b' ? strcspn(p + 1, "\x1b") + 1 : strcspn(p, "\x1b\x06\x14");
        if (len == 0)
            len = 1;
        if (*p == '\x1b' && p[1] == '[')
            len = strcspn(p, "~") + 1;
        vt_send(vt, p, len);
        vt_pump(vt, 150);
        p += len;
    }
    if (!vt_until(vt, views[view].shows, PATIENCE_MS))
        fail_msg("%s: it does not open", storm_view_names[view]);
}

static void settle(Vt *vt)
{
    double end = vt_now() + PATIENCE_MS;
    vt_pump(vt, QUIET_MS);
    while (vt_now() - vt_last_output(vt) < QUIET_MS && vt_now() < end)
        vt_pump(vt, QUIET_MS / 4.0);
}

/* Every cell with its colours, and the cursor; of the figures that change by themselves (memory) only the names. */
static void picture(Vt *vt, StormView view, int columns, int rows, Buf *out)
{
    int x, y;
    int last = view == STORM_STATUS && columns > NAMES_COLUMNS ? NAMES_COLUMNS : columns;
    buf_clear(out);
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < last; column++) {
            VtCell cell = vt_cell(vt, column, row);
            buf_printf(out, "%s%x,%x%s", cell.text, (unsigned)cell.foreground, (unsigned)cell.background,
                       cell.is_bold         ? "b"
                       : cell.is_underlined ? "u"
                                            : "");
        }
        buf_append_byte(out, '\n');
    }
    vt_cursor(vt, &x, &y);
    if (vt_cursor_is_visible(vt))
        buf_printf(out, "cursor %d %d\n", x, y);
    buf_append_byte(out, '\0');
}

static void print_difference(Vt *vt, int rows, const char *before, const char *after)
{
    size_t at = 0, row = 0;
    for (; before[at] && before[at] == after[at]; at++)
        row += before[at] == '\n';
    printf("row %zu: was  %.120s\n", row, before + at);
    printf("row %zu: is   %.120s\n", row, after + at);
    for (int y = 0; y < rows && y < 40; y++)
        printf("| %s\n", vt_row(vt, y));
}

/* ^L draws everything anew on an empty screen: that must change nothing. */
static void compare_with_fresh(Vt *vt, StormView view, int columns, int rows, uint32_t seed)
{
    Buf before = {0}, after = {0};
    settle(vt);
    picture(vt, view, columns, rows, &before);
    vt_type(vt, view == STORM_PAGER || view == STORM_HEX ? "r" : "\x0c");
    settle(vt);
    picture(vt, view, columns, rows, &after);
    if (strcmp(before.data, after.data) != 0) {
        print_difference(vt, rows, before.data, after.data);
        fail_msg("%s, seed %u: at %dx%d the frame is not a fresh one's", storm_view_names[view], (unsigned)seed,
                 columns, rows);
    }
    buf_deinit(&before);
    buf_deinit(&after);
}

static void random_size(uint32_t *random, int *columns, int *rows)
{
    static const int edges[] = {1, 2, 3, 5, 10, 20, 40, 60, 80, 100, 132, 200, COLUMNS_MOST};
    bool is_edge = next_random(random, 3) == 0;
    *columns = is_edge ? edges[next_random(random, 13)] : 1 + (int)next_random(random, COLUMNS_MOST);
    *rows = is_edge ? edges[next_random(random, 12)] : 1 + (int)next_random(random, ROWS_MOST);
}

static void storm(Vt *vt, StormView view, unsigned sizes, uint32_t *random)
{
    for (unsigned i = 0; i < sizes; i++) {
        int columns, rows;
        random_size(random, &columns, &rows);
        if (next_random(random, 12) == 0)
            vt_tell_size(vt, next_random(random, 2) ? 0 : columns, 0);
        else
            vt_resize(vt, columns, rows);
        if (next_random(random, 3) == 0)
            vt_type(vt, views[view].moves);
        vt_pump(vt, next_random(random, 3) ? 1 : 12);
        if (vt_ended(vt) >= 0)
            fail_msg("%s: it ended at %dx%d", storm_view_names[view], columns, rows);
    }
}

void resize_storm_run(const Scratch *scratch, StormView view, unsigned rounds, unsigned sizes, uint32_t seed)
{
    static const int lasts[][2] = {{61, 13}, {200, 50}, {40, 10}, {START_COLUMNS, START_ROWS}, {12, 4}};
    enum { LASTS = sizeof lasts / sizeof *lasts };
    uint32_t random = seed;
    Vt *vt = ken_start(scratch, NULL, NULL);
    open_view(vt, view);
    for (size_t i = 0; i < rounds; i++) {
        const int *last = lasts[(i + view) % LASTS];
        vt_hide(vt);
        storm(vt, view, sizes, &random);
        settle(vt);
        vt_show_on_rubbish(vt);
        vt_resize(vt, last[0], last[1]);
        compare_with_fresh(vt, view, last[0], last[1], seed);
    }
    ken_quit(vt);
}
