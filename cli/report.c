/* Messages for the user on standard error. */
#include "cli/report.h"

#include <stdarg.h>
#include <stdio.h>

#include "cli/escape.h"

void report(const char *format, ...)
{
    char text[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    Buf line = {0};
    buf_append(&line, "ken: ", 5);
    escape_visible(&line, slice_from_cstr(text));
    fprintf(stderr, "%.*s\n", (int)line.len, line.data);
    buf_deinit(&line);
}
