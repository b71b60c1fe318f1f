/* How `ken grep` prints the matching lines of one span. The bytes are those of git grep -n, its colours too. */
#include "cli/printer.h"

#include "cli/context.h"
#include "cli/escape.h"
#include "engine/store/newlines.h"

#define COLOR_NAME      "\033[35m"
#define COLOR_NUMBER    "\033[32m"
#define COLOR_SEPARATOR "\033[36m"
#define COLOR_MATCH     "\033[1;31m"
#define COLOR_END       "\033[m"

/* A line being printed. */
typedef struct Line {
    const SpanLines *span;
    Slice text;
    uint64_t start; /* offset of the text in the file */
    uint64_t number;
    bool is_context;
} Line;

static void append_text(const Printer *printer, Slice text, Buf *out)
{
    if (printer->is_visible)
        escape_visible(out, text);
    else
        buf_append_slice(out, text);
}

static void append_colored(const Printer *printer, const char *color, Slice text, Buf *out)
{
    if (printer->with_color)
        buf_append_slice(out, slice_from_cstr(color));
    append_text(printer, text, out);
    if (printer->with_color)
        buf_append_slice(out, slice_from_cstr(COLOR_END));
}

static void append_number(const Printer *printer, uint64_t number, Buf *out)
{
    buf_printf(out, "%s%llu%s", printer->with_color ? COLOR_NUMBER : "", (unsigned long long)number,
               printer->with_color ? COLOR_END : "");
}

void printer_append_separator(const Printer *printer, char separator, Buf *out)
{
    if (printer->with_nul)
        buf_append_byte(out, '\0');
    else
        append_colored(printer, COLOR_SEPARATOR, slice_of(&separator, 1), out);
}

const char *printer_gap(const Printer *printer)
{
    if (printer->as_json || printer->before + printer->after == 0)
        return "";
    return printer->with_color ? COLOR_SEPARATOR "--" COLOR_END "\n" : "--\n";
}

void printer_append_name(const Printer *printer, uint32_t file, Buf *out)
{
    Buf name = {0};
    scope_append_path(printer->scope, file, &name);
    append_colored(printer, COLOR_NAME, buf_slice(&name), out);
    buf_deinit(&name);
}

/* The next match that is not empty, from `from` on. */
static bool next_match(const Line *line, size_t from, Match *match)
{
    while (from <= line->text.len) {
        if (span_lines_match(line->span, line->start, line->text, from, match) != MATCH_FOUND)
            return false;
        if (match->end > match->start)
            return true;
        /* Over one character, so that the next attempt does not start inside it. */
        from = match->start + 1;
        while (from < line->text.len && ((unsigned char)line->text.data[from] & 0xc0) == 0x80)
            from++;
    }
    return false;
}

static void append_text_in_color(const Printer *printer, const Line *line, Buf *out)
{
    size_t at = 0;
    Match match;
    while (next_match(line, at, &match)) {
        append_text(printer, slice_sub(line->text, at, match.start), out);
        append_colored(printer, COLOR_MATCH, slice_sub(line->text, match.start, match.end), out);
        at = match.end;
    }
    append_text(printer, slice_sub(line->text, at, line->text.len), out);
}

/* 1-based, in bytes. */
static uint64_t column_of(const Line *line)
{
    Match match;
    bool is_found = span_lines_match(line->span, line->start, line->text, 0, &match) == MATCH_FOUND;
    return is_found ? span_lines_distance(line->span, line->start, match.start) + 1 : 1;
}

/* `column` 0 for none. */
static void append_place(const Printer *printer, const Line *line, Slice name, uint64_t column, Buf *out)
{
    char separator = line->is_context ? '-' : ':';
    buf_append_slice(out, name);
    printer_append_separator(printer, separator, out);
    append_number(printer, line->number, out);
    printer_append_separator(printer, separator, out);
    if (column > 0) {
        append_number(printer, column, out);
        printer_append_separator(printer, separator, out);
    }
}

static void append_matches(const Printer *printer, const Line *line, Slice name, Buf *out)
{
    Match match = {0, 0};
    while (next_match(line, match.end, &match)) {
        uint64_t column = span_lines_distance(line->span, line->start, match.start) + 1;
        append_place(printer, line, name, printer->with_column ? column : 0, out);
        append_colored(printer, COLOR_MATCH, slice_sub(line->text, match.start, match.end), out);
        buf_append_byte(out, '\n');
    }
}

static void append_line(const Printer *printer, const Line *line, Slice name, Buf *out)
{
    append_place(printer, line, name, printer->with_column && !line->is_context ? column_of(line) : 0, out);
    if (printer->with_color && !line->is_context)
        append_text_in_color(printer, line, out);
    else
        append_text(printer, line->text, out);
    buf_append_byte(out, '\n');
}

