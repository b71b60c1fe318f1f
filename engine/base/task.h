/* A serial queue: one background thread that runs tasks in the order posted. What the screen needs next and must
 * not wait for (resolving rows, opening a preview, finding in a file) goes through one of these, apart from
 * the workers, so that a search that keeps every core busy delays it by no more than a thread switch.
 *
 * Any thread may post. A task is owned by its poster, who keeps it alive until `run` has returned (or frees it
 * at the end of `run`). The thread blocks every signal but the synchronous ones. */
#pragma once

typedef struct TaskQueue TaskQueue;
typedef struct Task Task;

struct Task {
    void (*run)(Task *task);
    Task *next; /* the queue's own */
};

/* NULL when no thread could be started. */
TaskQueue *task_queue_new(void);
/* Runs what was posted, then ends the thread. */
void task_queue_free(TaskQueue *queue);
void task_queue_post(TaskQueue *queue, Task *task);
/* Blocks until all that was posted has run. For tests and shutdown, not for the thread that draws. */
void task_queue_drain(TaskQueue *queue);
