/* What the tests of the pager stand on. */
#include "tests/support/paging.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
/* after the three above, as it asks for */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/buf.h"

enum { PATHS_KEPT = 8, WAIT_ROUNDS = 2500, ROUND_MICROSECONDS = 2000 };

int paging_set_up(void **state)
{
    Paging *paging = calloc(1, sizeof *paging);
    paging->folder = screen_folder();
    setenv("XDG_STATE_HOME", paging->folder, 1);
    setenv("HOME", paging->folder, 1);
    *state = paging;
    return 0;
}

int paging_tear_down(void **state)
{
    Paging *paging = *state;
    paging_close(paging);
    screen_folder_free(paging->folder);
    free(paging);
    return 0;
}

Paging *paging_of(void **state)
{
    return *state;
}

const char *paging_path(const Paging *paging, const char *name)
{
    static char paths[PATHS_KEPT][1024];
    static int next;
    next = (next + 1) % PATHS_KEPT;
    snprintf(paths[next], sizeof paths[next], "%s/%s", paging->folder, name);
    return paths[next];
}

void paging_write(const Paging *paging, const char *name, const char *text)
{
    screen_write(paging->folder, name, text);
}

void paging_write_numbered(const Paging *paging, const char *name, int lines)
{
    Buf text = {0};
    for (int i = 1; i <= lines; i++)
        buf_printf(&text, "this is line %d%s\n", i, i % 100 == 0 ? " needle" : "");
    buf_append_byte(&text, '\0');
    screen_write(paging->folder, name, text.data);
    buf_deinit(&text);
}

void paging_open_with(Paging *paging, const AppOptions *options)
{
    paging_close(paging);
    paging->screen = screen_open_with(options, PAGING_WIDTH, PAGING_HEIGHT);
}

void paging_open(Paging *paging, const char *name, const char *const *more, const PagerSettings *settings)
{
    AppOptions options = screen_options(paging->folder);
    options.page_path = paging_path(paging, name);
    options.more_paths = more;
    if (settings)
        options.pager = *settings;
    paging_open_with(paging, &options);
}

void paging_close(Paging *paging)
{
    if (paging->screen)
        screen_close(paging->screen);
    paging->screen = NULL;
}

void paging_keys(Paging *paging, const char *names)
{
    screen_keys(paging->screen, names);
    screen_settle(paging->screen);
}

void paging_type(Paging *paging, const char *text)
{
    screen_type(paging->screen, text);
    screen_settle(paging->screen);
}

void paging_expect_top(Paging *paging, const char *text)
{
    screen_expect_at(paging->screen, PAGING_TOP, text);
}

void paging_expect_status(Paging *paging, const char *text)
{
    screen_expect_at(paging->screen, PAGING_STATUS, text);
}

void paging_expect_header(Paging *paging, const char *text)
{
    screen_expect_at(paging->screen, 0, text);
}

void paging_until(Paging *paging, const char *text)
{
    for (int i = 0; i < WAIT_ROUNDS && screen_find(paging->screen, text) < 0; i++) {
        usleep(ROUND_MICROSECONDS);
        screen_step(paging->screen);
    }
    screen_expect(paging->screen, text);
}
