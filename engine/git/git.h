/* What git knows about a folder, asked of a helper process, so that a hostile or broken repository cannot take
 * the program with it: libgit2 hangs for ever on a FIFO in .git and dies on a truncated pack (both measured).
 *
 *     ken --- request over a socket pair (path, a pipe to answer into, a deadline) ---> nursery
 *                                              nursery forks one child a request ---> child: libgit2
 *     ken <-------------------- answer, streamed, ended by a trailer -------------------- child
 *
 * The nursery is forked before any thread starts (git_helper_start). With the first request it loads libgit2 and starts
 * it, which looks at no repository: what does not ask git does without the library. A child that crashes or outlives
 * its deadline is killed by the nursery and only that request fails. Requests go one at a time.
 * ken never runs git itself, and nothing that the repository configures is executed.
 *
 * A GitHelper is owned by its maker; git_list and git_find_origin may be called from any thread, and wait for one
 * another. */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "engine/base/error.h"
#include "engine/base/slice.h"

typedef struct GitHelper GitHelper;

/* Forks the nursery. Call it first in main, before any thread. NULL with `err` when it cannot be had. */
GitHelper *git_helper_start(Error *err);
void git_helper_stop(GitHelper *helper);

/* What a folder turned out to be. */
typedef enum GitKind {
    GIT_NONE,         /* no repository around it */
    GIT_WORK_TREE,    /* listed */
    GIT_BARE,         /* a repository without a work tree */
    GIT_FOREIGN_ROOT, /* core.worktree points elsewhere: not followed without being asked */
    GIT_NOT_OWNED,    /* owned by someone else: see safe.directory */
} GitKind;

/* Flags of one entry of the index. */
enum {
    GIT_ENTRY_SYMLINK = 1 << 0,
    GIT_ENTRY_SUBMODULE = 1 << 1, /* the folder itself; its own files follow as entries of their own */
    GIT_ENTRY_SKIP_WORKTREE = 1 << 2,
    GIT_ENTRY_INTENT_TO_ADD = 1 << 3,
    GIT_ENTRY_CONFLICTED = 1 << 4,
    GIT_ENTRY_BINARY = 1 << 5, /* attributes say binary (-diff) */
    GIT_ENTRY_TEXT = 1 << 6,   /* attributes say text though the bytes may not look it (diff) */
};

typedef struct GitListing {
    GitKind kind;
    char *root;          /* absolute path of the work tree, no '/' at the end; NULL unless GIT_WORK_TREE */
    char *git_dir;       /* absolute; likewise */
    char *branch;        /* the short name of HEAD's branch, or an abbreviated commit id; "" when unknown */
    char *excludes_file; /* core.excludesFile or its default, absolute; "" for none */
    size_t count;
    bool has_other_inputs; /* it depends on files that `each_input` was not told of */
    bool lacks_attributes; /* only the entries are known: see GitListRequest's `listed` */
} GitListing;

/* Called for each entry in index order. `path` is relative to the root and has been checked: not empty, not
 * absolute, no "." or ".." or empty part, nothing in .git. `language` is what the attribute linguist-language says, ""
 * for nothing. Borrowed for the call. */
typedef void GitEntryFn(void *context, Slice path, unsigned flags, Slice language);

/* Called for each file that the listing depends on, whether it is there or not; with `only_presence`, its content does
 * not matter. Absolute; borrowed for the call. Files that git attributes are read from in the work tree are left out.
 */
typedef void GitInputFn(void *context, Slice path, bool only_presence);

/* Called once all entries of a work tree are told, with all but the attributes in the listing. */
typedef void GitListedFn(void *context);

typedef struct GitListRequest {
    const char *folder;   /* absolute; discovery starts here and honours GIT_DIR and GIT_WORK_TREE */
    int deadline_ms;      /* 0 = 10 s */
    int silence_ms;       /* 0, or how long nothing may come before that */
    bool with_attributes; /* also look up the attributes that matter: costs a few microseconds an entry */
    GitListedFn *listed;  /* NULL, or: the attributes come after this call, when entries that have any are told again */
    int attributes_deadline_ms;      /* with `listed`, from then on; 0 = 30 s */
    bool follow_worktree;            /* accept a core.worktree that points elsewhere */
    GitInputFn *each_input;          /* NULL, or called with git_list's `context` */
    const atomic_bool *is_cancelled; /* NULL, or a flag that makes the listing fail soon after it is raised */
} GitListRequest;

/* Lists the index of the repository around the folder. True also for "no repository" (see kind). False with
 * `err` when git cannot tell: an index that cannot be read, a helper that died or was late. Entries that were
 * already delivered are then to be thrown away. Once `listed` was called it returns true. */
bool git_list(GitHelper *helper, const GitListRequest *request, GitEntryFn *each, void *context, GitListing *listing,
              Error *err);
void git_listing_deinit(GitListing *listing);

/* Where the repository of a file comes from, and what is known of the file in it. */
typedef struct GitOrigin {
    GitKind kind;
    char *path;     /* of the file in its repository (which may be a submodule); NULL unless GIT_WORK_TREE */
    char *remote;   /* the remote's name, "" for none: the branch's own, else origin, else the only one */
    char *url;      /* the remote's address as it is configured, "" for none */
    char *commit;   /* of HEAD, all hex digits, "" for none */
    unsigned state; /* GIT_ORIGIN_ flags */
} GitOrigin;

enum {
    GIT_ORIGIN_CHECKED = 1 << 0,       /* objects could be looked at: the other flags mean something */
    GIT_ORIGIN_SHARED = 1 << 1,        /* the commit is on a branch of the remote, as last fetched or pushed */
    GIT_ORIGIN_CHANGED = 1 << 2,       /* the file is not as in the commit */
    GIT_ORIGIN_NOT_IN_COMMIT = 1 << 3, /* the file is new, untracked or ignored */
};

typedef struct GitOriginRequest {
    const char *path;                /* absolute; of a file or folder, without a '/' at its end */
    int deadline_ms;                 /* 0 = 3 s; for each of two tries, the second one without objects */
    const atomic_bool *is_cancelled; /* NULL, or a flag that makes it fail soon after it is raised */
} GitOriginRequest;

/* True also for "no repository" (see kind). False with `err` when git cannot tell. */
bool git_find_origin(GitHelper *helper, const GitOriginRequest *request, GitOrigin *origin, Error *err);
void git_origin_deinit(GitOrigin *origin);

/* True when `path` may come from an index: see GitEntryFn. Pure; used on everything the helper answers. */
bool git_path_is_safe(Slice path);
