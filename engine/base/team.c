/* One piece of work done by several threads at once. */
#include "engine/base/team.h"

#include <unistd.h>

#include "engine/base/thread.h"

enum { MEMBERS_MOST = 8 };

typedef struct Member {
    void (*work)(void *context);
    void *context;
} Member;

static void *serve(void *argument)
{
    const Member *member = argument;
    member->work(member->context);
    return NULL;
}

unsigned team_size(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > MEMBERS_MOST ? MEMBERS_MOST : (unsigned)cores;
}

void team_run(unsigned members, void (*work)(void *context), void *context)
{
    pthread_t threads[MEMBERS_MOST];
    Member member = {work, context};
    unsigned started = 0;
    while (started + 1 < members && started < MEMBERS_MOST && thread_start(&threads[started], serve, &member))
        started++;
    work(context);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}
