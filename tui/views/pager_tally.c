/* How many matches the document has, and which of them is the current one: counted slice by slice in the background,
 * each slice's total kept, so that the number of any match is a sum and a count within one slice. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/find.h"
#include "tui/views/pager_view.h"

enum {
    TALLY_SLICE = 4 << 20,
    SLICES_AT_ONCE = 16,   /* counted by all cores before others of the queue have their turn */
    TALLY_SOON = 16 << 20, /* documents up to this size: a frame waits for the count */
};

/* Counts the matches in [from, to): of some slices, or those before the current match in its slice. */
struct PagerTally {
    Request request;
    Pager *pager;
    Document *document;
    Pattern *pattern;
    uint64_t from, to;
    bool has_slices;
    uint64_t base; /* matches before `from` */
    uint64_t counted[SLICES_AT_ONCE];
    atomic_bool cancel;
};

static void work(Request *request, Matcher *matcher)
{
    PagerTally *tally = (PagerTally *)request;
    Finder finder = {
        .document = tally->document, .pattern = tally->pattern, .matcher = matcher, .cancel = &tally->cancel};
    if (tally->has_slices) {
        find_count_slices(&finder, tally->from, tally->to, TALLY_SLICE, tally->counted);
        return;
    }
    matcher_set_cancel(matcher, &tally->cancel);
    tally->counted[0] = find_count(&finder, tally->from, tally->to);
    matcher_set_cancel(matcher, NULL);
}

static void drop(Request *request)
{
    PagerTally *tally = (PagerTally *)request;
    document_release(tally->document);
    pattern_release(tally->pattern);
    free(tally);
}

static void add_slices(PagerCount *count, const PagerTally *tally)
{
    uint64_t sum = tally->base;
    count->slices = mem_grow(count->slices, &count->capacity, count->count + SLICES_AT_ONCE, sizeof *count->slices);
    for (uint64_t i = 0; tally->from + i * TALLY_SLICE < tally->to; i++) {
        sum += tally->counted[i];
        count->slices[count->count++] = sum;
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
        add_slices(count, tally);
    } else {
        count->ordinal = tally->base + tally->counted[0] + 1;
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
}
