/* Which files stay in memory, when there is not room for all: those in which something was found lately.
 *
 *     search starts --> store_tick: the clock
 *     a match, a row drawn --> file_touch: the file's stamp (and its slab's) is the clock
 *     a passing file is pinned --retire_lets_in--> there is room, or a sweep makes some: it is brought in
 *
 * At first they stay as they come, until a budget is spent; large ones are mapped, small ones packed, and those in
 * between may take half of the room for packing. After that a file is brought in only when it was touched within the
 * last RETIRE_AGE questions, and only where others have not been touched for that long, or never: these are retired,
 * many at once, by the thread that came along, while the others go on. Maps: a clock's hand goes round the files and
 * stops when an eighth of the budget is free. Slabs: the oldest ones, with all files that no one has pinned.
 *
 * Being scanned is no use: a search of everything looks at each file in turn, and least recently used would throw out
 * just what comes next (of twice as much as fits, none would ever be found in memory; this way half is). Neither does a
 * pattern that matches everywhere: it leaves nothing older than anything else. So what changes the residents is a run
 * of questions that find things in one part of the tree. */
#pragma once

#include "engine/store/parts.h"

enum { RETIRE_AGE = 32 };

/* Files that have changed left holes in their slabs: what is in those that hold little else is retired, to be packed
 * anew when it is asked for. Workers. */
void retire_sparse(const Snapshot *snapshot);

/* True when the file, which is passing, should be given a place: there may be room now. May retire others. Workers and
 * background threads. */
bool retire_lets_in(const Snapshot *snapshot, const File *file);
