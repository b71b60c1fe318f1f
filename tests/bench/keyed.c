/* Queries typed into ken in a real terminal. */
#include "tests/bench/keyed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "tests/support/vt.h"

enum {
    COLUMNS = 160,
    ROWS = 48,
    LAST_RESULT = 45, /* the row of the screen that the list fills last */
    QUIET_MS = 400,   /* nothing for so long: it has settled */
    FRAME_MS = 2,     /* nothing for so long: the frame is over */
    LONGEST_MS = 20000,
};

struct Keyed {
    Vt *vt;
};

Keyed *keyed_start(const char *folder)
{
    const char *const argv[] = {KEN_PROGRAM, "-s", folder, NULL};
    const char *const env[] = {"XDG_STATE_HOME=/nonexistent", "XDG_CONFIG_HOME=/nonexistent", NULL};
    Keyed *keyed = mem_zalloc(1, sizeof *keyed);
    keyed->vt = vt_start(&(VtOptions){.columns = COLUMNS, .rows = ROWS, .argv = argv, .env = env});
    vt_until(keyed->vt, " file", LONGEST_MS);
    size_t before;
    do {
        before = vt_received(keyed->vt);
        vt_pump(keyed->vt, QUIET_MS);
    } while (vt_received(keyed->vt) != before);
    return keyed;
}

void keyed_end(Keyed *keyed)
{
    vt_type(keyed->vt, "\x03");
    vt_wait_exit(keyed->vt, LONGEST_MS);
    vt_free(keyed->vt);
    free(keyed);
}

/* "1,234 lines in", as the header writes it, with what stands before a complete count. */
static void format_lines(uint64_t lines, char text[64])
{
    char digits[32];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)lines);
    char *at = text;
    *at++ = ' ';
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            *at++ = ',';
        *at++ = digits[i];
    }
    strcpy(at, lines == 1 ? " line in" : " lines in");
}

/* A whole screen of results is shown; asked only while the count is not complete. The preview, behind the bar, does not
 * matter. */
static bool has_first_screen(Vt *vt)
{
    if (!strstr(vt_row(vt, 0), " line"))
        return false;
    const char *row = vt_row(vt, LAST_RESULT);
    return row[strspn(row, " ")] != '\0' && strncmp(row + strspn(row, " "), "│", strlen("│")) != 0;
}

/* Reads to the end of the frame; when that was. */
static double end_of_frame(Vt *vt)
{
    size_t before;
    do {
        before = vt_received(vt);
        vt_pump(vt, FRAME_MS);
    } while (vt_received(vt) != before);
    return vt_last_output(vt);
}

KeyedTimes keyed_ask(Keyed *keyed, const QueryClass *query, uint64_t lines)
{
    Vt *vt = keyed->vt;
    KeyedTimes times = {-1, -1};
    char complete[64];
    format_lines(lines, complete);
    if (query->is_caseless) { /* from sensitive to smart, and back below */
        vt_type(vt, "\x1b"
                    "c");
        vt_pump(vt, QUIET_MS);
    }
    double pressed = vt_now();
    vt_type(vt, query->pattern);
    while (!strstr(vt_row(vt, 0), complete) && vt_now() - pressed < LONGEST_MS) {
        if (times.first_ms < 0 && has_first_screen(vt))
            times.first_ms = vt_last_output(vt) - pressed;
        vt_pump(vt, FRAME_MS);
    }
    if (strstr(vt_row(vt, 0), complete))
        times.complete_ms = end_of_frame(vt) - pressed;
    if (times.first_ms < 0)
        times.first_ms = times.complete_ms;
    vt_type(vt, "\x15");
    if (query->is_caseless)
        vt_type(vt, "\x1b"
                    "c");
    vt_pump(vt, QUIET_MS);
    return times;
}
