/* Where a repository comes from, as its references and its configuration tell; and, where objects are wanted, whether
 * the commit is on the remote's branches and the file as in the commit. Objects are looked at last: a pack that is
 * broken, or a history that takes too long, ends this child, and ken asks again without them.
 *
 *     repository_open --> kind, path in it --> remote, url, commit --> state --> end */
#include "engine/git/origin.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "engine/git/answer.h"
#include "engine/git/git.h"
#include "engine/git/libgit2.h"
#include "engine/git/repository.h"

typedef struct Origin {
    Answer answer;
    git_repository *repository;
    const char *path;   /* in the repository */
    const char *remote; /* its name; NULL for none */
    const char *branch; /* refs/remotes/... that HEAD's branch follows; NULL for none */
    git_oid commit;
    bool has_commit;
} Origin;

static void answer_text(Answer *answer, FrameTag tag, const char *text)
{
    answer_add(answer, tag, 0, slice_from_cstr(text));
}

/* The path of a file in its repository: folders are looked up as they are, the last part may be a link or missing. The
 * child ends soon: nothing is freed. NULL when it is not in the work tree. */
static const char *path_within(const char *folder, const char *base, const char *root)
{
    char *real_folder = realpath(folder, NULL);
    char *real_root = realpath(root, NULL);
    size_t len = real_root ? strlen(real_root) : 0;
    if (!real_folder || len == 0 || strncmp(real_folder, real_root, len) != 0 ||
        (real_folder[len] != '/' && real_folder[len] != '\0'))
        return NULL;
    const char *below = real_folder[len] == '/' ? real_folder + len + 1 : "";
    Buf path = {0};
    buf_printf(&path, "%s%s%s%c", below, *below ? "/" : "", base, '\0');
    return path.data;
}

/* The remote of the branch that HEAD's follows, then "origin", then the only one there is. */
static void choose_remote(Origin *origin, const char *head)
{
    git_buf name = {0};
    git_buf upstream = {0};
    if (head && libgit2()->branch_upstream_remote(&name, origin->repository, head) == 0 && strcmp(name.ptr, ".") != 0) {
        origin->remote = name.ptr;
        if (libgit2()->branch_upstream_name(&upstream, origin->repository, head) == 0)
            origin->branch = upstream.ptr;
        return;
    }
    git_strarray names = {0};
    if (libgit2()->remote_list(&names, origin->repository) != 0)
        return;
    for (size_t i = 0; i < names.count; i++)
        if (names.count == 1 || strcmp(names.strings[i], "origin") == 0)
            origin->remote = names.strings[i];
}

static void answer_remote(Origin *origin)
{
    git_remote *remote = NULL;
    if (!origin->remote || libgit2()->remote_lookup(&remote, origin->repository, origin->remote) != 0)
        return;
    answer_text(&origin->answer, FRAME_REMOTE, origin->remote);
    if (libgit2()->remote_url(remote))
        answer_text(&origin->answer, FRAME_URL, libgit2()->remote_url(remote));
    libgit2()->remote_free(remote);
}

static void answer_commit(Origin *origin)
{
    char id[GIT_OID_HEXSZ + 1];
    origin->has_commit = libgit2()->reference_name_to_id(&origin->commit, origin->repository, "HEAD") == 0;
    if (origin->has_commit)
        answer_text(&origin->answer, FRAME_COMMIT, libgit2()->oid_tostr(id, sizeof id, &origin->commit));
}

/* True when the commit is at, or below, the remote's branch of that name. */
static bool is_on(const Origin *origin, const char *branch, bool looks_below)
{
    git_oid tip;
    if (libgit2()->reference_name_to_id(&tip, origin->repository, branch) != 0)
        return false;
    return libgit2()->oid_equal(&tip, &origin->commit) ||
           (looks_below && libgit2()->graph_descendant_of(origin->repository, &tip, &origin->commit) == 1);
}

/* Tips are compared first, of all branches: that reads no object. */
static bool is_shared(const Origin *origin)
{
    Buf name = {0};
    git_reference_iterator *branches = NULL;
    const char *branch = NULL;
    if (origin->branch && is_on(origin, origin->branch, false))
        return true;
    buf_printf(&name, "refs/remotes/%s/*%c", origin->remote, '\0');
    if (libgit2()->reference_iterator_glob_new(&branches, origin->repository, name.data) == 0)
        while (libgit2()->reference_next_name(&branch, branches) == 0)
            if (is_on(origin, branch, false))
                return true;
    if (origin->branch && is_on(origin, origin->branch, true))
        return true;
    buf_clear(&name);
    buf_printf(&name, "refs/remotes/%s/HEAD%c", origin->remote, '\0');
    return is_on(origin, name.data, true);
}

static unsigned file_state(const Origin *origin)
{
    unsigned status = 0;
    if (libgit2()->status_file(&status, origin->repository, origin->path) != 0)
        return 0; /* a folder, or it cannot be told */
    if (status & (GIT_STATUS_WT_NEW | GIT_STATUS_INDEX_NEW | GIT_STATUS_IGNORED))
        return GIT_ORIGIN_NOT_IN_COMMIT;
    return status == GIT_STATUS_CURRENT ? 0 : GIT_ORIGIN_CHANGED;
}

static void answer_state(Origin *origin)
{
    unsigned state = GIT_ORIGIN_CHECKED | (is_shared(origin) ? GIT_ORIGIN_SHARED : 0) | file_state(origin);
    answer_add(&origin->answer, FRAME_STATE, state, slice_of("", 0));
}

static void answer_origin(Origin *origin, bool with_objects)
{
    git_reference *head = NULL;
    const char *branch = NULL;
    if (libgit2()->reference_lookup(&head, origin->repository, "HEAD") == 0 &&
        libgit2()->reference_type(head) == GIT_REFERENCE_SYMBOLIC)
        branch = libgit2()->reference_symbolic_target(head);
    choose_remote(origin, branch);
    answer_remote(origin);
    answer_commit(origin);
    answer_flush(&origin->answer);
    if (with_objects && origin->remote && origin->has_commit)
        answer_state(origin);
}

static void look(Origin *origin, const char *path, uint32_t wants)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash > path ? (size_t)(slash - path) : 1) : NULL;
    GitKind kind = GIT_NONE;
    Error err;
    if (!folder || !repository_open(folder, true, &origin->repository, &kind, &err)) {
        answer_text(&origin->answer, FRAME_ERROR, folder ? err.text : "not an absolute path");
        return;
    }
    if (kind == GIT_WORK_TREE)
        origin->path = path_within(folder, slash + 1, libgit2()->repository_workdir(origin->repository));
    if (!origin->path && kind == GIT_WORK_TREE)
        kind = GIT_NONE;
    answer_add(&origin->answer, FRAME_KIND, kind, slice_of("", 0));
    if (!origin->path)
        return;
    answer_text(&origin->answer, FRAME_ROOT, libgit2()->repository_workdir(origin->repository));
    answer_text(&origin->answer, FRAME_PATH, origin->path);
    answer_origin(origin, wants & WANT_OBJECTS);
}

void origin_answer(const char *path, uint32_t wants, int answer_fd)
{
    Origin origin = {.answer.fd = answer_fd};
    look(&origin, path, wants);
    answer_add(&origin.answer, FRAME_END, 0, slice_of("", 0));
    answer_flush(&origin.answer);
}
