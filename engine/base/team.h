/* One piece of work done by several threads at once, for the length of one call: for background work that is too long
 * for one core and has no pool at hand. The members share the work out by themselves (an atomic counter).
 * Starting a thread costs some 30 us: not for less than a millisecond of work. Not for the thread that draws. */
#pragma once

/* One per core, at most 8: for more, memory is too slow. */
unsigned team_size(void);
/* Runs work(context) on the calling thread and on up to `members` - 1 more (fewer where threads cannot be had), and
 * returns once all have returned: what they wrote can be read then. */
void team_run(unsigned members, void (*work)(void *context), void *context);
