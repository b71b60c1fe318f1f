/* Keeps the signatures of a session's files in step. */
#include "engine/signing.h"

#include <stdlib.h>

#include "engine/base/cache_folder.h"
#include "engine/base/mem.h"
#include "engine/base/task.h"
#include "engine/search/index_cache.h"

enum {
    WORTH_KEEPING = 1000, /* files: fewer are read sooner than looked up */
    WORTH_SAVING = 32,    /* a save for fewer new files than one in so many can wait for the next run */
};

struct Signing {
    Pool *pool;
    Wake *wake;
    char *folder;     /* of the cache; NULL: none */
    Index *index;     /* the newest */
    bool is_complete; /* the newest snapshot lists all files */
    bool has_loaded;  /* the cache was asked once */
    bool has_saved;   /* or found that there is little to save */
    TaskQueue *queue; /* made for the first save */
};

typedef struct SaveTask {
    Task task;
    Index *index; /* a reference */
    const char *folder;
} SaveTask;

Signing *signing_new(Pool *pool, bool uses_cache, Wake *wake)
{
    Signing *signing = mem_zalloc(1, sizeof *signing);
    signing->pool = pool;
    signing->wake = wake;
    signing->folder = uses_cache ? cache_folder() : NULL;
    return signing;
}

static void let_go(Signing *signing)
{
    if (!signing->index)
        return;
    index_cancel(signing->index);
    index_release(signing->index);
    signing->index = NULL;
}

void signing_free(Signing *signing)
{
    if (!signing)
        return;
    if (signing->queue)
        task_queue_free(signing->queue);
    let_go(signing);
    free(signing->folder);
    free(signing);
}

/* Begins the index of the snapshot, with all that the one before had signed. */
static void renew(Signing *signing, Snapshot *snapshot)
{
    Index *before = signing->index;
    if (before)
        index_cancel(before);
    signing->index = index_new(snapshot, before);
    if (before)
        index_release(before);
}

void signing_follow(Signing *signing, Snapshot *snapshot, bool is_complete)
{
    renew(signing, snapshot);
    signing->is_complete = is_complete;
    signing->has_saved = false;
    if (is_complete && !signing->has_loaded && signing->folder) {
        signing->has_loaded = true;
        index_cache_load(signing->index, signing->folder, signing->pool, NULL, NULL);
    }
    index_build(signing->index, signing->pool, signing->wake);
}

static void save(Task *task)
{
    SaveTask *save_task = (SaveTask *)task;
    index_cache_save(save_task->index, save_task->folder, NULL);
    index_release(save_task->index);
    free(save_task);
}

void signing_tend(Signing *signing)
{
    if (!signing->folder || !signing->index || !signing->is_complete || signing->has_saved)
        return;
    IndexStats stats;
    index_stats(signing->index, &stats);
    if (!stats.is_complete)
        return;
    signing->has_saved = true;
    if (stats.files < WORTH_KEEPING || index_cache_unsaved(signing->index) <= stats.files / WORTH_SAVING)
        return;
    if (!signing->queue)
        signing->queue = task_queue_new();
    if (!signing->queue)
        return;
    SaveTask *task = mem_zalloc(1, sizeof *task);
    *task = (SaveTask){.task = {.run = save}, .index = index_retain(signing->index), .folder = signing->folder};
    task_queue_post(signing->queue, &task->task);
}

void signing_load(Signing *signing, Snapshot *snapshot)
{
    if (!signing->folder)
        return;
    renew(signing, snapshot);
    index_cache_load(signing->index, signing->folder, signing->pool, NULL, NULL);
    pool_wait_idle(signing->pool);
}

Index *signing_index(const Signing *signing)
{
    return signing->index;
}
