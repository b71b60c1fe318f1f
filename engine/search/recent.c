/* The last searches of one asker. */
#include "engine/search/recent.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/narrow.h"

enum { RECENT_MOST = 16 }; /* a query typed key by key, and a little more; each keeps some bytes a file */

typedef struct Kept {
    Search *search; /* NULL: an empty place */
    Query query;    /* its pattern is owned */
    PathFilter *filter;
    bool with_binary;
    uint64_t used; /* when, in questions asked */
} Kept;

struct Recent {
    Kept kept[RECENT_MOST];
    uint64_t asked;
};

Recent *recent_new(void)
{
    return mem_zalloc(1, sizeof(Recent));
}

static void drop(Kept *kept)
{
    if (!kept->search)
        return;
    search_release(kept->search);
    if (kept->filter)
        path_filter_release(kept->filter);
    free((char *)kept->query.pattern.data);
    *kept = (Kept){0};
}

void recent_clear(Recent *recent)
{
    for (size_t i = 0; i < RECENT_MOST; i++)
        drop(&recent->kept[i]);
}

void recent_free(Recent *recent)
{
    if (!recent)
        return;
    recent_clear(recent);
    free(recent);
}

static bool is_complete(Search *search)
{
    SearchProgress progress;
    search_advance(search, &progress);
    return progress.is_complete;
}

/* True when the kept search looked at the same files in the same way. */
static bool is_of_use(const Kept *kept, const PathFilter *filter, bool with_binary)
{
    return kept->search && kept->with_binary == with_binary && path_filter_equal(kept->filter, filter);
}

static bool is_same_question(const Kept *kept, const Query *query, const Pattern *pattern)
{
    return slice_equal(kept->query.pattern, query->pattern) && kept->query.is_literal == query->is_literal &&
           kept->query.is_word == query->is_word &&
           pattern_is_caseless(search_pattern(kept->search)) == pattern_is_caseless(pattern);
}

/* The oldest place. */
static Kept *place_for(Recent *recent)
{
    Kept *oldest = &recent->kept[0];
    for (size_t i = 1; i < RECENT_MOST; i++)
        if (recent->kept[i].used < oldest->used)
            oldest = &recent->kept[i];
    drop(oldest);
    return oldest;
}

static void keep(Recent *recent, Search *search, const Query *query, PathFilter *filter, bool with_binary)
{
    Kept *kept = place_for(recent);
    *kept = (Kept){
        .search = search_retain(search),
        .query = *query,
        .filter = filter ? path_filter_retain(filter) : NULL,
        .with_binary = with_binary,
        .used = recent->asked,
    };
    kept->query.pattern = slice_of(mem_strndup(query->pattern.data, query->pattern.len), query->pattern.len);
}

/* What was left behind by the next key, or is of another listing, serves nobody. */
static void drop_useless(Recent *recent, const Snapshot *snapshot)
{
    for (size_t i = 0; i < RECENT_MOST; i++) {
        Kept *kept = &recent->kept[i];
        if (kept->search && (search_snapshot(kept->search) != snapshot || !is_complete(kept->search)))
            drop(kept);
    }
}

/* The kept search with the fewest matching files among which all matches must be, or NULL. */
static Search *find_wider(const Recent *recent, const Query *query, const Pattern *pattern, const PathFilter *filter,
                          bool with_binary)
{
    Search *best = NULL;
    for (size_t i = 0; i < RECENT_MOST; i++) {
        const Kept *kept = &recent->kept[i];
        if (!is_of_use(kept, filter, with_binary) ||
            !narrow_is_within(&kept->query, pattern_is_caseless(search_pattern(kept->search)), query,
                              pattern_is_caseless(pattern)))
            continue;
        if (!best || search_file_count(kept->search) < search_file_count(best))
            best = kept->search;
    }
    return best;
}

Search *recent_start(Recent *recent, Pool *pool, Snapshot *snapshot, const Query *query, Pattern *pattern,
                     PathFilter *filter, const SearchOptions *options, Wake *wake)
{
    SearchOptions settings = options ? *options : (SearchOptions){0};
    recent->asked++;
    drop_useless(recent, snapshot);
    for (size_t i = 0; i < RECENT_MOST; i++) {
        Kept *kept = &recent->kept[i];
        if (is_of_use(kept, filter, settings.with_binary) && is_same_question(kept, query, pattern)) {
            kept->used = recent->asked;
            if (wake)
                wake_signal(wake);
            return search_retain(kept->search);
        }
    }
    settings.within = find_wider(recent, query, pattern, filter, settings.with_binary);
    Search *search = search_start(pool, snapshot, pattern, filter, &settings, wake);
    keep(recent, search, query, filter, settings.with_binary);
    return search;
}
