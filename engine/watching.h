/* Keeps a session's files in step with the disk: the watcher's news become new generations of files, and listings.
 *
 *     watcher_take --> paths that are listed --store_revalidate_files--> changed: watching_version grows
 *                  --> "everything" ---------store_revalidate----------^
 *                  --> "list anew": the session lists
 *
 * Owned by the session; main thread. */
#pragma once

#include "engine/base/pool.h"
#include "engine/base/wake.h"
#include "engine/store/store.h"

typedef struct Watching Watching;

/* Files are looked at only when watching_look is called. `wake` may be NULL. */
Watching *watching_new(Store *store, Pool *pool, Wake *wake);
/* The disk is watched from the first watching_follow on; `most_watches` as in watcher_new. */
void watching_use_watcher(Watching *watching, uint32_t most_watches);
/* The pool has ended before. */
void watching_free(Watching *watching);

/* The root is another folder by now: nothing is watched until the next watching_follow. */
void watching_forget(Watching *watching);
/* A listing begins; it has ended, having begun at `since_ns` (file_clock_ns) and taken `took_ms`. */
void watching_hold(Watching *watching);
void watching_follow(Watching *watching, Snapshot *snapshot, int64_t since_ns, int64_t took_ms);

/* Looks whether any file has changed. */
void watching_look(Watching *watching, Snapshot *snapshot);

typedef struct WatchingNews {
    bool has_changed; /* files have new generations */
    bool lists_anew;
} WatchingNews;

/* Takes what is new, and looks at the files concerned. Never waits for the disk. */
void watching_tend(Watching *watching, Snapshot *snapshot, WatchingNews *news);
/* Blocks until all that has happened on disk has been taken in by the next watching_tend. */
void watching_catch_up(Watching *watching);
/* Blocks until no file is being looked at; the next watching_tend tells what came of it. */
void watching_wait(Watching *watching);
/* Files are being looked at. */
bool watching_is_busy(const Watching *watching);
/* Every change is seen as it happens; also when nobody has asked for that. */
bool watching_sees_all(const Watching *watching);
/* Grows whenever files were found changed. */
unsigned watching_version(const Watching *watching);
/* One sentence when changes, or some of them, are not seen; "" otherwise. Borrowed until the next call. */
const char *watching_notice(Watching *watching);