static void append_json_line(const Line *line, Slice name, Buf *out)
{
    buf_append(out, "{\"path\":", 8);
    escape_json(out, name);
    buf_printf(out, ",\"line\":%llu,", (unsigned long long)line->number);
    if (!line->is_context)
        buf_printf(out, "\"column\":%llu,", (unsigned long long)column_of(line));
    buf_append_slice(out, slice_from_cstr("\"text\":"));
    escape_json(out, line->text);
    if (line->is_context) {
        buf_append_slice(out, slice_from_cstr(",\"context\":true}\n"));
        return;
    }
    buf_append(out, ",\"matches\":[", 12);
    Match match = {0, 0};
    const char *comma = "";
    while (next_match(line, match.end, &match)) {
        buf_printf(out, "%s[%zu,%zu]", comma, match.start, match.end);
        comma = ",";
    }
    buf_append(out, "]}\n", 3);
}

/* Of a binary file only its name is told. */
static void append_binary(const Printer *printer, Slice name, Buf *out)
{
    if (printer->as_json) {
        buf_append(out, "{\"path\":", 8);
        escape_json(out, name);
        buf_append_slice(out, slice_from_cstr(",\"binary\":true}\n"));
        return;
    }
    buf_append_slice(out, slice_from_cstr("Binary file "));
    buf_append_slice(out, name);
    buf_append_slice(out, slice_from_cstr(" matches\n"));
}

static void append_any(const Printer *printer, const Line *line, Slice name, Buf *out)
{
    if (printer->as_json)
        append_json_line(line, name, out);
    else if (printer->only_matching)
        append_matches(printer, line, name, out);
    else
        append_line(printer, line, name, out);
}

static void append_lines(const Printer *printer, const SpanLines *lines, Slice name, Buf *out)
{
    Slice bytes = lines->pin->bytes;
    Line line = {.span = lines, .number = lines->base_line};
    size_t counted = lines->base_offset; /* `line.number` is the line that starts or goes on here */
    for (size_t i = 0; i < lines->count; i++) {
        size_t start = lines->starts[i];
        line.number += newlines_count(slice_sub(bytes, counted, start));
        counted = start;
        line.start = start;
        line.text = slice_sub(bytes, start, newlines_line_end(bytes, start));
        append_any(printer, &line, name, out);
    }
}

/* --- with lines around --- */

/* The lines of a span, with those around, as they become records. */
typedef struct Records {
    const Printer *printer;
    Slice name;
    Line line; /* the one that comes next */
    Buf text;
    Buf *out;
} Records;

/* The next line. False at the end of the bytes. */
static bool add_record(Records *records, bool is_context)
{
    Line *line = &records->line;
    Slice bytes = line->span->pin->bytes;
    if (line->start >= bytes.len)
        return false;
    size_t end = newlines_line_end(bytes, line->start);
    line->text = slice_sub(bytes, line->start, end);
    line->is_context = is_context;
    buf_clear(&records->text);
    append_any(records->printer, line, records->name, &records->text);
    context_add(records->out, line->span->file, line->number, is_context ? RECORD_CONTEXT : RECORD_MATCH,
                buf_slice(&records->text));
    line->start = end + 1;
    line->number++;
    return true;
}

/* Goes from the next line, that may be far above, to `most` lines before the one at `start`, which is number `number`;
 * not back. */
static void go_before(Records *records, uint64_t start, uint64_t number, uint64_t most)
{
    Slice bytes = records->line.span->pin->bytes;
    uint64_t floor = records->line.start;
    for (; most > 0 && start > floor; most--, number--)
        start = newlines_line_start(bytes, start - 1, floor);
    records->line.start = start;
    records->line.number = number;
}

static void append_records(const Printer *printer, const SpanLines *lines, Slice name, Buf *out)
{
    Slice bytes = lines->pin->bytes;
    Records records = {.printer = printer, .name = name, .line = {.span = lines}, .out = out};
    if (lines->pin->base > 0) /* in the middle of a line: the first that is all there comes next */
        records.line.start = newlines_line_end(bytes, 0) + 1;
    uint64_t number = lines->base_line;
    size_t counted = lines->base_offset;
    for (size_t i = 0; i < lines->count; i++) {
        size_t start = lines->starts[i];
        size_t next = i + 1 < lines->count ? lines->starts[i + 1] : bytes.len;
        number += newlines_count(slice_sub(bytes, counted, start));
        counted = start;
        go_before(&records, start, number, printer->before);
        while (records.line.start < start)
            add_record(&records, true);
        add_record(&records, false);
        for (uint64_t left = printer->after; left > 0 && records.line.start < next; left--)
            add_record(&records, true);
    }
    buf_deinit(&records.text);
}

void printer_print(void *context, const SpanLines *lines, Buf *out)
{
    const Printer *printer = context;
    Buf name = {0};
    printer_append_name(printer, lines->file, &name);
    if (lines->pin->text == TEXT_BINARY) {
        Buf remark = {0};
        append_binary(printer, buf_slice(&name), &remark);
        if (printer->writes_records)
            context_add(out, lines->file, 0, RECORD_REMARK, buf_slice(&remark));
        else
            buf_append_slice(out, buf_slice(&remark));
        buf_deinit(&remark);
    } else if (printer->writes_records)
        append_records(printer, lines, buf_slice(&name), out);
    else
        append_lines(printer, lines, buf_slice(&name), out);
    buf_deinit(&name);
}
