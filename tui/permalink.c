/* Copying the web address of a file. */
#include "tui/permalink.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/git/permalink.h"

typedef struct LinkRequest {
    Request request; /* first */
    Permalinks *permalinks;
    GitHelper *git;
    Buf path; /* absolute, NUL-terminated, without a '/' at its end */
    bool is_folder;
    uint64_t first_line, last_line;
    atomic_bool is_cancelled; /* relaxed: a flag alone */
    /* the answer */
    Buf link; /* empty: see `error` */
    Error error;
    char remote[64];
    unsigned state;
} LinkRequest;

struct Permalinks {
    App *app;
    GitHelper *git;
    Requests *requests;   /* made with the first question */
    LinkRequest *current; /* NULL: none is asked */
};

Permalinks *permalinks_new(App *app, GitHelper *git)
{
    Permalinks *permalinks = mem_zalloc(1, sizeof *permalinks);
    permalinks->app = app;
    permalinks->git = git;
    return permalinks;
}

static void free_request(Request *base)
{
    LinkRequest *request = (LinkRequest *)base;
    buf_deinit(&request->path);
    buf_deinit(&request->link);
    free(request);
}

static void give_up(Permalinks *permalinks)
{
    if (!permalinks->current)
        return;
    atomic_store_explicit(&permalinks->current->is_cancelled, true, memory_order_relaxed);
    request_abandon(&permalinks->current->request);
    permalinks->current = NULL;
}

void permalinks_free(Permalinks *permalinks)
{
    if (!permalinks)
        return;
    give_up(permalinks);
    if (permalinks->requests)
        requests_free(permalinks->requests);
    free(permalinks);
}

static void make_link(LinkRequest *request, const GitOrigin *origin)
{
    PermalinkPlace place = {
        .is_folder = request->is_folder, .first_line = request->first_line, .last_line = request->last_line};
    request->state = origin->state;
    if (origin->kind != GIT_WORK_TREE) {
        error_set(&request->error, "%s", "this is in no git work tree: it has no web page");
    } else if (origin->state & GIT_ORIGIN_NOT_IN_COMMIT) {
        error_set(&request->error, "%s", "the file is not in the commit: it has no web page yet");
    } else if (!*origin->remote) {
        error_set(&request->error, "%s", "the repository has no remote that its branch belongs to");
    } else {
        place.remote = slice_from_cstr(origin->url);
        place.commit = slice_from_cstr(origin->commit);
        place.path = slice_from_cstr(origin->path);
        permalink_make(&place, &request->link, &request->error);
        snprintf(request->remote, sizeof request->remote, "%s", origin->remote);
    }
}

/* On the thread for it. */
static void work(Request *base, Matcher *matcher)
{
    (void)matcher;
    LinkRequest *request = (LinkRequest *)base;
    GitOrigin origin;
    GitOriginRequest question = {.path = request->path.data, .is_cancelled = &request->is_cancelled};
    if (!git_find_origin(request->git, &question, &origin, &request->error))
        return;
    make_link(request, &origin);
    git_origin_deinit(&origin);
}

/* A word about what makes the page another than the screen. */
static void tell(App *app, const LinkRequest *request)
{
    int len = (int)request->link.len;
    const char *link = request->link.data;
    if (request->state & GIT_ORIGIN_CHANGED)
        app_say(app, ROLE_WARNING, "copied, but the file has local changes: %.*s", len, link);
    else if ((request->state & GIT_ORIGIN_CHECKED) && !(request->state & GIT_ORIGIN_SHARED))
        app_say(app, ROLE_WARNING, "copied, but the commit is not known to be on %s: %.*s", request->remote, len, link);
    else
        app_say(app, ROLE_DIM, "copied %.*s", len, link);
}

static void done(Request *base)
{
    LinkRequest *request = (LinkRequest *)base;
    App *app = request->permalinks->app;
    request->permalinks->current = NULL;
    if (request->link.len > 0) {
        app_copy(app, buf_slice(&request->link));
        tell(app, request);
    } else {
        app_say(app, ROLE_WARNING, "%s", request->error.text);
    }
    free_request(base);
}

void permalinks_ask(Permalinks *permalinks, Slice path, uint64_t first_line, uint64_t last_line)
{
    App *app = permalinks->app;
    if (!permalinks->requests && permalinks->git)
        permalinks->requests = requests_new(app_wake(app));
    if (!permalinks->requests) {
        app_say(app, ROLE_WARNING, "git cannot be asked: its helper does not run");
        return;
    }
    give_up(permalinks);
    LinkRequest *request = mem_zalloc(1, sizeof *request);
    request->request = (Request){.work = work, .done = done, .drop = free_request};
    request->permalinks = permalinks;
    request->git = permalinks->git;
    request->is_folder = slice_ends_with(path, slice_from_cstr("/"));
    buf_append_slice(&request->path, slice_sub(path, 0, path.len - request->is_folder));
    buf_append_byte(&request->path, '\0');
    request->first_line = first_line;
    request->last_line = last_line;
    atomic_init(&request->is_cancelled, false);
    permalinks->current = request;
    requests_post(permalinks->requests, &request->request);
    app_say(app, ROLE_DIM, "asking git …");
}

void permalinks_update(Permalinks *permalinks)
{
    if (permalinks->requests)
        requests_finish(permalinks->requests);
}

bool permalinks_are_idle(const Permalinks *permalinks)
{
    return !permalinks->requests || requests_are_idle(permalinks->requests);
}
