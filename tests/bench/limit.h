/* The limit of every search without an index: two threads or more that add up all bytes of all files, the small ones
 * packed in memory and the large ones mapped, as ken holds them. */
#pragma once

typedef struct Limit Limit;

/* Reads the files that `ken files` names in the working folder. */
Limit *limit_load(void);
void limit_free(Limit *limit);
/* One pass, in milliseconds. */
double limit_run(Limit *limit);
