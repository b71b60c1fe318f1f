/* Figures as people read them: thousands separated, sizes in three digits. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { FORMAT_BYTES = 32 };

/* "1,234,567" */
const char *format_count(uint64_t number, char out[FORMAT_BYTES]);
/* "17 B", "1.3 GB": powers of 1,000, as disks are sold. */
const char *format_bytes(uint64_t bytes, char out[FORMAT_BYTES]);
/* "0.9 ms", "14 ms", "2.3 s" */
const char *format_ms(double ms, char out[FORMAT_BYTES]);
/* Columns that the number takes without separators. */
int format_digits(uint64_t number);
