/* Finding in the pager: in slices, in the background, so that any key ends it, however large the file is.
 *
 *     from --slice, slice, ...--> first match --take--> in view
 *            |-- not yet: posted again, behind what else waits in the queue
 *            `-- the end: around it (a new pattern), or stop and say so (find-next) */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/views/pager_seek.h"
#include "tui/views/pager_view.h"

enum { FIND_SLICE = 16 << 20 };

struct PagerFinding {
    Request request;
    Pager *pager;
    Document *document;
    Pattern *pattern, *filter;
    bool is_inverted, is_filter_inverted;
    bool is_backward;
    bool spans_files; /* no match: on into the next file */
    uint64_t origin;
    uint64_t at, stop; /* what is left: [at, stop), or backward [stop, at) */
    long wanted;       /* matches still to go */
    bool goes_around;  /* at the end; once */
    bool went_around;
    bool is_found;
    FindMatch match;
    atomic_bool cancel;
};

/* --- in the background --- */

static void find_forward(PagerFinding *finding, const PagerSeek *seek)
{
    uint64_t end = finding->stop - finding->at > FIND_SLICE ? finding->at + FIND_SLICE : finding->stop;
    FindMatch match;
    while (finding->wanted > 0 && pager_seek_first(seek, finding->at, end, &match)) {
        finding->match = match;
        finding->is_found = true;
        finding->at = match.end > match.start ? match.end : match.start + 1;
        finding->wanted--;
    }
    if (finding->wanted > 0 && finding->at < end)
        finding->at = end;
}

static void find_backward(PagerFinding *finding, const PagerSeek *seek)
{
    uint64_t start = finding->at - finding->stop > FIND_SLICE ? finding->at - FIND_SLICE : finding->stop;
    FindMatch match;
    while (finding->wanted > 0 && pager_seek_last(seek, start, finding->at, &match)) {
        finding->match = match;
        finding->is_found = true;
        finding->at = match.start;
        finding->wanted--;
    }
    if (finding->wanted > 0)
        finding->at = start;
}

static void work(Request *request, Matcher *matcher)
{
    PagerFinding *finding = (PagerFinding *)request;
    PagerSeek seek = {
        .finder = {finding->document, finding->pattern, matcher, &finding->cancel},
        .is_inverted = finding->is_inverted,
        .filter = finding->filter,
        .is_filter_inverted = finding->is_filter_inverted,
    };
    matcher_set_cancel(matcher, &finding->cancel);
    if (finding->is_backward)
        find_backward(finding, &seek);
    else
        find_forward(finding, &seek);
    matcher_set_cancel(matcher, NULL);
}

/* --- on the main thread --- */

static void drop(Request *request)
{
    PagerFinding *finding = (PagerFinding *)request;
    document_release(finding->document);
    pattern_release(finding->pattern);
    pattern_release(finding->filter);
    free(finding);
}

static bool is_over(const PagerFinding *finding)
{
    bool is_at_end = finding->is_backward ? finding->at <= finding->stop : finding->at >= finding->stop;
    return finding->wanted == 0 || is_at_end;
}

static void set_range(PagerFinding *finding, uint64_t at, uint64_t stop)
{
    finding->at = finding->is_backward && at < stop ? stop : at;
    finding->stop = !finding->is_backward && stop < at ? at : stop;
}

static void go_around(PagerFinding *finding)
{
    uint64_t size = document_size(finding->document);
    finding->went_around = true;
    if (finding->is_backward)
        set_range(finding, size, finding->origin);
    else
        set_range(finding, 0, finding->origin < size ? finding->origin : size);
}

static void note_progress(Pager *pager, const PagerFinding *finding)
{
    uint64_t size = document_size(finding->document);
    double share = size > 0 ? (double)finding->at / (double)size : 0;
    pager->find.progress = finding->is_backward ? 1 - share : share;
}

static void tell_end(Pager *pager, const PagerFinding *finding)
{
    pager->find.ended = finding->is_backward ? -1 : 1;
    app_say(pager->view.app, ROLE_WARNING,
            finding->is_backward ? "no match above: once more goes on from the end"
                                 : "no match below: once more goes on from the top");
}

/* The files after this one, when the search goes on into them. */
static bool go_into_files(Pager *pager, const PagerFinding *finding)
{
    size_t current = pager->files.current;
    bool has_more = finding->is_backward ? current > 0 : current + 1 < pager->files.count;
    if (!finding->spans_files || !has_more || pager->prompt.kind == PAGER_PROMPT_FIND)
        return false;
    pager_span_find(pager, finding->is_backward ? current - 1 : current + 1, finding->is_backward);
    return true;
}

