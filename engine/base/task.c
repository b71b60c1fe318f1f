/* A serial queue: one background thread that runs tasks in the order posted. */
#include "engine/base/task.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/base/thread.h"

struct TaskQueue {
    pthread_mutex_t lock; /* guards all that follows */
    pthread_cond_t has_changed;
    Task *first;
    Task **end;
    bool is_running;
    bool is_closing;
    pthread_t thread;
};

static void *serve(void *context)
{
    TaskQueue *queue = context;
    pthread_mutex_lock(&queue->lock);
    for (;;) {
        Task *task = queue->first;
        if (!task) {
            if (queue->is_closing)
                break;
            pthread_cond_wait(&queue->has_changed, &queue->lock);
            continue;
        }
        queue->first = task->next;
        if (!queue->first)
            queue->end = &queue->first;
        queue->is_running = true;
        pthread_mutex_unlock(&queue->lock);
        task->run(task);
        pthread_mutex_lock(&queue->lock);
        queue->is_running = false;
        pthread_cond_broadcast(&queue->has_changed);
    }
    pthread_mutex_unlock(&queue->lock);
    return NULL;
}

static void deinit(TaskQueue *queue)
{
    pthread_cond_destroy(&queue->has_changed);
    pthread_mutex_destroy(&queue->lock);
    free(queue);
}

TaskQueue *task_queue_new(void)
{
    TaskQueue *queue = mem_zalloc(1, sizeof *queue);
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->has_changed, NULL);
    queue->end = &queue->first;
    if (thread_start(&queue->thread, serve, queue))
        return queue;
    deinit(queue);
    return NULL;
}

void task_queue_free(TaskQueue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->is_closing = true;
    pthread_cond_broadcast(&queue->has_changed);
    pthread_mutex_unlock(&queue->lock);
    pthread_join(queue->thread, NULL);
    deinit(queue);
}

void task_queue_post(TaskQueue *queue, Task *task)
{
    task->next = NULL;
    pthread_mutex_lock(&queue->lock);
    *queue->end = task;
    queue->end = &task->next;
    pthread_cond_broadcast(&queue->has_changed);
    pthread_mutex_unlock(&queue->lock);
}

void task_queue_drain(TaskQueue *queue)
{
    pthread_mutex_lock(&queue->lock);
    while (queue->first || queue->is_running)
        pthread_cond_wait(&queue->has_changed, &queue->lock);
    pthread_mutex_unlock(&queue->lock);
}
