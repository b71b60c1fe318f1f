/* The middle one of several measurements. */
#pragma once

/* Sorts the times. `count` is at least 1. */
double median(double *times, int count);
