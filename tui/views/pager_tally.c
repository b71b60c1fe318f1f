/* How many matches the document has, and which of them is the current one: counted slice by slice in the background,
 * each slice's total kept, so that the number of any match is a sum and a count within one slice. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/base/team.h"
#include "tui/views/pager_seek.h"
#include "tui/views/pager_view.h"

enum {
    TALLY_SLICE = 4 << 20,
    SLICES_AT_ONCE = 16, /* counted by all cores before others of the queue have their turn */
    MAP_STRETCHES = 2048,
    TALLY_SOON = 16 << 20, /* documents up to this size: a frame waits for the count */
};

/* What one slice holds. */
typedef struct Tallied {
    uint64_t matches;
    uint64_t stretch, *places; /* for the map: one match of each stretch of so many bytes */
    size_t place_count, place_capacity;
} Tallied;

/* Counts the matches in [from, to): of some slices, or those before the current match in its slice. */
struct PagerTally {
    Request request;
    Pager *pager;
    Document *document;
    Pattern *pattern, *filter;
    bool is_inverted, is_filter_inverted;
    uint64_t from, to;
    bool has_slices;
    uint64_t base; /* matches before `from` */
    uint64_t stretch;
    Tallied slices[SLICES_AT_ONCE];
    atomic_ullong next; /* relaxed: only shares the slices out */
    atomic_bool cancel;
};

static bool count_one(void *context, FindMatch match)
{
    Tallied *slice = context;
    size_t count = slice->place_count;
    slice->matches++;
    if (count == 0 || match.start - slice->places[count - 1] >= slice->stretch) {
        slice->places = mem_grow(slice->places, &slice->place_capacity, count + 1, sizeof *slice->places);
        slice->places[slice->place_count++] = match.start;
    }
    return true;
}

static void count_slices(void *context)
{
    PagerTally *tally = context;
    Matcher *matcher = matcher_new(); /* made where it is used: its timer belongs to the thread */
    PagerSeek seek = {
        .finder = {tally->document, tally->pattern, matcher, &tally->cancel},
        .is_inverted = tally->is_inverted,
        .filter = tally->filter,
        .is_filter_inverted = tally->is_filter_inverted,
    };
    matcher_set_cancel(matcher, &tally->cancel);
    for (;;) {
        uint64_t nth = atomic_fetch_add_explicit(&tally->next, 1, memory_order_relaxed);
        uint64_t start = tally->from + nth * TALLY_SLICE;
        if (nth >= SLICES_AT_ONCE || start >= tally->to)
            break;
        uint64_t end = tally->to - start > TALLY_SLICE ? start + TALLY_SLICE : tally->to;
        pager_seek_each(&seek, start, end, count_one, &tally->slices[nth]);
    }
    matcher_free(matcher);
}

static void work(Request *request, Matcher *matcher)
{
    PagerTally *tally = (PagerTally *)request;
    (void)matcher; /* each member of the team has its own */
    for (int i = 0; i < SLICES_AT_ONCE; i++)
        tally->slices[i].stretch = tally->stretch;
    team_run(tally->to - tally->from > TALLY_SLICE ? team_size() : 1, count_slices, tally);
}

static void drop(Request *request)
{
    PagerTally *tally = (PagerTally *)request;
    for (int i = 0; i < SLICES_AT_ONCE; i++)
        free(tally->slices[i].places);
    document_release(tally->document);
    pattern_release(tally->pattern);
    pattern_release(tally->filter);
    free(tally);
}

static void add_slices(Pager *pager, const PagerTally *tally)
{
    PagerCount *count = &pager->count;
    uint64_t sum = tally->base;
    count->slices = mem_grow(count->slices, &count->capacity, count->count + SLICES_AT_ONCE, sizeof *count->slices);
    for (uint64_t i = 0; tally->from + i * TALLY_SLICE < tally->to; i++) {
        const Tallied *slice = &tally->slices[i];
        sum += slice->matches;
        count->slices[count->count++] = sum;
        for (size_t nth = 0; nth < slice->place_count; nth++)
            viewport_map_match(pager->viewport, slice->places[nth]);
    }
    count->covered = tally->to;
}

static void done(Request *request)
{
    PagerTally *tally = (PagerTally *)request;
    Pager *pager = tally->pager;
    PagerCount *count = &pager->count;
    count->tally = NULL;
    if (tally->has_slices) {
        add_slices(pager, tally);
    } else {
        count->ordinal = tally->base + tally->slices[0].matches + 1;
        count->ordinal_of = tally->to;
    }
    drop(request);
    pager_tally_go_on(pager);
}

static void post(Pager *pager, uint64_t from, uint64_t to, bool has_slices)
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
    tally->has_slices = has_slices;
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
    uint64_t full = (size - next) / TALLY_SLICE; /* slices that have come in full */
    bool is_last = size - next <= TALLY_SLICE;
    if (count->is_complete)
        return;
    if (count->covered == size && !pager_is_fed(pager))
        count->is_complete = true;
    else if (!is_last)
        post(pager, next, next + (full < SLICES_AT_ONCE ? full : SLICES_AT_ONCE) * TALLY_SLICE, true);
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
