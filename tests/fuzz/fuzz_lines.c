/* The line index of a document beside the list of its newlines. The first byte says how far the index goes at first;
 * each other byte is a stretch without a newline, of up to a few blocks, and the newline behind it. */
#include "engine/base/mem.h"
#include "engine/store/document_parts.h"
#include "engine/store/newlines.h"
#include "tests/fuzz/fuzz.h"

enum { TEXT_MOST = 4 << 16, LINES_MOST = 12 };

typedef struct Lines {
    uint64_t starts[LINES_MOST + 2]; /* of each line, and the end */
    uint64_t count;
    uint64_t size;
} Lines;

/* Short, about a block, or up to three blocks long; 0xff: the last line goes without. */
static uint64_t length_of(unsigned byte)
{
    static const uint64_t kinds[] = {0, 1, BLOCK_BYTES - 16, 48 << 10};
    uint64_t kind = kinds[byte >> 6];
    return kind == 1 ? byte * 7 : kind == 48 << 10 ? (byte & 3) * kind + (byte & 0x3f) : kind + (byte & 0x3f);
}

static char *text_room(void)
{
    static char *text;
    if (!text)
        text = memset(mem_alloc(TEXT_MOST), 'x', TEXT_MOST);
    return text;
}

static void lay_out(Slice input, Lines *lines, char *text)
{
    *lines = (Lines){0};
    for (size_t i = 0; i < input.len && i < LINES_MOST; i++) {
        unsigned byte = (unsigned char)input.data[i];
        uint64_t end = lines->size + length_of(byte);
        bool is_open = byte == 0xff && i + 1 == input.len;
        if (end + 1 > TEXT_MOST || (is_open && end == lines->size))
            break;
        if (!is_open)
            text[end++] = '\n';
        lines->starts[lines->count++] = lines->size;
        lines->size = end;
    }
    lines->starts[lines->count] = lines->size;
}

/* The number of the line that holds the offset, from 0 on. */
static uint64_t line_of(const Lines *lines, uint64_t offset)
{
    uint64_t line = 0;
    while (line + 1 < lines->count && lines->starts[line + 1] <= offset)
        line++;
    return line;
}

static void check_offset(const Document *document, const Lines *lines, uint64_t offset)
{
    if (offset >= lines->size)
        return;
    uint64_t line = line_of(lines, offset);
    bool is_indexed = offset < document_indexed_bytes(document);
    FUZZ_EXPECT(document_line_at(document, offset) == (is_indexed ? line + 1 : 0));
    FUZZ_EXPECT(document_line_start(document, offset) == lines->starts[line]);
    FUZZ_EXPECT(document_next_line(document, offset) == lines->starts[line + 1]);
}

static void check_lines(const Document *document, const Lines *lines, bool is_whole)
{
    uint64_t offset;
    for (uint64_t line = 0; line < lines->count; line++) {
        check_offset(document, lines, lines->starts[line]);
        check_offset(document, lines, lines->starts[line + 1] - 1);
        bool is_known = document_line_offset(document, line + 1, &offset);
        FUZZ_EXPECT(is_known || (!is_whole && lines->starts[line] >= document_indexed_bytes(document)));
        FUZZ_EXPECT(!is_known || offset == lines->starts[line]);
    }
    FUZZ_EXPECT(!is_whole || !document_line_offset(document, lines->count + 1, &offset));
    FUZZ_EXPECT(document_line_count(document) == (is_whole ? lines->count : 0));
}

static void check_document(const char *text, const Lines *lines, uint64_t budget)
{
    Document *document = document_new();
    document->data = text;
    atomic_store(&document->size, lines->size);
    FUZZ_EXPECT(document_reserve(document, lines->size));
    bool is_whole = document_index_more(document, budget);
    FUZZ_EXPECT(!is_whole || document_indexed_bytes(document) == lines->size);
    check_lines(document, lines, is_whole);
    while (!document_index_more(document, BLOCK_BYTES))
        FUZZ_EXPECT(document_indexed_bytes(document) <= lines->size);
    check_lines(document, lines, true);
    document_release(document);
}

static void check_newlines(const char *text, const Lines *lines)
{
    Slice bytes = slice_of(text, lines->size);
    bool ends_open = bytes.len > 0 && text[bytes.len - 1] != '\n';
    FUZZ_EXPECT(newlines_count(bytes) == lines->count - ends_open);
    FUZZ_EXPECT(newlines_skip(bytes, lines->count + 1) == bytes.len + 1);
    for (uint64_t line = 0; line < lines->count; line++) {
        size_t last = lines->starts[line + 1] - 1;
        bool is_open = ends_open && line + 1 == lines->count;
        FUZZ_EXPECT(newlines_line_end(bytes, lines->starts[line]) == last + is_open);
        FUZZ_EXPECT(newlines_line_start(bytes, last, 0) == lines->starts[line]);
        FUZZ_EXPECT(newlines_skip(bytes, line + 1) == last + 1 + is_open);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice input = fuzz_input(data, size);
    uint64_t budget = 1 + fuzz_byte(&input) * 1000;
    char *text = text_room();
    Lines lines;
    lay_out(input, &lines, text);
    check_newlines(text, &lines);
    check_document(text, &lines, budget);
    for (uint64_t line = 1; line <= lines.count; line++)
        text[lines.starts[line] - 1] = 'x';
    return 0;
}
