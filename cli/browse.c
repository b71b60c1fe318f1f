/* `ken` itself: a folder, one file, or what comes through a pipe, handed to the screen. */
#include "cli/browse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/copy.h"
#include "cli/grep.h"
#include "cli/report.h"
#include "cli/target.h"
#include "cli/version.h"
#include "engine/base/mem.h"
#include "tui/app.h"

/* The globs of -g as the prompt's path filter reads them: white space kept inside one by a backslash. */
static void join_globs(const TextList *globs, Buf *out)
{
    for (size_t i = 0; i < globs->count; i++) {
        if (i > 0)
            buf_append_byte(out, ' ');
        for (const char *at = globs->items[i]; *at; at++) {
            if (*at == ' ' || *at == '\t')
                buf_append_byte(out, '\\');
            buf_append_byte(out, *at);
        }
    }
    buf_append_byte(out, '\0');
}

/* The types of -t, which hold all the time: a reference for the caller, or NULL with `err`. */
static PathFilter *types_filter(const Options *options, Error *err)
{
    Options types = *options;
    types.globs = (TextList){0};
    return options_filter(&types, err);
}

static bool run_app(const Options *options, AppOptions *app, GitHelper *git, int *status, Error *err)
{
    Buf globs = {0};
    app->filter = types_filter(options, err);
    if (!app->filter)
        return false;
    join_globs(&options->globs, &globs);
    app->globs = globs.data;
    app->query = options->query;
    app->keymap = options->keymap;
    app->hides_syntax = options->hides_syntax;
    app->session.listing = options->listing;
    app->session.threads = options->threads;
    app->session.memory_bytes = options->memory_bytes;
    app->session.no_cache = options->no_cache;
    app->pager = options->pager;
    app->start_keys = options->start_keys;
    app->starts_with_enter = true;
    app->version = version_number();
    bool ok = app_run(app, git, status, err);
    buf_deinit(&globs);
    path_filter_release(app->filter);
    return ok;
}

/* The files after the first, NULL-terminated; the caller frees the list. */
static const char **files_after(const Options *options)
{
    const TextList *paths = &options->paths;
    const char **names = mem_zalloc(paths->count + 1, sizeof *names);
    for (size_t i = 1; i < paths->count; i++)
        names[i - 1] = paths->items[i];
    return names;
}

static bool browse_target(const Options *options, const char *text, GitHelper *git, int *status, Error *err)
{
    Target target;
    if (!target_parse(&target, text, err))
        return false;
    AppOptions app = {.page_fd = -1};
    char *folder = NULL;
    bool ok = true;
    if (target.is_folder) {
        folder = realpath(target.path, NULL);
        ok = folder || error_set(err, "%s: %s", target.path, strerror(errno));
        app.session.folder = folder;
        app.session.watches = true;
    } else {
        app.page_path = target.path;
        app.page_line = target.line;
        app.page_column = target.column;
    }
    const char **more = files_after(options);
    app.more_paths = more;
    ok = ok && run_app(options, &app, git, status, err);
    free(more);
    free(folder);
    target_deinit(&target);
    return ok;
}

/* Standard input stays what it is for the pager; the terminal's keys come from /dev/tty. */
static bool browse_pipe(const Options *options, GitHelper *git, int *status, Error *err)
{
    AppOptions app = {.page_fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)};
    if (app.page_fd < 0)
        return error_set(err, "standard input: %s", strerror(errno));
    const char **more = files_after(options);
    app.more_paths = more;
    bool ok = run_app(options, &app, git, status, err);
    free(more);
    return ok;
}

int browse_run(const Options *options, GitHelper *git)
{
    Error err;
    int status = EXIT_TROUBLE;
    const char *path = options->paths.count > 0 ? options->paths.items[0] : NULL;
    bool is_pipe = path ? strcmp(path, "-") == 0 : !isatty(STDIN_FILENO);
    bool ok = false;
    if (!isatty(STDOUT_FILENO) && options->is_paging)
        return copy_run(options);
    if (!isatty(STDOUT_FILENO))
        error_set(&err, "standard output is no terminal; ken grep and ken files work without one");
    else if (is_pipe)
        ok = browse_pipe(options, git, &status, &err);
    else
        ok = browse_target(options, path ? path : ".", git, &status, &err);
    if (!ok)
        report("%s", err.text);
    return status;
}
