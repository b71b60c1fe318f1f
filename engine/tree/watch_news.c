/* Bounded sets of paths that wait to be handed over. */
#include "engine/tree/watch_news.h"

void watch_set_deinit(WatchSet *set)
{
    buf_deinit(&set->paths);
}

static void touch(WatchSet *set, int64_t now_ms)
{
    if (!set->is_pending)
        set->first_ms = now_ms;
    set->is_pending = true;
    set->last_ms = now_ms;
}

static uint32_t hash(Slice path)
{
    uint32_t sum = 0x811c9dc5;
    for (size_t i = 0; i < path.len; i++)
        sum = (sum ^ (unsigned char)path.data[i]) * 0x01000193;
    return (sum ^ sum >> 16) % WATCH_SEEN_SLOTS;
}

void watch_set_add(WatchSet *set, Slice path, int64_t now_ms)
{
    touch(set, now_ms);
    if (set->is_all)
        return;
    uint32_t *seen = &set->seen[hash(path)];
    if (*seen != 0 && slice_equal(slice_from_cstr(set->paths.data + *seen - 1), path))
        return;
    if (set->count == WATCH_PATHS_MOST) {
        watch_set_add_all(set, now_ms);
        return;
    }
    *seen = (uint32_t)set->paths.len + 1;
    buf_append_slice(&set->paths, path);
    buf_append_byte(&set->paths, '\0');
    set->count++;
}

static void forget_paths(WatchSet *set)
{
    buf_clear(&set->paths);
    set->count = 0;
    memset(set->seen, 0, sizeof set->seen);
}

void watch_set_add_all(WatchSet *set, int64_t now_ms)
{
    touch(set, now_ms);
    forget_paths(set);
    set->is_all = true;
}

void watch_set_clear(WatchSet *set)
{
    forget_paths(set);
    set->is_all = set->is_pending = false;
}

int64_t watch_set_due(const WatchSet *set)
{
    if (!set->is_pending)
        return INT64_MAX;
    int64_t quiet = set->last_ms + WATCH_QUIET_MS;
    int64_t late = set->first_ms + WATCH_DELAY_MS;
    return quiet < late ? quiet : late;
}
