/* A deadline for matching, by a timer of each thread's own. */
#include "engine/search/watchdog.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum { IDLE_TICKS = 3 };

/* The watchdog of this thread: what the signal handler looks at. */
static _Thread_local Watchdog *volatile watched;

static int tick_signal(void)
{
    return SIGRTMIN + 1;
}

static void set_ticking(Watchdog *dog, bool is_ticking)
{
    long ns = is_ticking ? WATCHDOG_TICK_MS * 1000000L : 0;
    struct itimerspec every = {.it_interval = {.tv_nsec = ns}, .it_value = {.tv_nsec = ns}};
    dog->is_ticking = is_ticking;
    timer_settime(dog->timer, 0, &every, NULL);
}

static bool is_cancelled(Watchdog *dog)
{
    /* relaxed: late by a tick at worst */
    const atomic_bool *cancel = atomic_load_explicit(&dog->cancel, memory_order_relaxed);
    return cancel && atomic_load_explicit(cancel, memory_order_relaxed);
}

static void on_tick(int signal)
{
    (void)signal;
    int saved_errno = errno;
    Watchdog *dog = watched;
    if (dog && dog->is_ticking) {
        if (dog->calls != dog->seen_call) {
            dog->seen_call = dog->calls;
            dog->ticks = 0;
        } else if (!dog->is_inside && --dog->ticks <= -IDLE_TICKS) {
            set_ticking(dog, false);
        }
        if (dog->is_inside && (++dog->ticks >= WATCHDOG_DEADLINE_TICKS || is_cancelled(dog))) {
            dog->is_inside = 0;
            siglongjmp(dog->escape, 1);
        }
    }
    errno = saved_errno;
}

/* The handler belongs to the process; setting it again changes nothing, so each thread may. SA_NODEFER: the
 * handler is left by siglongjmp, which must not leave the signal blocked. */
static void install_handler(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_tick;
    action.sa_flags = SA_RESTART | SA_NODEFER;
    sigaction(tick_signal(), &action, NULL);
    sigset_t ticks;
    sigemptyset(&ticks);
    sigaddset(&ticks, tick_signal());
    pthread_sigmask(SIG_UNBLOCK, &ticks, NULL);
}

void watchdog_init(Watchdog *dog)
{
    memset(dog, 0, sizeof *dog);
}

void watchdog_deinit(Watchdog *dog)
{
    if (watched == dog)
        watched = NULL;
    if (dog->has_timer)
        timer_delete(dog->timer);
    dog->has_timer = false;
}

void watchdog_set_cancel(Watchdog *dog, const atomic_bool *cancel)
{
    atomic_store_explicit(&dog->cancel, cancel, memory_order_relaxed);
}

/* A timer for the thread that calls; without one (no timers left) matching goes on under the match limit alone. */
static void adopt_thread(Watchdog *dog)
{
    if (dog->has_timer)
        timer_delete(dog->timer);
    dog->is_ticking = 0;
    dog->thread_id = gettid();
    install_handler();
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = tick_signal();
    event.sigev_notify_thread_id = dog->thread_id;
    dog->has_timer = timer_create(CLOCK_MONOTONIC, &event, &dog->timer) == 0;
}

void watchdog_prepare(Watchdog *dog)
{
    if (watched == dog && dog->is_ticking)
        return;
    if (watched != dog) {
        adopt_thread(dog);
        watched = dog;
    }
    if (dog->has_timer && !dog->is_ticking) {
        dog->ticks = 0;
        set_ticking(dog, true);
    }
}
