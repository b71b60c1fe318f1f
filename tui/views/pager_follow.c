/* Staying at the end of what grows: a pipe as its bytes come, a file by looking at it several times a second. A file
 * that was replaced by another of its name (log rotation) is opened anew, as `tail -F` does.
 *
 *     Watch (a thread of its own): waits, compares size and inode --another--> opens it --done--> shown at its end
 *     until a match: what was added is looked through on the way */
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "engine/base/mem.h"
#include "tui/views/pager_seek.h"
#include "tui/views/pager_view.h"

enum { LOOK_MS = 100 };

struct PagerFollow {
    Request request;
    Pager *pager;
    Requests *queue;
    Wake stop;
    char *path; /* NULL: the pipe */
    Document *document;
    Document *grown; /* the background's find, until it is taken */
    uint64_t size;   /* looked through */
    dev_t device;
    ino_t inode;
    bool was_replaced;
    Pattern *pattern; /* until it matches; NULL: for ever */
    bool is_inverted;
    FindMatch match;
    bool is_found;
    atomic_bool cancel;
};

/* --- in the background --- */

static void look_through(PagerFollow *follow, const Document *document, Matcher *matcher)
{
    if (!follow->pattern)
        return;
    uint64_t size = document_size(document);
    uint64_t from = follow->size < size ? follow->size : 0;
    PagerSeek seek = {.finder = {document, follow->pattern, matcher, &follow->cancel},
                      .is_inverted = follow->is_inverted};
    /* From the line's start: what was there of it may be the beginning of the match. */
    if (from > 0)
        from = document_line_start(document, from - 1);
    follow->is_found = pager_seek_first(&seek, from, size, &follow->match);
}

static bool has_changed(PagerFollow *follow)
{
    struct stat facts;
    if (stat(follow->path, &facts) != 0) /* gone: until it is there again, as tail -F */
        return false;
    bool is_other = facts.st_ino != follow->inode || facts.st_dev != follow->device;
    follow->was_replaced = (is_other && follow->inode != 0) || (uint64_t)facts.st_size < follow->size;
    follow->inode = facts.st_ino;
    follow->device = facts.st_dev;
    return follow->was_replaced || (uint64_t)facts.st_size != follow->size;
}

static void work_file(PagerFollow *follow, Matcher *matcher)
{
    struct pollfd stop = {.fd = follow->stop.read_fd, .events = POLLIN};
    if (poll(&stop, 1, LOOK_MS) != 0 || !has_changed(follow))
        return;
    Error err;
    follow->grown = document_open_path(follow->path, &err);
    if (!follow->grown)
        return;
    if (follow->was_replaced)
        follow->size = 0;
    look_through(follow, follow->grown, matcher);
    follow->size = document_size(follow->grown);
}

static void work(Request *request, Matcher *matcher)
{
    PagerFollow *follow = (PagerFollow *)request;
    if (follow->path) {
        work_file(follow, matcher);
        return;
    }
    uint64_t size = document_size(follow->document);
    look_through(follow, follow->document, matcher);
    follow->size = size;
}

/* --- on the main thread --- */

static void drop(Request *request)
{
    PagerFollow *follow = (PagerFollow *)request;
    document_release(follow->document);
    document_release(follow->grown);
    pattern_release(follow->pattern);
    wake_deinit(&follow->stop);
    free(follow->path);
    free(follow);
}

/* The document is another, the place on the screen is not. */
static void take_grown(Pager *pager, PagerFollow *follow)
{
    uint64_t start = pager->find.start, end = pager->find.end;
    uint64_t size = document_size(pager->document);
    Document *grown = follow->grown;
    follow->grown = NULL;
    viewport_set_document(pager->viewport, grown);
    if (follow->was_replaced)
        painter_set_document(pager->painter, grown, buf_slice(&pager->name));
    else
        painter_go_on_with(pager->painter, grown);
    document_release(pager->document);
    pager->document = grown;
    pager->is_stale = pager->is_gone = false;
    if (follow->was_replaced) {
        pager_find_take_match(pager, UINT64_MAX, UINT64_MAX);
        pager_tally_reset(pager);
        app_say(pager->view.app, ROLE_WARNING, "the file was replaced: following the new one");
    } else {
        pager_find_take_match(pager, start, end);
        pager_tally_keep(pager, size);
    }
    viewport_go_bottom(pager->viewport);
}

static void done(Request *request)
{
    PagerFollow *follow = (PagerFollow *)request;
    Pager *pager = follow->pager;
    if (follow->grown)
        take_grown(pager, follow);
    if (follow->is_found) {
        FindMatch match = follow->match;
        pager_find_take_match(pager, match.start, match.end);
        viewport_reveal(pager->viewport, match.start);
        pager_follow_end(pager);
        app_say(pager->view.app, ROLE_WARNING, "the pattern has come: no longer following");
        return;
    }
    if (follow->path)
        requests_post(follow->queue, request);
}

static bool start(Pager *pager, PagerFollow *follow)
{
    follow->queue = requests_new(app_wake(pager->view.app));
    if (follow->queue && wake_init(&follow->stop))
        return true;
    if (follow->queue)
        requests_free(follow->queue);
    pattern_release(follow->pattern);
    free(follow->path);
    free(follow);
    app_say(pager->view.app, ROLE_ERROR, "no thread or descriptor could be had to follow with");
    return false;
}

void pager_follow(Pager *pager, bool until_match)
{
    App *app = pager->view.app;
    if (!pager->document && !pager_is_fed(pager))
        return;
    if (until_match && !pager->find.pattern) {
        app_say(app, ROLE_WARNING, "nothing to find yet: / first");
        return;
    }
    pager_follow_end(pager);
    if (pager->document)
        viewport_go_bottom(pager->viewport);
    PagerFollow *follow = mem_zalloc(1, sizeof *follow);
    follow->request = (Request){.work = work, .done = done, .drop = drop};
    follow->pager = pager;
    follow->pattern = until_match ? pattern_retain(pager->find.pattern) : NULL;
    follow->is_inverted = pager->find.modes.is_inverted;
    follow->size = pager->document ? document_size(pager->document) : 0;
    if (!pager_is_pipe(pager) && !pager->is_listed)
        follow->path = mem_strndup(pager->name.data, pager->name.len);
    if (!start(pager, follow))
        return;
    pager->follow = follow;
    if (follow->path)
        requests_post(follow->queue, &follow->request);
    app_say(app, ROLE_DIM, "following: any key ends it");
}

bool pager_follow_end(Pager *pager)
{
    PagerFollow *follow = pager->follow;
    if (!follow)
        return false;
    Requests *queue = follow->queue;
    pager->follow = NULL;
    /* relaxed: nothing is handed over */
    atomic_store_explicit(&follow->cancel, true, memory_order_relaxed);
    wake_signal(&follow->stop);
    request_abandon(&follow->request);
    requests_free(queue);
    return true;
}

void pager_follow_update(Pager *pager)
{
    if (pager->follow)
        requests_finish(pager->follow->queue);
}

void pager_follow_growth(Pager *pager)
{
    PagerFollow *follow = pager->follow;
    viewport_go_bottom(pager->viewport);
    if (!follow || !follow->pattern || request_is_pending(&follow->request))
        return;
    if (!follow->document)
        follow->document = document_retain(pager->document);
    requests_post(follow->queue, &follow->request);
}

bool pager_is_following(const Pager *pager)
{
    return pager->follow != NULL;
}
