/* The middle one of several measurements. */
#include "tests/support/median.h"

#include <stdlib.h>

static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

double median(double *times, int count)
{
    qsort(times, (size_t)count, sizeof times[0], compare_doubles);
    return times[count / 2];
}
