/* Runs a program in a pseudo terminal for the shell tests of this folder:
 *
 *     in_terminal SECONDS TEXT KEYS PROGRAM [ARGUMENT...]
 *
 * waits until the screen shows the text, sends the keys, then ^C, and prints the screen that showed the text. Exits
 * with 0, with 3 when the text did not come, 4 when the program did not end within the time, 5 when it died of a
 * signal. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "tests/support/vt.h"

enum { COLUMNS = 160, ROWS = 30, KEYS_SETTLE_MS = 150, USAGE = 2, NOT_SHOWN = 3, NOT_ENDED = 4, DIED = 5 };

static void print_screen(Vt *vt)
{
    for (int y = 0; y < ROWS; y++)
        if (*vt_row(vt, y))
            puts(vt_row(vt, y));
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return USAGE;
    double ms = strtod(argv[1], NULL) * 1e3;
    const char *const *program = (const char *const *)(argv + 4);
    Vt *vt = vt_start(&(VtOptions){.columns = COLUMNS, .rows = ROWS, .argv = program});
    bool is_shown = vt_until(vt, argv[2], ms);
    print_screen(vt);
    vt_type(vt, argv[3]);
    vt_pump(vt, KEYS_SETTLE_MS);
    vt_type(vt, "\x03");
    int status = vt_wait_exit(vt, ms);
    vt_free(vt);
    if (!is_shown)
        return NOT_SHOWN;
    if (status < 0)
        return NOT_ENDED;
    return WIFSIGNALED(status) ? DIED : 0;
}
