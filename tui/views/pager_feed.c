/* Taking in what comes through a pipe, on a thread of its own that waits for the writer.
 *
 *     pager_feed --Feed: waits for bytes, spools them--> done: posted again, until the end */
#include <poll.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/views/pager_view.h"

enum { PREFAULT_MOST = 1 << 19 };

struct PagerFeed {
    Request request;
    Pager *pager;
    Requests *queue;    /* its own: it waits for the writer */
    Document *spooled;  /* the background's, and its reference */
    Document *document; /* the same, as the main thread knows it; NULL before the first bytes */
    int fd;
    Wake stop;
    bool is_ended;  /* the background's */
    bool has_ended; /* the main thread's */
    Error err;
};

static void work_feed(Request *request, Matcher *matcher)
{
    (void)matcher;
    PagerFeed *feed = (PagerFeed *)request;
    struct pollfd ready[2] = {{.fd = feed->fd, .events = POLLIN}, {.fd = feed->stop.read_fd, .events = POLLIN}};
    /* Waiting in the open, so that a pager that goes away need not wait for the writer. */
    if (poll(ready, 2, -1) <= 0 || ready[1].revents)
        return;
    Document *document = document_spool(feed->spooled, feed->fd, &feed->is_ended, &feed->err);
    if (document)
        feed->spooled = document;
    else
        feed->is_ended = true;
    /* What may fit one screen is looked at by the main thread. */
    if (document && document_size(document) <= PREFAULT_MOST)
        document_prefault(document, 0, document_size(document));
}

static void drop_feed(Request *request)
{
    PagerFeed *feed = (PagerFeed *)request;
    document_release(feed->spooled);
    wake_deinit(&feed->stop);
    free(feed);
}

static void take_growth(Pager *pager)
{
    if (pager_is_following(pager))
        pager_follow_growth(pager);
    else if (pager->sticks_to_end)
        viewport_go_bottom(pager->viewport);
}

static void end_feed(PagerFeed *feed)
{
    Pager *pager = feed->pager;
    feed->has_ended = true;
    if (!pager->document)
        pager->error = feed->err;
    else if (feed->err.text[0] != '\0')
        app_say(pager->view.app, ROLE_ERROR, "%s", feed->err.text);
    /* The last line has its end now, and the number of lines can be known. */
    viewport_set_counting(pager->viewport, true);
    pager->sticks_to_end = false;
}

static void done_feed(Request *request)
{
    PagerFeed *feed = (PagerFeed *)request;
    Pager *pager = feed->pager;
    feed->document = feed->spooled;
    bool is_first = feed->document && !pager->document && pager_is_pipe(pager);
    if (is_first) {
        pager_show(pager, feed->document);
        app_start_keys(pager->view.app);
    }
    if (pager_is_pipe(pager))
        take_growth(pager);
    if (feed->is_ended)
        end_feed(feed);
    else
        requests_post(feed->queue, request);
}

void pager_feed(Pager *pager, int fd)
{
    PagerFeed *feed = mem_zalloc(1, sizeof *feed);
    feed->request = (Request){.work = work_feed, .done = done_feed, .drop = drop_feed};
    feed->pager = pager;
    feed->fd = fd;
    feed->queue = requests_new(app_wake(pager->view.app));
    if (!feed->queue || !wake_init(&feed->stop)) {
        error_set(&pager->error, "standard input: no thread or descriptor could be had");
        if (feed->queue)
            requests_free(feed->queue);
        free(feed);
        return;
    }
    pager->feed = feed;
    requests_post(feed->queue, &feed->request);
}

void pager_take_feed(Pager *pager)
{
    if (pager->feed)
        requests_finish(pager->feed->queue);
}

bool pager_is_pipe(const Pager *pager)
{
    if (!pager->feed)
        return false;
    return pager->document ? pager->document == pager->feed->document : pager->name.len == 0;
}

bool pager_is_fed(const Pager *pager)
{
    return pager_is_pipe(pager) && !pager->feed->has_ended;
}

Document *pager_fed_document(const Pager *pager)
{
    return pager->feed ? pager->feed->document : NULL;
}

void pager_abandon_feed(Pager *pager)
{
    if (!pager->feed)
        return;
    Requests *queue = pager->feed->queue;
    wake_signal(&pager->feed->stop);
    request_abandon(&pager->feed->request);
    requests_free(queue);
    pager->feed = NULL;
}
