/* What is told, copied and edited: the line that has the attention, and where it is. */
#include <stdio.h>

#include "tui/format.h"
#include "tui/views/pager_view.h"

enum { COPY_MOST = 1 << 20 };

/* The bytes of the line at `offset`, as far as they are in memory. */
static Slice line_bytes(const Pager *pager, uint64_t offset, uint64_t *start)
{
    Slice bytes = {NULL, 0};
    *start = 0;
    if (!pager->document)
        return bytes;
    *start = document_line_start(pager->document, offset);
    uint64_t end = document_next_line(pager->document, *start);
    if (end - *start > COPY_MOST)
        end = *start + COPY_MOST;
    if (!document_view(pager->document, *start, end - *start, &bytes))
        return slice_of(NULL, 0);
    while (bytes.len > 0 && (bytes.data[bytes.len - 1] == '\n' || bytes.data[bytes.len - 1] == '\r'))
        bytes.len--;
    return bytes;
}

static uint64_t characters(Slice bytes)
{
    uint64_t count = 0;
    for (size_t i = 0; i < bytes.len; i++)
        count += (bytes.data[i] & 0xc0) != 0x80;
    return count;
}

void pager_edit(Pager *pager)
{
    App *app = pager->view.app;
    if (pager->name.len == 0) {
        app_say(app, ROLE_WARNING, "what came through a pipe is no file to edit");
        return;
    }
    uint64_t line = 0, column = 0;
    if (pager->document && document_size(pager->document) > 0) {
        uint64_t attention = pager_attention(pager), start;
        Slice bytes = line_bytes(pager, attention, &start);
        line = document_line_at(pager->document, attention);
        column = line > 0 ? characters(slice_sub(bytes, 0, attention - start)) + 1 : 0;
    }
    pager->reloads_when_stale = true;
    app_edit(app, buf_slice(&pager->name), !pager->is_listed, line, column > 1 ? column : 0);
}

void pager_tell_file(Pager *pager)
{
    char top[FORMAT_BYTES], bottom[FORMAT_BYTES], lines[FORMAT_BYTES], at[FORMAT_BYTES], size[FORMAT_BYTES];
    char number[64] = "";
    Document *document = pager->document;
    if (!document)
        return;
    uint64_t end = viewport_bottom(pager->viewport);
    uint64_t bytes = document_size(document);
    uint64_t last = document_line_at(document, end > 0 ? end - 1 : 0);
    uint64_t count = document_line_count(document);
    Slice name = pager->name.len > 0 ? buf_slice(&pager->name) : slice_from_cstr("standard input");
    if (pager->files.count > 1)
        snprintf(number, sizeof number, " (file %zu of %zu)", pager->files.current + 1, pager->files.count);
    app_say(pager->view.app, ROLE_TEXT, "%.*s%s  lines %s-%s/%s  byte %s/%s  %d %%", (int)name.len, name.data, number,
            format_count(document_line_at(document, viewport_top(pager->viewport)), top), format_count(last, bottom),
            count > 0 ? format_count(count, lines) : "?", format_count(end, at), format_count(bytes, size),
            bytes > 0 ? (int)((double)end / (double)bytes * 100) : 100);
}

void pager_tell_version(Pager *pager)
{
    const char *version = app_options(pager->view.app)->version;
    app_say(pager->view.app, ROLE_TEXT, "ken %s", version ? version : "");
}

void pager_copy(Pager *pager, bool is_place)
{
    uint64_t start;
    uint64_t attention = pager_attention(pager);
    Slice line = line_bytes(pager, attention, &start);
    Buf text = {0};
    if (is_place && pager->document) {
        buf_append_slice(&text, buf_slice(&pager->name));
        buf_printf(&text, ":%llu", (unsigned long long)document_line_at(pager->document, attention));
    } else {
        buf_append_slice(&text, line);
    }
    app_copy(pager->view.app, buf_slice(&text));
    app_say(pager->view.app, ROLE_DIM, "copied");
    buf_deinit(&text);
}
