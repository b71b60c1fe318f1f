/* Which word was probably meant. Pure. */
#pragma once

#include <stddef.h>

/* The number of letters to put in, take out, replace or swap with a neighbour to get from one word to the other. */
size_t nearest_distance(const char *a, const char *b);
