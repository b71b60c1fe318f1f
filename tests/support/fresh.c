/* What a run of the program that knows nothing yet finds. */
#include "tests/support/fresh.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

Counts fresh_counts(const char *folder, const char *pattern, const char *setting)
{
    char command[1200];
    char row[8192];
    Counts counts = {0};
    snprintf(command, sizeof command, "cd '%s' && %s exec '%s' grep --no-cache -i -c -e '%s'", folder, setting,
             KEN_PROGRAM, pattern);
    FILE *out = popen(command, "r");
    assert_non_null(out);
    while (fgets(row, sizeof row, out)) {
        const char *count = strrchr(row, ':');
        assert_non_null(count);
        counts.lines += strtoull(count + 1, NULL, 10);
        counts.files++;
    }
    int status = pclose(out);
    if (status != 0 && status != 1 << 8)
        fail_msg("%s: status %x", command, (unsigned)status);
    return counts;
}

static const char *with_commas(uint64_t number, char text[32])
{
    char digits[32];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    char *at = text;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            *at++ = ',';
        *at++ = digits[i];
    }
    *at = '\0';
    return text;
}

const char *counts_header(Counts counts, char text[128])
{
    char lines[32];
    char files[32];
    snprintf(text, 128, " %s line%s in %s file%s", with_commas(counts.lines, lines), counts.lines == 1 ? "" : "s",
             with_commas(counts.files, files), counts.files == 1 ? "" : "s");
    return text;
}
