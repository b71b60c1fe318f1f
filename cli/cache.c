/* `ken cache`: what is kept from run to run. */
#include "cli/cache.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/escape.h"
#include "cli/grep.h"
#include "cli/output.h"
#include "cli/report.h"
#include "engine/base/cache_folder.h"

static void append_item(const CacheItem *item, bool is_visible, Buf *out)
{
    char day[32] = "";
    time_t used = (time_t)item->used_s;
    struct tm parts;
    if (localtime_r(&used, &parts))
        strftime(day, sizeof day, "%Y-%m-%d", &parts);
    buf_printf(out, "%8.1f MB  %s  ", (double)item->bytes / 1e6, day);
    if (is_visible)
        escape_visible(out, slice_from_cstr(item->root));
    else
        buf_append_slice(out, slice_from_cstr(item->root));
    buf_append_byte(out, '\n');
}

/* One tree a line: what it takes, when it was last used, where it is. */
static int list(const char *folder, Error *err)
{
    CacheItem *items;
    size_t count = cache_list(folder, &items);
    Buf out = {0};
    for (size_t i = 0; i < count; i++)
        append_item(&items[i], output_is_terminal(), &out);
    cache_items_free(items, count);
    bool ok = output_write(buf_slice(&out), err);
    buf_deinit(&out);
    return !ok ? EXIT_TROUBLE : count > 0 ? EXIT_MATCHED : EXIT_NO_MATCH;
}

int cache_run(const Options *options)
{
    Error err = {{0}};
    int status = EXIT_TROUBLE;
    const char *what = options->paths.count > 0 ? options->paths.items[0] : "list";
    char *folder = cache_folder();
    if (!folder)
        error_set(&err, "there is no cache folder: neither XDG_CACHE_HOME nor HOME is set");
    else if (strcmp(what, "list") == 0)
        status = list(folder, &err);
    else if (strcmp(what, "clear") == 0)
        status = cache_clear(folder, &err) ? EXIT_MATCHED : EXIT_TROUBLE;
    else
        error_set(&err, "ken cache takes \"list\" or \"clear\", not \"%s\"", what);
    if (status == EXIT_TROUBLE)
        report("%s", err.text);
    free(folder);
    return status;
}
