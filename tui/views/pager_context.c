/* The definition that the top line is in, on the hair line under the header: nothing moves when it comes and goes.
 * Found in the background for the top that is drawn; what was found before stays until then. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/syntax/outline.h"
#include "tui/definition.h"
#include "tui/views/pager_view.h"

enum { REACH = 128 << 10, HEAD = 512, LINE_MOST = 1000, LEAD = 2, ROOM_LEAST = 12 };

struct PagerContextReading {
    Request request;
    Pager *pager;
    Document *document; /* a reference */
    char *path;
    uint64_t top;
    uint64_t line_start; /* of the definition; UINT64_MAX: none */
    Buf text;
};

/* --- in the background --- */

static void append_line(PagerContextReading *reading, Slice line)
{
    const char *newline = line.len > 0 ? memchr(line.data, '\n', line.len) : NULL;
    if (newline)
        line.len = (size_t)(newline - line.data);
    while (line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t'))
        line = slice_sub(line, 1, line.len);
    definition_squeeze(line, LINE_MOST, &reading->text);
}

static void look_around(PagerContextReading *reading, const Language *language, Stretch *stretch)
{
    Document *document = reading->document;
    uint64_t top = document_line_start(document, reading->top);
    uint64_t from = top > REACH ? document_next_line(document, top - REACH) : 0;
    Definition around;
    if (from > top)
        return;
    document_read(document, from, top + OUTLINE_BEYOND, stretch);
    if (!outline_around(language, stretch->bytes, top - from, &around))
        return;
    uint64_t line_start = document_line_start(document, from + around.name_start);
    if (line_start >= top)
        return;
    reading->line_start = line_start;
    document_read(document, line_start, line_start + LINE_MOST, stretch);
    append_line(reading, stretch->bytes);
}

static void work(Request *request, Matcher *matcher)
{
    (void)matcher;
    PagerContextReading *reading = (PagerContextReading *)request;
    Stretch stretch = {0};
    document_read(reading->document, 0, HEAD, &stretch);
    const Language *language =
        language_for(slice_from_cstr(reading->path), stretch.bytes, document_language(reading->document));
    if (outline_is_known(language) && reading->top < document_size(reading->document))
        look_around(reading, language, &stretch);
    stretch_deinit(&stretch);
}

/* --- on the main thread --- */

static void drop(Request *request)
{
    PagerContextReading *reading = (PagerContextReading *)request;
    document_release(reading->document);
    free(reading->path);
    buf_deinit(&reading->text);
    free(reading);
}

static void done(Request *request)
{
    PagerContextReading *reading = (PagerContextReading *)request;
    PagerContext *context = &reading->pager->context;
    context->reading = NULL;
    if (reading->document == reading->pager->document) {
        context->line_start = reading->line_start;
        buf_clear(&context->text);
        buf_append_slice(&context->text, buf_slice(&reading->text));
    }
    drop(request);
}

static void ask(Pager *pager, uint64_t top)
{
    PagerContext *context = &pager->context;
    PagerContextReading *reading = mem_zalloc(1, sizeof *reading);
    reading->request = (Request){.work = work, .done = done, .drop = drop};
    reading->pager = pager;
    reading->document = document_retain(pager->document);
    reading->path = mem_strndup(pager->name.data, pager->name.len);
    reading->top = top;
    reading->line_start = UINT64_MAX;
    context->reading = reading;
    context->top = top;
    requests_post(app_requests(pager->view.app), &reading->request);
}

static bool is_wanted(const Pager *pager)
{
    return pager->document && pager->name.len > 0 && app_shows_context(pager->view.app) &&
           document_text(pager->document) != TEXT_BINARY && !viewport_is_hex(pager->viewport);
}

void pager_context_draw(Pager *pager, Canvas *canvas, int y, int width)
{
    PagerContext *context = &pager->context;
    uint64_t top = viewport_top(pager->viewport);
    if (y < 0 || !is_wanted(pager))
        return;
    if (context->top != top && !context->reading)
        ask(pager, top);
    if (context->line_start >= top || width < LEAD + ROOM_LEAST)
        return;
    int room = width - 2 * LEAD - 2;
    int used = canvas_bytes(canvas, LEAD + 1, y, room, buf_slice(&context->text), style_of(ROLE_DIM));
    canvas_put(canvas, LEAD, y, L' ', 1, style_of(ROLE_DIM));
    canvas_put(canvas, LEAD + 1 + used, y, L' ', 1, style_of(ROLE_DIM));
}

bool pager_context_is_waiting(const Pager *pager)
{
    return pager->context.reading != NULL;
}

void pager_context_forget(Pager *pager)
{
    PagerContext *context = &pager->context;
    if (context->reading)
        request_abandon(&context->reading->request);
    context->reading = NULL;
    context->top = context->line_start = UINT64_MAX;
    buf_clear(&context->text);
}

void pager_context_free(Pager *pager)
{
    pager_context_forget(pager);
    buf_deinit(&pager->context.text);
}
