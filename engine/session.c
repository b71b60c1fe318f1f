/* One folder being browsed or searched, and the newest snapshot of what is listed. */
#include "engine/session.h"

#include <stdlib.h>

#include "engine/base/cache_folder.h"
#include "engine/base/file_times.h"
#include "engine/base/mem.h"
#include "engine/signing.h"
#include "engine/watching.h"

enum {
    /* Files. Even loading libgit2 takes longer than checking what is kept of a small repository (10 ms against 1 ms for
     * 600 files); fewer files than this are not worth one in the cache. */
    WORTH_KEEPING = 32,
    CATCH_UP_ROUNDS = 4, /* of listing again because something came meanwhile */
    LOOK_REST_MS = 1000, /* between looks at what is not watched ... */
    LOOK_REST_SHARE = 3, /* and so many times what the last listing took */
};

struct Session {
    Pool *pool;
    Store *store;
    Loader *loader;
    Signing *signing;
    Watching *watching;
    Wake *wake;         /* borrowed */
    Snapshot *snapshot; /* the newest; NULL before the first */
    LoaderNews news;    /* the last; its tree is taken over by the snapshot */
    ListingOptions listing;
    uint64_t folder_id;      /* of the listed folder; see LoaderNews */
    int64_t listed_since_ns; /* when the last listing began */
    int64_t listing_ms;      /* what it took */
    int64_t looked_ns;       /* when what is not watched was looked at */
    bool is_listing;
    bool is_quiet; /* and what was listed stays until it is complete */
    bool lists_again;
};

