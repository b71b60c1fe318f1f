/* A deadline for matching: leaves pcre2_jit_match by siglongjmp when a call runs too long or its search is
 * cancelled. PCRE2's own match limit bounds no time (it starts anew at each offset), and JIT code holds no lock
 * and no heap memory, so that leaving it is clean (measured: 20,000 of 20,000; DESIGN, section 6). Never to be
 * used around code that allocates.
 *
 *     watchdog_enter ... jit match ... watchdog_leave        each tick of a thread's own timer looks at the call
 *
 * The timer starts with the first call and stops by itself when no call was made for a while, so that an idle
 * thread is not woken. One Watchdog a thread at a time. */
#pragma once

#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

enum {
    WATCHDOG_TICK_MS = 10,
    WATCHDOG_DEADLINE_TICKS = 6, /* a call that is still there at this tick has had 50 to 60 ms */
};

typedef struct Watchdog {
    sigjmp_buf escape;               /* set by the caller before watchdog_enter */
    volatile sig_atomic_t is_inside; /* a call runs that may be left */
    volatile sig_atomic_t calls;     /* counts calls, to tell one from the next */
    volatile sig_atomic_t seen_call; /* the handler's: which call the last tick saw ... */
    volatile sig_atomic_t ticks;     /* ... and for how many ticks; negative: idle ones */
    volatile sig_atomic_t is_ticking;
    _Atomic(const atomic_bool *) cancel; /* may be NULL */
    timer_t timer;
    bool has_timer;
    int thread_id; /* that the timer signals */
} Watchdog;

void watchdog_init(Watchdog *dog);
void watchdog_deinit(Watchdog *dog);
/* Calls are left soon after `*cancel` is true; NULL for none. The flag must outlive the calls. */
void watchdog_set_cancel(Watchdog *dog, const atomic_bool *cancel);
/* Makes sure that the timer runs; before sigsetjmp. */
void watchdog_prepare(Watchdog *dog);

static inline void watchdog_enter(Watchdog *dog)
{
    dog->calls = (dog->calls + 1) & 0x3fffffff;
    atomic_signal_fence(memory_order_seq_cst);
    dog->is_inside = 1;
    atomic_signal_fence(memory_order_seq_cst);
}

static inline void watchdog_leave(Watchdog *dog)
{
    atomic_signal_fence(memory_order_seq_cst);
    dog->is_inside = 0;
    atomic_signal_fence(memory_order_seq_cst);
}
