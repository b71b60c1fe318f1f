/* Work that the screen needs and must not wait for: `work` runs on a background thread, in the order posted,
 * then `done` on the main thread, in the loop's next round.
 *
 *     main: requests_post --> [serial queue] background: work --> main: requests_finish --> done
 *
 * A Request is embedded first in its view's own struct and owned by the poster; it is free again when `done` has been
 * called. A view that goes away first calls request_abandon: then `drop` is called instead of `done`. Main thread. */
#pragma once

#include <stdbool.h>

#include "engine/base/task.h"
#include "engine/base/wake.h"
#include "engine/search/pattern.h"

typedef struct Requests Requests;
typedef struct Request Request;

struct Request {
    void (*work)(Request *request, Matcher *matcher); /* background; the matcher is that thread's */
    void (*done)(Request *request);                   /* main */
    void (*drop)(Request *request);                   /* main: instead of done, after request_abandon; frees it */
    /* the module's own */
    Task task;
    Requests *requests;
    Request *next;
    bool is_pending;
    bool is_abandoned;
};

/* `wake` is signalled when something is to be finished. NULL when no thread could be started. */
Requests *requests_new(Wake *wake);
/* Waits for what is running; what is left is dropped. */
void requests_free(Requests *requests);
void requests_post(Requests *requests, Request *request);
/* Calls `done` (or `drop`) for all whose work has ended; true when there was one. */
bool requests_finish(Requests *requests);
/* Nothing is posted that was not finished. */
bool requests_are_idle(const Requests *requests);
bool request_is_pending(const Request *request);
/* One that is not pending is dropped at once, so that after this call its poster may forget it in any case. */
void request_abandon(Request *request);
