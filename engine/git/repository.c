/* Finding and opening the repository around a folder. */
#include "engine/git/repository.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/git/libgit2.h"

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static bool fail(const char *folder, Error *err)
{
    const git_error *last = libgit2()->error_last();
    return error_set(err, "%s: git: %s", folder, last && last->message ? last->message : "unknown error");
}

/* Whether `path` is `folder` or below it; `folder` ends with '/'. */
static bool is_within(const char *path, const char *folder)
{
    size_t len = strlen(folder);
    size_t path_len = strlen(path);
    if (path_len + 1 == len)
        return memcmp(path, folder, path_len) == 0;
    return path_len >= len && memcmp(path, folder, len) == 0;
}

static bool has_configured_root(git_repository *repository)
{
    git_config *config = NULL;
    git_config_entry *entry = NULL;
    bool has = libgit2()->repository_config(&config, repository) == 0 &&
               libgit2()->config_get_entry(&entry, config, "core.worktree") == 0;
    libgit2()->config_entry_free(entry);
    libgit2()->config_free(config);
    return has;
}

/* GIT_DIR and GIT_WORK_TREE, as git reads them: without the second, the work tree is the current folder. */
static int open_from_environment(git_repository **repository, bool *has_chosen_root)
{
    const char *git_dir = environment("GIT_DIR");
    const char *root = environment("GIT_WORK_TREE");
    int status = libgit2()->repository_open_ext(repository, git_dir, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
    if (status != 0)
        return status;
    if (!root && (libgit2()->repository_is_bare(*repository) || has_configured_root(*repository)))
        return 0;
    *has_chosen_root = true;
    return libgit2()->repository_set_workdir(*repository, root ? root : ".", 0);
}

static int open_around(const char *folder, git_repository **repository, bool *has_chosen_root)
{
    unsigned flags = environment("GIT_DISCOVERY_ACROSS_FILESYSTEM") ? GIT_REPOSITORY_OPEN_CROSS_FS : 0;
    *has_chosen_root = false;
    int status = libgit2()->repository_open_ext(repository, folder, flags, environment("GIT_CEILING_DIRECTORIES"));
    const char *root = environment("GIT_WORK_TREE");
    if (status != 0 || !root)
        return status;
    *has_chosen_root = true;
    return libgit2()->repository_set_workdir(*repository, root, 0);
}

/* Whether the repository found at the work tree's own .git is this one: then nobody has moved the work tree. */
static bool is_at_home(git_repository *repository, const char *root)
{
    git_repository *other = NULL;
    if (libgit2()->repository_open_ext(&other, root, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) != 0)
        return false;
    bool is_same = strcmp(libgit2()->repository_path(other), libgit2()->repository_path(repository)) == 0;
    libgit2()->repository_free(other);
    return is_same;
}

static GitKind classify(git_repository *repository, const char *folder, bool may_be_anywhere)
{
    const char *root = libgit2()->repository_workdir(repository);
    if (is_within(folder, libgit2()->repository_path(repository)) && !libgit2()->repository_is_bare(repository))
        return GIT_NONE; /* someone looks at .git itself */
    if (libgit2()->repository_is_bare(repository) || !root)
        return GIT_BARE;
    if (!may_be_anywhere && !is_at_home(repository, root))
        return GIT_FOREIGN_ROOT;
    return GIT_WORK_TREE;
}

/* Tries what the environment names first, if the folder is in its work tree. */
static int open_for(const char *folder, git_repository **repository, bool *has_chosen_root)
{
    if (environment("GIT_DIR")) {
        int status = open_from_environment(repository, has_chosen_root);
        const char *root = status == 0 ? libgit2()->repository_workdir(*repository) : NULL;
        if (status != 0 || (root && is_within(folder, root)))
            return status;
        libgit2()->repository_free(*repository);
        *repository = NULL;
    }
    int status = open_around(folder, repository, has_chosen_root);
    const char *root = status == 0 && *has_chosen_root ? libgit2()->repository_workdir(*repository) : NULL;
    if (status != 0 || !root || is_within(folder, root))
        return status;
    libgit2()->repository_free(*repository); /* GIT_WORK_TREE means another tree than the one looked at */
    *repository = NULL;
    return GIT_ENOTFOUND;
}

/* libgit2 1.5 says "not found" for someone else's repository when safe.directory is set nowhere. */
static bool is_not_owned(int status)
{
    const git_error *last = libgit2()->error_last();
    return status == GIT_EOWNER ||
           (status == GIT_ENOTFOUND && last && last->message && strstr(last->message, "'safe.directory'"));
}

bool repository_open(const char *folder, bool follow_worktree, git_repository **repository, GitKind *kind, Error *err)
{
    char *real = realpath(folder, NULL); /* the child ends soon: it is not freed */
    const char *place = real ? real : folder;
    bool has_chosen_root = false;
    *repository = NULL;
    if (!libgit2_load(err))
        return false;
    int status = open_for(place, repository, &has_chosen_root);
    if (is_not_owned(status)) {
        *kind = GIT_NOT_OWNED;
        return true;
    }
    if (status == GIT_ENOTFOUND) {
        *kind = GIT_NONE;
        return true;
    }
    if (status != 0)
        return fail(folder, err);
    *kind = classify(*repository, place, has_chosen_root || follow_worktree);
    if (*kind == GIT_WORK_TREE)
        return true;
    libgit2()->repository_free(*repository);
    *repository = NULL;
    return true;
}
