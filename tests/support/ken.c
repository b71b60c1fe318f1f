/* The built program in a terminal. */
#include "tests/support/ken.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ARGUMENTS_MOST = 16 };

Vt *ken_start(const Scratch *scratch, const char *const *arguments, const char *const *env)
{
    const char *argv[ARGUMENTS_MOST] = {KEN_PROGRAM};
    for (int i = 0; arguments && arguments[i] && i < ARGUMENTS_MOST - 2; i++)
        argv[i + 1] = arguments[i];
    char config[300];
    char state[300];
    char cache[300];
    snprintf(config, sizeof config, "XDG_CONFIG_HOME=%s/.config", scratch->path);
    snprintf(state, sizeof state, "XDG_STATE_HOME=%s/.state", scratch->path);
    snprintf(cache, sizeof cache, "XDG_CACHE_HOME=%s/.cache", scratch->path);
    const char *all_env[ARGUMENTS_MOST] = {config, state, cache};
    for (int i = 0; env && env[i] && i < ARGUMENTS_MOST - 4; i++)
        all_env[i + 3] = env[i];
    return vt_start(&(VtOptions){.columns = 100, .rows = 30, .folder = scratch->path, .argv = argv, .env = all_env});
}

void ken_quit(Vt *vt)
{
    vt_type(vt, KEY_CTRL_C);
    int status = vt_wait_exit(vt, 5000);
    assert_true(status >= 0);
    vt_free(vt);
}
