/* Finding in the other files of the command line: each is opened and looked through in the background, and shown when
 * it has a match. The pipe is passed over: what comes through it is not on disk. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/views/pager_seek.h"
#include "tui/views/pager_view.h"

struct PagerSpan {
    Request request;
    Pager *pager;
    char **names;
    size_t count, at;
    bool is_backward;
    Pattern *pattern;
    bool is_inverted;
    Document *document; /* with the match; NULL: none */
    FindMatch match;
    atomic_bool cancel;
};

static bool is_cancelled(const PagerSpan *span)
{
    /* relaxed: nothing is handed over */
    return atomic_load_explicit(&span->cancel, memory_order_relaxed);
}

static bool look_into(PagerSpan *span, Matcher *matcher, const char *name)
{
    Error err;
    Document *document = document_open_path(name, &err);
    if (!document)
        return false;
    PagerSeek seek = {.finder = {document, span->pattern, matcher, &span->cancel}, .is_inverted = span->is_inverted};
    uint64_t size = document_size(document);
    bool is_found = span->is_backward ? pager_seek_last(&seek, 0, size, &span->match)
                                      : pager_seek_first(&seek, 0, size, &span->match);
    if (is_found)
        span->document = document;
    else
        document_release(document);
    return is_found;
}

static void work(Request *request, Matcher *matcher)
{
    PagerSpan *span = (PagerSpan *)request;
    matcher_set_cancel(matcher, &span->cancel);
    /* Backward, the step from 0 on leads past the end. */
    for (; span->at < span->count && !is_cancelled(span); span->at += span->is_backward ? (size_t)-1 : 1)
        if (span->names[span->at] && look_into(span, matcher, span->names[span->at]))
            break;
    matcher_set_cancel(matcher, NULL);
}

static void drop(Request *request)
{
    PagerSpan *span = (PagerSpan *)request;
    for (size_t i = 0; i < span->count; i++)
        free(span->names[i]);
    free(span->names);
    document_release(span->document);
    pattern_release(span->pattern);
    free(span);
}

static void done(Request *request)
{
    PagerSpan *span = (PagerSpan *)request;
    Pager *pager = span->pager;
    pager->span = NULL;
    if (span->document) {
        pager_mark_jump(pager);
        pager_files_show(pager, span->at, span->document);
        pager_find_take_match(pager, span->match.start, span->match.end);
        viewport_reveal(pager->viewport, span->match.start);
    } else {
        app_say(pager->view.app, ROLE_WARNING,
                span->is_backward ? "no match in the files before" : "no match in the files after");
    }
    drop(request);
}

void pager_span_find(Pager *pager, size_t first, bool is_backward)
{
    const PagerFiles *files = &pager->files;
    if (!pager->find.pattern || first >= files->count)
        return;
    pager_span_abandon(pager);
    PagerSpan *span = mem_zalloc(1, sizeof *span);
    span->request = (Request){.work = work, .done = done, .drop = drop};
    span->pager = pager;
    span->names = mem_zalloc(files->count, sizeof *span->names);
    span->count = files->count;
    for (size_t i = 0; i < files->count; i++)
        span->names[i] = files->items[i].name ? mem_strdup(files->items[i].name) : NULL;
    span->at = first;
    span->is_backward = is_backward;
    span->pattern = pattern_retain(pager->find.pattern);
    span->is_inverted = pager->find.modes.is_inverted;
    pager->span = span;
    requests_post(pager->slow, &span->request);
}

void pager_span_abandon(Pager *pager)
{
    PagerSpan *span = pager->span;
    if (!span)
        return;
    pager->span = NULL;
    /* relaxed: nothing is handed over */
    atomic_store_explicit(&span->cancel, true, memory_order_relaxed);
    request_abandon(&span->request);
}
