/* One folder being browsed or searched, and the newest snapshot of what is listed. */
#include "engine/session.h"

#include <stdlib.h>

#include "engine/base/cache_folder.h"
#include "engine/base/mem.h"
#include "engine/signing.h"

/* Files. Even loading libgit2 takes longer than checking what is kept of a small repository (10 ms against 1 ms for 600
 * files); fewer files than this are not worth one in the cache. */
enum { WORTH_KEEPING = 32 };

struct Session {
    Pool *pool;
    Store *store;
    Loader *loader;
    Signing *signing;
    Wake *wake;         /* borrowed */
    Snapshot *snapshot; /* the newest; NULL before the first */
    LoaderNews news;    /* the last; its tree is taken over by the snapshot */
};

static bool open_parts(Session *session, const SessionOptions *options, GitHelper *git, Error *err)
{
    session->pool = pool_new(options->threads);
    if (!session->pool)
        return error_set(err, "no thread could be started");
    session->store =
        store_new(&(StoreOptions){.memory_bytes = options->memory_bytes, .keeps_nothing = options->asks_once});
    session->signing = signing_new(session->pool, !options->no_cache, session->wake);
    char *kept = options->no_cache ? NULL : cache_folder();
    ListingKeep keep = {.cache_folder = kept, .worth_keeping = WORTH_KEEPING};
    session->loader = loader_new(options->folder, &options->listing, &keep, git, session->pool, session->wake, err);
    free(kept);
    return session->loader != NULL;
}

Session *session_open(const SessionOptions *options, GitHelper *git, Wake *wake, Error *err)
{
    Session *session = mem_zalloc(1, sizeof *session);
    session->wake = wake;
    if (open_parts(session, options, git, err))
        return session;
    session_close(session);
    return NULL;
}

void session_close(Session *session)
{
    if (!session)
        return;
    if (session->loader)
        loader_free(session->loader);
    signing_free(session->signing);
    if (session->pool)
        pool_free(session->pool);
    if (session->snapshot)
        snapshot_release(session->snapshot);
    if (session->store)
        store_free(session->store);
    free(session);
}

/* Makes a snapshot of the tree that the news bring; false when they bring none. */
static bool take_tree(Session *session)
{
    Tree *tree = session->news.tree;
    if (!tree)
        return false;
    session->news.tree = NULL;
    Snapshot *before = session->snapshot;
    session->snapshot = store_snapshot(session->store, tree);
    tree_release(tree);
    if (before)
        snapshot_release(before);
    return true;
}

bool session_update(Session *session, bool reads_in)
{
    loader_take(session->loader, &session->news);
    bool has_tree = take_tree(session);
    if (has_tree && reads_in)
        session_read_in(session);
    signing_tend(session->signing);
    return has_tree;
}

void session_wait(Session *session)
{
    loader_wait(session->loader, &session->news);
    take_tree(session);
}

void session_read_in(Session *session)
{
    signing_follow(session->signing, session->snapshot, session->news.is_complete);
}

void session_take_cached(Session *session)
{
    signing_load(session->signing, session->snapshot);
}

void session_relist(Session *session, const ListingOptions *listing)
{
    loader_restart(session->loader, listing);
    session->news.is_complete = false;
}

Snapshot *session_snapshot(const Session *session)
{
    return session->snapshot;
}

bool session_is_complete(const Session *session)
{
    return session->news.is_complete;
}

bool session_is_git(const Session *session)
{
    return session->news.is_git;
}

const char *session_branch(const Session *session)
{
    return session->news.branch;
}

const char *session_notice(const Session *session)
{
    return session->news.notice;
}

uint32_t session_found(const Session *session)
{
    return loader_found(session->loader);
}

Index *session_index(const Session *session)
{
    return signing_index(session->signing);
}

Pool *session_pool(const Session *session)
{
    return session->pool;
}

Store *session_store(const Session *session)
{
    return session->store;
}
