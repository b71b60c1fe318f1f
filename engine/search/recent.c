/* The last searches of one asker. */
#include "engine/search/recent.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/narrow.h"

enum { RECENT_MOST = 16 }; /* a query typed key by key, and a little more; each keeps some bytes a file */

typedef struct Kept {
    Search *search; /* NULL: an empty place */
    PathFilter *filter;
    bool with_binary;
    bool is_outdated; /* contents have changed since */
    uint64_t used;    /* when, in questions asked */
} Kept;

/* What was asked: a line must match the pattern and every condition. Borrowed. */
typedef struct Question {
    Pattern *const *conditions;
    size_t condition_count;
    const Pattern *pattern;
} Question;

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
    *kept = (Kept){0};
}

void recent_outdate(Recent *recent)
{
    for (size_t i = 0; i < RECENT_MOST; i++)
        recent->kept[i].is_outdated = true;
}

void recent_free(Recent *recent)
{
    if (!recent)
        return;
    for (size_t i = 0; i < RECENT_MOST; i++)
        drop(&recent->kept[i]);
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

static Question question_of(const Search *search)
{
    Question question = {.pattern = search_pattern(search)};
    question.conditions = search_conditions(search, &question.condition_count);
    return question;
}

/* The pattern, or the condition before it. */
static const Pattern *part(const Question *question, size_t i)
{
    return i < question->condition_count ? question->conditions[i] : question->pattern;
}

static bool is_same_pattern(const Pattern *a, const Pattern *b)
{
    const Query *one = pattern_query(a);
    const Query *other = pattern_query(b);
    return slice_equal(one->pattern, other->pattern) && one->is_literal == other->is_literal &&
           one->is_word == other->is_word && one->regions == other->regions &&
           pattern_is_caseless(a) == pattern_is_caseless(b);
}

static bool is_same_question(const Question *before, const Question *now)
{
    if (before->condition_count != now->condition_count)
        return false;
    for (size_t i = 0; i <= now->condition_count; i++)
        if (!is_same_pattern(part(before, i), part(now, i)))
            return false;
    return true;
}

static bool is_implied(const Pattern *before, const Question *now)
{
    for (size_t i = 0; i <= now->condition_count; i++) {
        const Pattern *pattern = part(now, i);
        if (narrow_is_within(pattern_query(before), pattern_is_caseless(before), pattern_query(pattern),
                             pattern_is_caseless(pattern)))
            return true;
    }
    return false;
}

/* True when each line that answers `now` answers `before`: whatever that asked for, something asked for now holds it.
 */
static bool is_narrower(const Question *before, const Question *now)
{
    for (size_t i = 0; i <= before->condition_count; i++)
        if (!is_implied(part(before, i), now))
            return false;
    return true;
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

static void keep(Recent *recent, Search *search, PathFilter *filter, bool with_binary)
{
    Kept *kept = place_for(recent);
    *kept = (Kept){
        .search = search_retain(search),
        .filter = filter ? path_filter_retain(filter) : NULL,
        .with_binary = with_binary,
        .used = recent->asked,
    };
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
static Search *find_wider(const Recent *recent, const Question *now, const PathFilter *filter, bool with_binary)
{
    Search *best = NULL;
    for (size_t i = 0; i < RECENT_MOST; i++) {
        const Kept *kept = &recent->kept[i];
        if (!is_of_use(kept, filter, with_binary))
            continue;
        Question before = question_of(kept->search);
        if (is_narrower(&before, now) && (!best || search_file_count(kept->search) < search_file_count(best)))
            best = kept->search;
    }
    return best;
}

/* The search started last that was asked the same, or NULL: each took over what the one before it knew. */
static Kept *find_same(Recent *recent, const Question *now, const PathFilter *filter, bool with_binary)
{
    Kept *newest = NULL;
    for (size_t i = 0; i < RECENT_MOST; i++) {
        Kept *kept = &recent->kept[i];
        if (!is_of_use(kept, filter, with_binary) || (newest && newest->used > kept->used))
            continue;
        Question before = question_of(kept->search);
        if (is_same_question(&before, now))
            newest = kept;
    }
    return newest;
}

Search *recent_start(Recent *recent, Pool *pool, Snapshot *snapshot, Pattern *pattern, PathFilter *filter,
                     const SearchOptions *options, Wake *wake)
{
    SearchOptions settings = options ? *options : (SearchOptions){0};
    Question now = {settings.conditions, settings.condition_count, pattern};
    recent->asked++;
    Kept *same = find_same(recent, &now, filter, settings.with_binary);
    if (same && !same->is_outdated && search_snapshot(same->search) == snapshot && is_complete(same->search)) {
        same->used = recent->asked;
        if (wake)
            wake_signal(wake);
        return search_retain(same->search);
    }
    settings.before = same ? search_retain(same->search) : NULL;
    drop_useless(recent, snapshot);
    settings.within = find_wider(recent, &now, filter, settings.with_binary);
    Search *search = search_start(pool, snapshot, pattern, filter, &settings, wake);
    search_release(settings.before);
    if (same)
        drop(same);
    keep(recent, search, filter, settings.with_binary);
    return search;
}
