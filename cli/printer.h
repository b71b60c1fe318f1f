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
    bool is_visible;     /* control bytes are made visible */
    bool only_matching;  /* each match by itself, not its line */
    bool writes_records; /* for cli/context, with so many lines around */
    uint64_t before, after;
} Printer;

/* A SpanPrinter; the context is a Printer. */
void printer_print(void *context, const SpanLines *lines, Buf *out);
/* The file's name as it is printed, coloured where that is asked for. */
void printer_append_name(const Printer *printer, uint32_t file, Buf *out);
/* The character between a line's parts: ':', or '-' around matches, or with --null after names a NUL byte. */
void printer_append_separator(const Printer *printer, char separator, Buf *out);
/* What stands between lines that are not neighbours. */
const char *printer_gap(const Printer *printer);
