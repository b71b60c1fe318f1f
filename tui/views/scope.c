/* The stack of questions that is searched within. */
#include "tui/views/scope.h"

#include "tui/glyph.h"

enum { CHIP_COLUMNS_MOST = 20, ARROW_COLUMNS = 3 };

void scope_deinit(Scope *scope)
{
    while (scope->count > 0)
        pattern_release(scope->patterns[--scope->count]);
}

bool scope_push(Scope *scope, Pattern *pattern, Prompt *prompt)
{
    if (scope->count == SCOPE_MOST)
        return false;
    scope->patterns[scope->count] = pattern_retain(pattern);
    scope->undo_floors[scope->count++] = prompt_begin(prompt);
    return true;
}

bool scope_pop(Scope *scope, Prompt *prompt)
{
    if (scope->count == 0)
        return false;
    Pattern *pattern = scope->patterns[--scope->count];
    prompt_return(prompt, pattern_query(pattern), scope->undo_floors[scope->count]);
    pattern_release(pattern);
    return true;
}

static Slice level_text(const Scope *scope, size_t level)
{
    return pattern_query(scope->patterns[level])->pattern;
}

/* Of the level's text, cut to what a chip shows. */
static int chip_columns(const Scope *scope, size_t level)
{
    Slice text = level_text(scope, level);
    int columns = 0;
    for (size_t at = 0; at < text.len && columns < CHIP_COLUMNS_MOST;) {
        Glyph glyph = glyph_at(text, at);
        columns += glyph.columns;
        at += glyph.bytes;
    }
    return columns < CHIP_COLUMNS_MOST ? columns : CHIP_COLUMNS_MOST;
}

/* The first level to be drawn, so that it and all after it have room. */
static size_t first_level(const Scope *scope, int columns)
{
    size_t first = scope->count;
    while (first > 0 && columns >= chip_columns(scope, first - 1) + ARROW_COLUMNS)
        columns -= chip_columns(scope, --first) + ARROW_COLUMNS;
    return first;
}

int scope_draw(const Scope *scope, Canvas *canvas, int x, int y, int columns)
{
    static const char label[] = "within: ";
    Style style = style_of(ROLE_DIM);
    if (scope->count == 0 || columns < ARROW_COLUMNS)
        return 0;
    int label_columns = canvas_text_width(label);
    size_t first = first_level(scope, columns - label_columns);
    if (first == scope->count)
        return canvas_text(canvas, x, y, columns, "› ", style);
    int end = x;
    if (first == 0)
        end += canvas_text(canvas, end, y, label_columns, label, style);
    else
        end += canvas_text(canvas, end, y, label_columns, "… › ", style);
    for (size_t level = first; level < scope->count; level++) {
        canvas_bytes(canvas, end, y, chip_columns(scope, level), level_text(scope, level), style);
        end += chip_columns(scope, level);
        end += canvas_text(canvas, end, y, ARROW_COLUMNS, " › ", style);
    }
    return end - x;
}
