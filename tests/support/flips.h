/* Mapped files whose bytes are flipped by other threads while they are searched: for the short test of it and the long
 * one. */
#pragma once

#include <stdint.h>

/* Searches with every pattern of tests/support/patterns.txt, over and over, until so many lines were tried, and prints
 * the figure. Fails the test when there was nothing to try, to find or to change; a crash fails it anyway. */
void flip_storm_run(uint64_t lines_wanted);
