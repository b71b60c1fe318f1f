/* `ken files`: the files that would be searched, one a line. */
#include "cli/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/escape.h"
#include "cli/grep.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/scope.h"
#include "engine/tree/beneath.h"

typedef struct Files {
    bool with_nul;
    bool is_visible;
    bool has_trouble; /* whether something is there could not be told */
    uint64_t count;
} Files;

/* The folder that the last file was looked for in: paths come sorted, so that most share it with the one before. */
typedef struct Folder {
    int root; /* -1 or an open folder, as is `fd` */
    int fd;
    int cause;  /* errno when it could not be opened */
    Slice path; /* below the root; of the tree */
} Folder;

static void enter(Folder *folder, Slice path)
{
    if (folder->fd >= 0 && slice_equal(folder->path, path))
        return;
    if (folder->fd >= 0)
        close(folder->fd);
    folder->fd = beneath_open_folder(folder->root, path);
    folder->cause = folder->fd >= 0 ? 0 : errno;
    folder->path = path;
}

/* What the index lists may be gone from the disk, or have a link in its path, which is not followed. `*cause` is 0, or
 * the errno when it cannot be told. */
static bool is_there(Folder *folder, Slice path, int *cause)
{
    const char *slash = memrchr(path.data, '/', path.len);
    size_t name = slash ? (size_t)(slash - path.data) + 1 : 0;
    struct stat facts;
    enter(folder, slice_sub(path, 0, slash ? name - 1 : 0));
    *cause = folder->cause;
    if (folder->fd >= 0 && fstatat(folder->fd, path.data + name, &facts, AT_SYMLINK_NOFOLLOW) == 0)
        return S_ISREG(facts.st_mode);
    if (folder->fd >= 0)
        *cause = errno;
    if (*cause == ENOENT || *cause == ENOTDIR || *cause == ELOOP)
        *cause = 0;
    return false;
}

static void report_trouble(Files *files, const Scope *scope, uint32_t file, int cause)
{
    Buf path = {0};
    scope_append_path(scope, file, &path);
    report("%.*s: %s", (int)path.len, path.data, strerror(cause));
    buf_deinit(&path);
    files->has_trouble = true;
}

/* Listed, let through, and there: what was seen there when it was listed is not looked at again. */
static bool is_wanted(Files *files, const Scope *scope, Folder *folder, uint32_t file)
{
    Tree *tree = snapshot_tree(scope->snapshot);
    Slice path = tree_path(tree, file);
    int cause = 0;
    if (tree_kind(tree, file) != ENTRY_FILE || !path_filter_accepts(scope->filter, path))
        return false;
    if (tree_flags(tree, file) & ENTRY_SEEN)
        return true;
    bool is_present = is_there(folder, path, &cause);
    if (cause != 0)
        report_trouble(files, scope, file, cause);
    return is_present;
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
    Folder folder = {.root = open(root_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), .fd = -1};
    if (folder.root < 0)
        return error_set(err, "%s: %s", root_path, strerror(errno));
    Buf out = {0};
    for (uint32_t i = 0; i < snapshot_count(scope->snapshot); i++) {
        if (!is_wanted(files, scope, &folder, i))
            continue;
        append_file(files, scope, i, &out);
        files->count++;
    }
    if (folder.fd >= 0)
        close(folder.fd);
    close(folder.root);
    bool ok = output_write(buf_slice(&out), err);
    buf_deinit(&out);
    return ok;
}

int files_run(const Options *options, GitHelper *git)
{
    Files files = {.with_nul = options->with_nul, .is_visible = output_is_terminal()};
    Error err;
    bool is_partial;
    if (!scope_each(options, git, print_scope, &files, &is_partial, &err)) {
        report("%s", err.text);
        return EXIT_TROUBLE;
    }
    if (files.has_trouble || is_partial)
        return EXIT_TROUBLE;
    return files.count > 0 ? EXIT_MATCHED : EXIT_NO_MATCH;
}
