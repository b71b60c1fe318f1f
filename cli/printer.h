/* How `ken grep` prints the matching lines of one span; runs on the workers. */
#pragma once

#include "cli/options.h"
#include "cli/scope.h"
#include "engine/search/search.h"

/* Constant while a search runs. */
typedef struct Printer {
    const Scope *scope;
    bool with_column;
    bool with_nul;
    bool as_json;
    bool with_color;
    bool is_visible; /* control bytes are made visible */
} Printer;

/* A SpanPrinter; the context is a Printer. */
void printer_print(void *context, const SpanLines *lines, Buf *out);
/* The file's name as it is printed, coloured where that is asked for. */
void printer_append_name(const Printer *printer, uint32_t file, Buf *out);
/* The character between a line's parts: ':' or with --null after names a NUL byte. */
void printer_append_separator(const Printer *printer, Buf *out);
