/* The ignore rules above a folder: the user's, the repository's, those of the folders on the way. */
#include "engine/tree/rules.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/tree/beneath.h"
#include "engine/tree/walk.h"

enum { LONGEST_RULES = 16 * 1024 * 1024, LONGEST_POINTER = 65536 };

static IgnoreRules *read_rules(IgnoreRules *parent, const char *path, unsigned *unread)
{
    char *text;
    size_t len;
    if (!beneath_read_file(AT_FDCWD, path, true, LONGEST_RULES, &text, &len)) {
        *unread += !beneath_has_none(errno);
        return parent ? ignore_rules_retain(parent) : NULL;
    }
    IgnoreRules *rules = ignore_rules_new(parent, slice_of("", 0), slice_of(text, len));
    free(text);
    return rules;
}

IgnoreRules *rules_of_user(const char *excludes_file, unsigned *unread)
{
    return excludes_file[0] == '/' ? read_rules(NULL, excludes_file, unread) : NULL;
}

/* A work tree made by `git worktree add` has a git folder of its own, which names the common one. */
static void append_common_dir(Buf *path, const char *git_dir, unsigned *unread)
{
    char *text = NULL;
    size_t len = 0;
    buf_printf(path, "%s/commondir%c", git_dir, '\0');
    bool has_pointer = beneath_read_file(AT_FDCWD, path->data, true, LONGEST_POINTER, &text, &len);
    *unread += !has_pointer && !beneath_has_none(errno);
    buf_clear(path);
    while (has_pointer && len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
        len--;
    if (!has_pointer || len == 0 || text[0] != '/')
        buf_printf(path, "%s/", git_dir);
    if (has_pointer)
        buf_append(path, text, len);
    free(text);
}

IgnoreRules *rules_of_repository(IgnoreRules *parent, const char *git_dir, unsigned *unread)
{
    Buf path = {0};
    append_common_dir(&path, git_dir, unread);
    buf_printf(&path, "/info/exclude%c", '\0');
    IgnoreRules *rules = read_rules(parent, path.data, unread);
    buf_deinit(&path);
    return rules;
}

IgnoreRules *rules_of_folders_above(IgnoreRules *parent, const char *root, Slice folder, unsigned *unread)
{
    IgnoreRules *rules = parent ? ignore_rules_retain(parent) : NULL;
    int root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    *unread += root_fd < 0 && folder.len > 0;
    for (size_t end = 0; root_fd >= 0 && end < folder.len;) {
        Slice above = slice_sub(folder, 0, end);
        int fd = beneath_open_folder(root_fd, above);
        if (fd >= 0) {
            IgnoreRules *more = walk_read_rules(rules, fd, above, unread);
            ignore_rules_release(rules);
            rules = more;
            close(fd);
        } else {
            *unread += !beneath_has_none(errno);
        }
        const char *slash = end + 1 < folder.len ? memchr(folder.data + end + 1, '/', folder.len - end - 1) : NULL;
        end = slash ? (size_t)(slash - folder.data) : folder.len;
    }
    if (root_fd >= 0)
        close(root_fd);
    return rules;
}
