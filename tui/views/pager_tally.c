/* How many matches the document has, and which of them is the current one: counted slice by slice in the background,
 * each slice's total kept, so that the number of any match is a sum and a count within one slice. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/views/pager_seek.h"
#include "tui/views/pager_view.h"

enum {
    TALLY_SLICE = 4 << 20,
    MAP_STRETCHES = 2048,
    PLACES_MOST = 2048,    /* of a slice */
    TALLY_SOON = 16 << 20, /* documents up to this size: a frame waits for the count */
};

/* Counts the matches in [from, to): of a slice, or those before the current match in its slice. */
struct PagerTally {
    Request request;
    Pager *pager;
    Document *document;
    Pattern *pattern, *filter;
    bool is_inverted, is_filter_inverted;
    uint64_t from, to;
    bool is_slice;
    uint64_t base; /* matches before `from` */
    uint64_t counted;
    /* for the map: one match of each stretch */
    uint64_t stretch, places[PLACES_MOST];
    size_t place_count;
    atomic_bool cancel;
};

static bool count_one(void *context, FindMatch match)
{
    PagerTally *tally = context;
    size_t last = tally->place_count;
    tally->counted++;
    if (last < PLACES_MOST && (last == 0 || match.start - tally->places[last - 1] >= tally->stretch))
        tally->places[tally->place_count++] = match.start;
    return true;
}

static void work(Request *request, Matcher *matcher)
{
    PagerTally *tally = (PagerTally *)request;
    PagerSeek seek = {
        .finder = {tally->document, tally->pattern, matcher, &tally->cancel},
        .is_inverted = tally->is_inverted,
        .filter = tally->filter,
        .is_filter_inverted = tally->is_filter_inverted,
    };
    matcher_set_cancel(matcher, &tally->cancel);
    pager_seek_each(&seek, tally->from, tally->to, count_one, tally);
    matcher_set_cancel(matcher, NULL);
}

static void drop(Request *request)
{
    PagerTally *tally = (PagerTally *)request;
    document_release(tally->document);
    pattern_release(tally->pattern);
    pattern_release(tally->filter);
    free(tally);
}

static void add_slice(PagerCount *count, const PagerTally *tally)
{
    count->slices = mem_grow(count->slices, &count->capacity, count->count + 1, sizeof *count->slices);
    count->slices[count->count++] = tally->base + tally->counted;
    count->covered = tally->to;
}

static void done(Request *request)
{
    PagerTally *tally = (PagerTally *)request;
    Pager *pager = tally->pager;
    PagerCount *count = &pager->count;
    count->tally = NULL;
    if (tally->is_slice) {
        add_slice(count, tally);
        for (size_t i = 0; i < tally->place_count; i++)
            viewport_map_match(pager->viewport, tally->places[i]);
    } else {
        count->ordinal = tally->base + tally->counted + 1;
        count->ordinal_of = tally->to;
    }
    drop(request);
    pager_tally_go_on(pager);
}

static void post(Pager *pager, uint64_t from, uint64_t to, bool is_slice)
{
    PagerTally *tally = mem_zalloc(1, sizeof *tally);
    tally->request = (Request){.work = work, .done = done, .drop = drop};
    tally->pager = pager;
    tally->document = document_retain(pager->document);
    tally->pattern = pattern_retain(pager->find.pattern);
    tally->is_inverted = pager->find.modes.is_inverted;
    tally->filter = pager->filter.pattern ? pattern_retain(pager->filter.pattern) : NULL;
    tally->is_filter_inverted = pager->filter.is_inverted;
    tally->stretch = document_size(pager->document) / MAP_STRETCHES;
    tally->from = from;
    tally->to = to;
    tally->is_slice = is_slice;
    uint64_t before = from / TALLY_SLICE;
    tally->base = before > 0 ? pager->count.slices[before - 1] : 0;
    pager->count.tally = tally;
    requests_post(pager->slow, &tally->request);
}

static bool wants_ordinal(const Pager *pager)
{
    const PagerFind *find = &pager->find;
    return find->start != UINT64_MAX && pager->count.ordinal_of != find->start;
}

static bool is_counting(const Pager *pager)
{
    return pager->document && pager->find.pattern && !pager->find.is_hidden;
}

void pager_tally_go_on(Pager *pager)
{
    PagerCount *count = &pager->count;
    /* What is being found comes first: it is what the user waits for. */
    if (!is_counting(pager) || count->tally || pager->find.finding)
        return;
    uint64_t size = document_size(pager->document);
    if (wants_ordinal(pager) && pager->find.start / TALLY_SLICE <= count->count) {
        post(pager, pager->find.start / TALLY_SLICE * TALLY_SLICE, pager->find.start, false);
        return;
    }
    uint64_t next = (uint64_t)count->count * TALLY_SLICE;
    bool is_last = size - next <= TALLY_SLICE;
    if (count->is_complete)
        return;
    if (count->covered == size && !pager_is_fed(pager))
        count->is_complete = true;
    else if (!is_last)
        post(pager, next, next + TALLY_SLICE, true);
    else if (!pager_is_fed(pager)) /* what still grows has no last slice yet */
        post(pager, next, size, true);
}

bool pager_tally_is_waiting(const Pager *pager)
{
    if (!is_counting(pager) || document_size(pager->document) > TALLY_SOON || pager_is_fed(pager))
        return false;
    return !pager->count.is_complete || wants_ordinal(pager);
}

void pager_tally_abandon(Pager *pager)
{
    PagerTally *tally = pager->count.tally;
    if (!tally)
        return;
    /* relaxed: nothing is handed over */
    atomic_store_explicit(&tally->cancel, true, memory_order_relaxed);
    pager->count.tally = NULL;
    request_abandon(&tally->request);
}

void pager_tally_reset(Pager *pager)
{
    pager_tally_abandon(pager);
    PagerCount *count = &pager->count;
    count->count = 0;
    count->covered = 0;
    count->is_complete = false;
    count->ordinal = 0;
    count->ordinal_of = UINT64_MAX;
    viewport_clear_map(pager->viewport);
}

void pager_tally_keep(Pager *pager, uint64_t size)
{
    PagerCount *count = &pager->count;
    size_t whole = (size_t)(size / TALLY_SLICE);
    pager_tally_abandon(pager);
    if (count->count > whole)
        count->count = whole;
    count->covered = (uint64_t)count->count * TALLY_SLICE;
    count->is_complete = false;
}
