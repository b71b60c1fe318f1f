/* A monkey at the keyboard: random keys over all views while files are made, changed, renamed and deleted, and an
 * oracle that reads all that comes. Failures name the seed and the number of keys. */
#pragma once

#include <stdint.h>

#include "tests/support/scratch.h"
#include "tests/support/vt.h"

typedef struct Monkey {
    const Scratch *scratch;
    uint32_t seed, random;
    unsigned long keys;   /* typed so far */
    unsigned long starts; /* of ken, which random keys can end too */
    unsigned long changes;
    int columns, rows;
    size_t bytes; /* that the oracle has read */
    Vt *vt;
    bool stays_near; /* opens no search over another view: from all others Esc is known to lead back */
} Monkey;

/* Fills the folder, a git repository, and starts ken in it. */
void monkey_begin(Monkey *monkey, const Scratch *scratch, uint32_t seed);
/* Types that many more keys. */
void monkey_type(Monkey *monkey, unsigned long count);
/* Back to the search with an empty query and the first files, and at rest. */
void monkey_settle(Monkey *monkey);
/* Ends ken; its status must be 0. */
void monkey_end(Monkey *monkey);

/* Of the process that runs now. -1 where the system does not tell. */
long monkey_anonymous_kb(const Monkey *monkey);
/* What of it are slabs, which hold the bytes of files: mappings of their size. */
long monkey_slabs_kb(const Monkey *monkey);
long monkey_descriptors(const Monkey *monkey);