static void end_finding(Pager *pager, const PagerFinding *finding)
{
    bool is_short = finding->wanted > 0 && !finding->goes_around;
    if ((!finding->is_found || is_short) && go_into_files(pager, finding))
        return;
    if (finding->is_found) {
        pager_find_take_match(pager, finding->match.start, finding->match.end);
        viewport_reveal(pager->viewport, finding->match.start);
        if (finding->went_around)
            app_say(pager->view.app, ROLE_WARNING, finding->is_backward ? "from the end" : "from the top");
        else if (is_short)
            tell_end(pager, finding);
        return;
    }
    if (finding->goes_around || pager->find.start == UINT64_MAX) {
        app_say(pager->view.app, ROLE_WARNING, "no match");
        pager_find_take_match(pager, UINT64_MAX, UINT64_MAX);
        if (pager->prompt.kind == PAGER_PROMPT_FIND)
            viewport_show(pager->viewport, pager->prompt.top, 0);
        return;
    }
    tell_end(pager, finding);
}

static void done(Request *request)
{
    PagerFinding *finding = (PagerFinding *)request;
    Pager *pager = finding->pager;
    note_progress(pager, finding);
    if (!is_over(finding)) {
        requests_post(pager->slow, request);
        return;
    }
    if (!finding->is_found && finding->goes_around && !finding->went_around) {
        go_around(finding);
        requests_post(pager->slow, request);
        return;
    }
    pager->find.finding = NULL;
    end_finding(pager, finding);
    drop(request);
}

static PagerFinding *make(Pager *pager, bool is_backward, long wanted)
{
    pager_find_cancel(pager);
    PagerFinding *finding = mem_zalloc(1, sizeof *finding);
    finding->request = (Request){.work = work, .done = done, .drop = drop};
    finding->pager = pager;
    finding->document = document_retain(pager->document);
    finding->pattern = pattern_retain(pager->find.pattern);
    finding->is_inverted = pager->find.modes.is_inverted;
    finding->filter = pager->filter.pattern ? pattern_retain(pager->filter.pattern) : NULL;
    finding->is_filter_inverted = pager->filter.is_inverted;
    finding->is_backward = is_backward;
    finding->wanted = wanted > 0 ? wanted : 1;
    return finding;
}

static void post(Pager *pager, PagerFinding *finding)
{
    pager->find.finding = finding;
    pager->find.progress = 0;
    pager->find.began_at = pager_seconds();
    requests_post(pager->slow, &finding->request);
}

bool pager_find_cancel(Pager *pager)
{
    PagerFinding *finding = pager->find.finding;
    if (!finding)
        return false;
    /* relaxed: nothing is handed over */
    atomic_store_explicit(&finding->cancel, true, memory_order_relaxed);
    pager->find.finding = NULL;
    request_abandon(&finding->request);
    return true;
}

void pager_find_set(Pager *pager, Pattern *pattern)
{
    pager_find_cancel(pager);
    pattern_release(pager->find.pattern);
    pager->find.pattern = pattern;
    pager->find.is_hidden = false;
    pager->find.ended = 0;
    pager_find_take_match(pager, UINT64_MAX, UINT64_MAX);
    pager_find_show_marks(pager);
    pager_tally_reset(pager);
}

void pager_find_show_marks(Pager *pager)
{
    const PagerFind *find = &pager->find;
    bool is_marked = !find->is_hidden && !find->modes.is_inverted && !pager->settings.hides_matches;
    viewport_set_pattern(pager->viewport, is_marked ? find->pattern : NULL);
    viewport_set_found(pager->viewport, is_marked ? find->start : UINT64_MAX);
}

void pager_find_take_match(Pager *pager, uint64_t start, uint64_t end)
{
    pager->find.start = start;
    pager->find.end = end;
    pager->find.ended = 0;
    pager->find.is_left = false;
    pager->gone_to = start;
    if (!pager->find.modes.is_inverted)
        viewport_set_found(pager->viewport, start);
}

void pager_find_from(Pager *pager, uint64_t origin, bool is_backward, long count)
{
    if (!pager->document || !pager->find.pattern)
        return;
    PagerFinding *finding = make(pager, is_backward, count);
    finding->goes_around = true;
    finding->origin = origin;
    set_range(finding, origin, is_backward ? 0 : document_size(pager->document));
    post(pager, finding);
}

void pager_find_next(Pager *pager, bool is_reversed, long count, bool spans_files)
{
    PagerFind *find = &pager->find;
    if (!pager->document)
        return;
    if (!find->pattern) {
        app_say(pager->view.app, ROLE_DIM, "nothing to find yet");
        return;
    }
    if (find->is_hidden) {
        find->is_hidden = false;
        pager_find_show_marks(pager);
    }
    bool is_backward = find->is_backward != is_reversed;
    bool has_ended = find->ended == (is_backward ? -1 : 1);
    uint64_t size = document_size(pager->document);
    uint64_t origin = viewport_top(pager->viewport);
    if ((pager_is_in_view(pager, find->start) && !find->is_left) || has_ended)
        origin = is_backward ? find->start : find->end > find->start ? find->end : find->start + 1;
    if (origin > size)
        origin = is_backward ? size : 0;
    PagerFinding *finding = make(pager, is_backward, count);
    finding->origin = origin;
    finding->spans_files = spans_files || find->modes.spans_files;
    finding->goes_around = find->modes.wraps && !finding->spans_files;
    if (has_ended) {
        find->ended = 0;
        finding->goes_around = true;
        go_around(finding);
    } else {
        set_range(finding, origin, is_backward ? 0 : size);
    }
    post(pager, finding);
}
