/* Work for the background and its way back to the main thread. */
#include "tui/request.h"

#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "engine/base/mem.h"

struct Requests {
    TaskQueue *queue;
    Wake *wake;
    Matcher *matcher;     /* the background thread's */
    size_t posted;        /* not finished yet; main thread */
    pthread_mutex_t lock; /* guards all that follows, and is_abandoned of each request */
    bool is_closing;
    Request *worked; /* in the order of their work */
    Request **worked_end;
};

Requests *requests_new(Wake *wake)
{
    TaskQueue *queue = task_queue_new();
    if (!queue)
        return NULL;
    Requests *requests = mem_zalloc(1, sizeof *requests);
    requests->queue = queue;
    requests->wake = wake;
    requests->matcher = matcher_new();
    requests->worked_end = &requests->worked;
    pthread_mutex_init(&requests->lock, NULL);
    return requests;
}

static Request *request_of(Task *task)
{
    return (Request *)((char *)task - offsetof(Request, task));
}

static bool is_wanted(Requests *requests, const Request *request)
{
    pthread_mutex_lock(&requests->lock);
    bool is_wanted = !requests->is_closing && !request->is_abandoned;
    pthread_mutex_unlock(&requests->lock);
    return is_wanted;
}

static void run(Task *task)
{
    Request *request = request_of(task);
    Requests *requests = request->requests;
    if (is_wanted(requests, request))
        request->work(request, requests->matcher);
    pthread_mutex_lock(&requests->lock);
    request->next = NULL;
    *requests->worked_end = request;
    requests->worked_end = &request->next;
    pthread_mutex_unlock(&requests->lock);
    if (requests->wake)
        wake_signal(requests->wake);
}

void requests_post(Requests *requests, Request *request)
{
    assert(!request->is_pending && !request->is_abandoned);
    request->requests = requests;
    request->is_pending = true;
    request->task = (Task){.run = run};
    requests->posted++;
    task_queue_post(requests->queue, &request->task);
}

static Request *take_worked(Requests *requests)
{
    pthread_mutex_lock(&requests->lock);
    Request *first = requests->worked;
    requests->worked = NULL;
    requests->worked_end = &requests->worked;
    pthread_mutex_unlock(&requests->lock);
    return first;
}

bool requests_finish(Requests *requests)
{
    Request *next = take_worked(requests);
    bool is_any = next != NULL;
    while (next) {
        Request *request = next;
        next = request->next;
        requests->posted--;
        request->is_pending = false;
        /* Asked anew for each: the `done` of one may have abandoned the next. */
        if (request->is_abandoned)
            request->drop(request);
        else
            request->done(request);
    }
    return is_any;
}

bool requests_are_idle(const Requests *requests)
{
    return requests->posted == 0;
}

void requests_free(Requests *requests)
{
    pthread_mutex_lock(&requests->lock);
    requests->is_closing = true;
    pthread_mutex_unlock(&requests->lock);
    task_queue_free(requests->queue);
    for (Request *next = take_worked(requests); next;) {
        Request *request = next;
        next = request->next;
        request->drop(request);
    }
    matcher_free(requests->matcher);
    pthread_mutex_destroy(&requests->lock);
    free(requests);
}

bool request_is_pending(const Request *request)
{
    return request->is_pending;
}

void request_abandon(Request *request)
{
    if (!request->is_pending) {
        request->drop(request);
        return;
    }
    pthread_mutex_lock(&request->requests->lock);
    request->is_abandoned = true;
    pthread_mutex_unlock(&request->requests->lock);
}
