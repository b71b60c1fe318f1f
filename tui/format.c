/* Figures as people read them. */
#include "tui/format.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *format_count(uint64_t number, char out[FORMAT_BYTES])
{
    char digits[FORMAT_BYTES];
    int len = snprintf(digits, sizeof digits, "%" PRIu64, number);
    int at = 0;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

const char *format_bytes(uint64_t bytes, char out[FORMAT_BYTES])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    if (bytes < 1000) {
        snprintf(out, FORMAT_BYTES, "%d B", (int)bytes);
        return out;
    }
    double value = (double)bytes;
    size_t unit = 0;
    while (value >= 999.5 && unit + 1 < sizeof units / sizeof *units) {
        value /= 1000;
        unit++;
    }
    snprintf(out, FORMAT_BYTES, value < 9.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    return out;
}

const char *format_ms(double ms, char out[FORMAT_BYTES])
{
    if (ms < 9.95)
        snprintf(out, FORMAT_BYTES, "%.1f ms", ms);
    else if (ms < 999.5)
        snprintf(out, FORMAT_BYTES, "%.0f ms", ms);
    else
        snprintf(out, FORMAT_BYTES, "%.1f s", ms / 1000);
    return out;
}

int format_digits(uint64_t number)
{
    int digits = 1;
    for (; number >= 10; number /= 10)
        digits++;
    return digits;
}