static bool open_parts(Session *session, const SessionOptions *options, GitHelper *git, Error *err)
{
    session->pool = pool_new(options->threads);
    if (!session->pool)
        return error_set(err, "no thread could be started");
    session->store =
        store_new(&(StoreOptions){.memory_bytes = options->memory_bytes, .keeps_nothing = options->asks_once});
    session->signing = signing_new(session->pool, !options->no_cache, session->wake);
    session->watching = watching_new(session->store, session->pool, session->wake);
    if (options->watches)
        watching_use_watcher(session->watching, options->most_watches);
    session->listing = options->listing;
    session->listed_since_ns = file_clock_ns();
    session->is_listing = true;
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

/* Ends what runs; the listed files and their bytes are left. */
static void end_work(Session *session)
{
    if (session->loader)
        loader_free(session->loader);
    signing_free(session->signing);
    if (session->pool)
        pool_free(session->pool);
    watching_free(session->watching);
}

void session_leave(Session *session)
{
    if (session && !mem_is_watched())
        end_work(session);
    else
        session_close(session);
}

void session_close(Session *session)
{
    if (!session)
        return;
    end_work(session);
    if (session->snapshot)
        snapshot_release(session->snapshot);
    if (session->store)
        store_free(session->store);
    free(session);
}

static void list_anew(Session *session)
{
    watching_hold(session->watching);
    session->lists_again = false;
    session->is_listing = true;
    session->listed_since_ns = file_clock_ns();
    loader_restart(session->loader, &session->listing);
}

/* Another folder has taken the place of the one that was listed before: what was read of that, and watched there, is
 * forgotten. */
static bool is_other_folder(Session *session)
{
    uint64_t before = session->folder_id;
    uint64_t now = session->news.folder_id;
    if (now == 0 || now == before)
        return false;
    session->folder_id = now;
    if (before == 0)
        return false;
    store_forget(session->store);
    watching_forget(session->watching);
    return true;
}

/* Makes a snapshot of the tree that the news bring; false when they bring none, or what is listed already. */
static bool take_tree(Session *session)
{
    Tree *tree = session->news.tree;
    if (!tree)
        return false;
    session->news.tree = NULL;
    Snapshot *before = session->snapshot;
    bool is_other = is_other_folder(session);
    bool is_same = before && !is_other && tree_is_complete(snapshot_tree(before)) && tree_is_complete(tree) &&
                   tree_equal(snapshot_tree(before), tree);
    if (!is_same)
        session->snapshot = store_snapshot(session->store, tree);
    tree_release(tree);
    if (before && !is_same)
        snapshot_release(before);
    return !is_same;
}

static void end_listing(Session *session)
{
    if (!session->is_listing || !session->news.is_complete)
        return;
    session->is_listing = session->is_quiet = false;
    int64_t took_ms = (file_clock_ns() - session->listed_since_ns) / 1000000;
    session->listing_ms = took_ms > 0 ? took_ms : 0;
    watching_follow(session->watching, session->snapshot, session->listed_since_ns, session->listing_ms);
}

/* True when there is a new snapshot. Takes the news. */
static bool take_listing(Session *session, LoaderNews *news)
{
    if (session->is_quiet && !news->is_complete) {
        tree_release(news->tree);
        return false;
    }
    session->news = *news;
    bool has_tree = take_tree(session);
    end_listing(session);
    return has_tree;
}

/* True when files have new generations. */
static bool take_changes(Session *session)
{
    WatchingNews news;
    watching_tend(session->watching, session->snapshot, &news);
    session->lists_again = session->lists_again || news.lists_anew;
    if (session->lists_again && !session->is_listing) {
        session->is_quiet = true;
        list_anew(session);
    }
    return news.has_changed;
}

/* The loader's news first, then the watcher's. */
static bool update(Session *session, LoaderNews *news, bool reads_in)
{
    bool has_tree = take_listing(session, news);
    bool has_changed = session->snapshot && take_changes(session);
    if ((has_tree || has_changed) && reads_in)
        session_read_in(session);
    signing_tend(session->signing);
    return has_tree;
}

bool session_update(Session *session, bool reads_in)
{
    LoaderNews news;
    loader_take(session->loader, &news);
    return update(session, &news, reads_in);
}

void session_wait(Session *session)
{
    loader_wait(session->loader, &session->news);
    take_tree(session);
    end_listing(session);
}

void session_revalidate(Session *session)
{
    if (session->snapshot)
        watching_look(session->watching, session->snapshot);
}

void session_look_again(Session *session)
{
    int64_t now = file_clock_ns();
    int64_t rest_ms = session->listing_ms * LOOK_REST_SHARE;
    rest_ms = rest_ms > LOOK_REST_MS ? rest_ms : LOOK_REST_MS;
    if (!session->snapshot || session->is_listing || watching_sees_all(session->watching) ||
        (session->looked_ns <= now && now - session->looked_ns < rest_ms * 1000000))
        return;
    session->looked_ns = now;
    session->lists_again = true;
    watching_look(session->watching, session->snapshot);
    if (session->wake)
        wake_signal(session->wake); /* the next update lists */
}

void session_catch_up(Session *session)
{
    LoaderNews news;
    session->lists_again = session->lists_again || (session->news.is_complete && session->news.may_pass);
    for (int i = 0; i < CATCH_UP_ROUNDS; i++) {
        watching_catch_up(session->watching);
        session_update(session, true);
        if (session_is_settled(session))
            return;
        watching_wait(session->watching);
        if (session->is_listing)
            loader_wait(session->loader, &news);
        else
            loader_take(session->loader, &news);
        update(session, &news, true);
    }
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
    session->listing = *listing;
    session->is_quiet = false;
    session->news.is_complete = false;
    list_anew(session);
}

Snapshot *session_snapshot(const Session *session)
{
    return session->snapshot;
}

bool session_is_complete(const Session *session)
{
    return session->news.is_complete;
}

bool session_is_settled(const Session *session)
{
    return !session->is_listing && !session->lists_again && !watching_is_busy(session->watching);
}

bool session_is_looking(const Session *session)
{
    return watching_is_busy(session->watching);
}

unsigned session_contents_version(const Session *session)
{
    return watching_version(session->watching);
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

bool session_is_partial(const Session *session)
{
    return session->news.is_partial;
}

const char *session_watch_notice(Session *session)
{
    return watching_notice(session->watching);
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
