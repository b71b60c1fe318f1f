/* Which folders are watched: an array, and two hash tables of places in it. Removed ones stay until the tables grow. */
#include "engine/tree/watch_folders.h"

#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/base/mem.h"

enum { SLOTS_LEAST = 256 };

void watch_folders_deinit(WatchFolders *folders)
{
    for (size_t i = 0; i < folders->count; i++)
        free(folders->items[i].path);
    free(folders->items);
    free(folders->by_path);
    free(folders->by_watch);
    *folders = (WatchFolders){0};
}

static size_t hash_path(Slice path)
{
    uint64_t hash = hash_bytes(HASH_START, path);
    return (size_t)(hash ^ hash >> 32);
}

static size_t hash_watch(int watch)
{
    return (uint32_t)watch * 0x9e3779b1u;
}

static void enter(uint32_t *table, size_t slots, size_t hash, size_t index)
{
    size_t at = hash & (slots - 1);
    while (table[at] != 0)
        at = (at + 1) & (slots - 1);
    table[at] = (uint32_t)index + 1;
}

/* Room for one more: without the removed ones, in tables at most half full. */
static void rebuild(WatchFolders *folders)
{
    size_t live = 0;
    for (size_t i = 0; i < folders->count; i++)
        if (folders->items[i].path)
            folders->items[live++] = folders->items[i];
    folders->count = live;
    size_t slots = SLOTS_LEAST;
    while (slots < (live + 1) * 4)
        slots *= 2;
    free(folders->by_path);
    free(folders->by_watch);
    folders->slots = slots;
    folders->by_path = mem_zalloc(slots, sizeof *folders->by_path);
    folders->by_watch = mem_zalloc(slots, sizeof *folders->by_watch);
    for (size_t i = 0; i < live; i++) {
        const WatchFolder *folder = &folders->items[i];
        enter(folders->by_path, slots, hash_path(slice_from_cstr(folder->path)), i);
        if (folder->watch != WATCH_NONE)
            enter(folders->by_watch, slots, hash_watch(folder->watch), i);
    }
}

WatchFolder *watch_folders_find(const WatchFolders *folders, Slice path)
{
    if (folders->slots == 0)
        return NULL;
    size_t mask = folders->slots - 1;
    for (size_t at = hash_path(path) & mask; folders->by_path[at] != 0; at = (at + 1) & mask) {
        WatchFolder *folder = &folders->items[folders->by_path[at] - 1];
        if (folder->path && slice_equal(slice_from_cstr(folder->path), path))
            return folder;
    }
    return NULL;
}

WatchFolder *watch_folders_of(const WatchFolders *folders, int watch)
{
    if (folders->slots == 0 || watch == WATCH_NONE)
        return NULL;
    size_t mask = folders->slots - 1;
    for (size_t at = hash_watch(watch) & mask; folders->by_watch[at] != 0; at = (at + 1) & mask) {
        WatchFolder *folder = &folders->items[folders->by_watch[at] - 1];
        if (folder->path && folder->watch == watch)
            return folder;
    }
    return NULL;
}

void watch_folders_remove(WatchFolders *folders, WatchFolder *folder)
{
    folders->watched -= folder->watch != WATCH_NONE;
    folders->live--;
    free(folder->path);
    folder->path = NULL;
    folder->watch = WATCH_NONE;
}

WatchFolder *watch_folders_add(WatchFolders *folders, Slice path, int watch)
{
    WatchFolder *before = watch_folders_of(folders, watch);
    if (before)
        watch_folders_remove(folders, before);
    if ((folders->count + 1) * 2 > folders->slots)
        rebuild(folders);
    folders->items = mem_grow(folders->items, &folders->capacity, folders->count + 1, sizeof *folders->items);
    WatchFolder *folder = &folders->items[folders->count];
    *folder = (WatchFolder){.path = mem_strndup(path.len > 0 ? path.data : "", path.len), .watch = WATCH_NONE};
    enter(folders->by_path, folders->slots, hash_path(path), folders->count++);
    folders->live++;
    watch_folders_set_watch(folders, folder, watch);
    return folder;
}

void watch_folders_set_watch(WatchFolders *folders, WatchFolder *folder, int watch)
{
    if (watch == WATCH_NONE)
        return;
    folder->watch = watch;
    folders->watched++;
    enter(folders->by_watch, folders->slots, hash_watch(watch), (size_t)(folder - folders->items));
}
