/* `ken files`: the files that would be searched, one a line. */
#include "cli/files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/escape.h"
#include "cli/grep.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/scope.h"

typedef struct Files {
    bool with_nul;
    bool is_visible;
    uint64_t count;
} Files;

/* Listed, let through, and there: what the index lists may be gone from the disk. */
static bool is_wanted(const Scope *scope, int root, uint32_t file)
{
    Tree *tree = snapshot_tree(scope->snapshot);
    struct stat facts;
    return tree_kind(tree, file) == ENTRY_FILE && path_filter_accepts(scope->filter, tree_path(tree, file)) &&
           fstatat(root, tree_path(tree, file).data, &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(facts.st_mode);
}

static void append_file(const Files *files, const Scope *scope, uint32_t file, Buf *out)
{
    Buf path = {0};
    scope_append_path(scope, file, &path);
    if (files->is_visible)
        escape_visible(out, buf_slice(&path));
    else
        buf_append_slice(out, buf_slice(&path));
    buf_append_byte(out, files->with_nul ? '\0' : '\n');
    buf_deinit(&path);
}

static bool print_scope(void *context, const Scope *scope, Error *err)
{
    Files *files = context;
    const char *root_path = tree_root(snapshot_tree(scope->snapshot));
    int root = open(root_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return error_set(err, "%s: %s", root_path, strerror(errno));
    Buf out = {0};
    for (uint32_t i = 0; i < snapshot_count(scope->snapshot); i++) {
        if (!is_wanted(scope, root, i))
            continue;
        append_file(files, scope, i, &out);
        files->count++;
    }
    close(root);
    bool ok = output_write(buf_slice(&out), err);
    buf_deinit(&out);
    return ok;
}

int files_run(const Options *options, GitHelper *git)
{
    Files files = {.with_nul = options->with_nul, .is_visible = output_is_terminal()};
    Error err;
    if (scope_each(options, git, print_scope, &files, &err))
        return files.count > 0 ? EXIT_MATCHED : EXIT_NO_MATCH;
    report("%s", err.text);
    return EXIT_TROUBLE;
}
