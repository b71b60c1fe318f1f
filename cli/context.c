/* Putting spans' lines together. */
#include "cli/context.h"

#include <string.h>

/* Followed by the text. */
typedef struct Record {
    uint64_t line;
    uint32_t file;
    uint32_t len;
    RecordKind kind;
} Record;

void context_add(Buf *records, uint32_t file, uint64_t line, RecordKind kind, Slice text)
{
    Record record = {.line = line, .file = file, .len = (uint32_t)text.len, .kind = kind};
    buf_append(records, &record, sizeof record);
    buf_append_slice(records, text);
}

/* Takes the first record off the rest. */
static bool next(Slice *rest, Record *record, Slice *text)
{
    if (rest->len < sizeof *record)
        return false;
    memcpy(record, rest->data, sizeof *record);
    *text = slice_sub(*rest, sizeof *record, sizeof *record + record->len);
    *rest = slice_sub(*rest, sizeof *record + record->len, rest->len);
    return true;
}

static void print(ContextWriter *writer, const Record *record, Slice text, Buf *out)
{
    if (record->kind == RECORD_MATCH && writer->most > 0 && writer->matches == writer->most)
        writer->is_full = true;
    if (writer->is_full || (record->kind != RECORD_REMARK && record->line <= writer->last_line))
        return;
    writer->matches += record->kind == RECORD_MATCH;
    if (record->kind != RECORD_REMARK) {
        bool follows = writer->last_line > 0 && record->line == writer->last_line + 1;
        if (writer->has_printed && !follows)
            buf_append_slice(out, slice_from_cstr(writer->gap));
        writer->last_line = record->line;
        writer->has_printed = true;
    }
    buf_append_slice(out, text);
}

/* What was held back of lines before `line`; the rest comes again with the span that follows. */
static void print_held(ContextWriter *writer, uint64_t line, Buf *out)
{
    Slice rest = buf_slice(&writer->held);
    Record record;
    Slice text;
    while (next(&rest, &record, &text))
        if (record.line < line)
            print(writer, &record, text, out);
    buf_clear(&writer->held);
}

/* The line of the first match; the end of all when there is none. */
static uint64_t first_match(Slice records)
{
    Record record;
    Slice text;
    while (next(&records, &record, &text))
        if (record.kind == RECORD_MATCH)
            return record.line;
    return UINT64_MAX;
}

/* How many bytes of the records stand before the context that ends them. */
static size_t length_to_last_match(Slice records)
{
    Slice rest = records;
    Record record;
    Slice text;
    size_t len = 0;
    while (next(&rest, &record, &text))
        if (record.kind != RECORD_CONTEXT)
            len = records.len - rest.len;
    return len;
}

void context_take(ContextWriter *writer, Slice records, Buf *out)
{
    Slice rest = records;
    Record record;
    Slice text;
    if (!next(&rest, &record, &text))
        return;
    bool goes_on = writer->last_line > 0 && record.file == writer->file;
    print_held(writer, goes_on ? first_match(records) : UINT64_MAX, out);
    if (!goes_on) {
        writer->file = record.file;
        writer->last_line = writer->matches = 0;
        writer->is_full = false;
    }
    size_t printed = length_to_last_match(records);
    for (rest = slice_sub(records, 0, printed); next(&rest, &record, &text);)
        print(writer, &record, text, out);
    buf_append_slice(&writer->held, slice_sub(records, printed, records.len));
}

void context_end(ContextWriter *writer, Buf *out)
{
    print_held(writer, UINT64_MAX, out);
}

void context_deinit(ContextWriter *writer)
{
    buf_deinit(&writer->held);
    *writer = (ContextWriter){0};
}
