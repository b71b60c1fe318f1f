/* Which definition a hit is in. */
#include "tui/views/row_context.h"

enum {
    REACH = 256 << 10, /* bytes outlined above a hit: there are many hits on a screen */
    HEAD = 512,        /* of a file, by which its language is told */
    DEFINITIONS = 64,
    LABEL_MOST = 48,
};

/* The start of the first line behind `offset`. */
static uint64_t next_line(Slice bytes, uint64_t offset, uint64_t end)
{
    const char *newline = memchr(bytes.data + offset, '\n', end - offset);
    return newline ? (uint64_t)(newline - bytes.data) + 1 : end;
}

static void begin(RowContext *context, uint64_t at)
{
    context->state = (OutlineState){0};
    context->at = at;
}

static void take_file(RowContext *context, uint32_t file, uint32_t generation, Slice path, Slice attribute, Slice bytes)
{
    if (context->has_file && context->file == file && context->generation == generation)
        return;
    *context = (RowContext){.has_file = true, .file = file, .generation = generation};
    context->language = language_for(path, slice_sub(bytes, 0, HEAD), attribute);
    if (!outline_is_known(context->language))
        context->language = NULL;
}

static void outline_up_to(RowContext *context, Slice bytes, uint64_t end)
{
    Outline outline;
    Definition definitions[DEFINITIONS];
    if (end < context->at)
        begin(context, 0);
    if (end - context->at > REACH)
        begin(context, next_line(bytes, end - REACH, end));
    outline_start(&outline, context->language, &context->state, context->at, slice_sub(bytes, context->at, end));
    while (outline_next(&outline, definitions, DEFINITIONS) > 0)
        ;
    context->state = outline.state;
    context->at = end;
}

void row_context_append(RowContext *context, uint32_t file, uint32_t generation, Slice path, Slice attribute,
                        Slice bytes, uint64_t line_start, Buf *out)
{
    take_file(context, file, generation, path, attribute, bytes);
    if (!context->language || line_start > bytes.len)
        return;
    outline_up_to(context, bytes, line_start);
    Definition open[OUTLINE_LEVELS];
    size_t count = outline_open(&context->state, open);
    if (count == 0)
        return;
    const Definition *around = &open[count - 1];
    Slice name = slice_sub(bytes, around->name_start, around->name_start + around->name_len);
    if (name.len > 0 && name.len <= LABEL_MOST && !memchr(name.data, '\n', name.len))
        buf_printf(out, around->kind == DEFINES_FUNCTION ? "in %.*s()" : "in %.*s", (int)name.len, name.data);
}
