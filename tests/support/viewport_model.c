/* The naive model of a viewport. */
#include "tests/support/viewport_model.h"

#include "engine/base/mem.h"
#include "tui/glyph.h"

enum { TAB = 8 };

static size_t glyph_columns(const Glyph *glyph, size_t column)
{
    return glyph->is_tab ? TAB - column % TAB : (size_t)glyph->columns;
}

static void add_row(Model *model, size_t line, size_t from, size_t to)
{
    model->rows = mem_grow(model->rows, &model->capacity, model->count + 1, sizeof *model->rows);
    model->rows[model->count++] = (ModelRow){line, from, to};
}

static bool is_blank(const Model *model, size_t at)
{
    return model->text.data[at] == ' ' || model->text.data[at] == '\t';
}

/* Where a row that has no more room at `at` ends, when words are kept whole. */
static size_t break_word(const Model *model, size_t from, size_t at, size_t end)
{
    size_t hanging = at;
    while (hanging < end && is_blank(model, hanging))
        hanging++;
    if (hanging > at)
        return hanging;
    size_t word = at;
    while (word > from && !is_blank(model, word - 1))
        word--;
    size_t before = word;
    while (before > from && is_blank(model, before - 1))
        before--;
    return before > from ? word : at;
}

static void wrap_line(Model *model, size_t start, size_t end)
{
    size_t from = start, column = 0;
    for (size_t at = start; at < end;) {
        Glyph glyph = glyph_at(slice_sub(model->text, 0, end), at);
        size_t columns = glyph_columns(&glyph, column);
        if (glyph.is_tab && column < (size_t)model->width && column + columns > (size_t)model->width)
            columns = (size_t)model->width - column;
        if (column + columns > (size_t)model->width && at > from) {
            at = model->breaks_words ? break_word(model, from, at, end) : at;
            add_row(model, start, from, at);
            from = at;
            column = 0;
            continue;
        }
        column += columns;
        at += glyph.bytes;
    }
    if (from < end || start == end)
        add_row(model, start, from, end);
}

static bool is_shown(const Model *model, size_t line, size_t start, size_t end)
{
    if (line < (size_t)model->header)
        return false;
    if (!model->filter)
        return true;
    return (memmem(model->text.data + start, end - start, model->filter, strlen(model->filter)) != NULL) !=
           model->is_inverted;
}

void model_lay_out(Model *model)
{
    model->count = 0;
    size_t line = 0;
    for (size_t start = 0; start < model->text.len; line++) {
        const char *newline = memchr(model->text.data + start, '\n', model->text.len - start);
        size_t end = newline ? (size_t)(newline - model->text.data) : model->text.len;
        size_t next = newline ? end + 1 : end;
        if (newline && end > start && model->text.data[end - 1] == '\r')
            end--;
        if (is_shown(model, line, start, end) && model->is_wrapping)
            wrap_line(model, start, end);
        else if (is_shown(model, line, start, end))
            add_row(model, start, start, end);
        start = next;
    }
}

size_t model_last_top(const Model *model)
{
    size_t height = (size_t)(model->height - model->header);
    return model->count > height ? model->count - height : 0;
}

void model_scroll(Model *model, long rows)
{
    long top = (long)model->top + rows;
    long most = (long)model_last_top(model);
    model->top = (size_t)(top < 0                  ? 0
                          : top > most && rows > 0 ? (most > (long)model->top ? most : (long)model->top)
                                                   : top);
}

static size_t row_of(const Model *model, size_t offset)
{
    size_t row = 0;
    while (row + 1 < model->count && model->rows[row + 1].from <= offset)
        row++;
    const char *newline = memrchr(model->text.data, '\n', offset);
    size_t line = newline ? (size_t)(newline - model->text.data) + 1 : 0;
    bool is_hidden = model->count > 0 && model->rows[row].line < line;
    return is_hidden && row + 1 < model->count ? row + 1 : row;
}

void model_show(Model *model, size_t offset, size_t below)
{
    size_t row = row_of(model, offset);
    model->top = row > below ? row - below : 0;
    if (model->top > model_last_top(model))
        model->top = model_last_top(model);
}

static void model_draw_row(const Model *model, const ModelRow *row, Canvas *canvas, int y)
{
    Slice text = slice_sub(model->text, 0, row->to);
    size_t column = 0;
    for (size_t at = row->from; at < row->to;) {
        Glyph glyph = glyph_at(text, at);
        size_t columns = glyph_columns(&glyph, column);
        long x = (long)column - (long)model->left;
        if (glyph.count == 1 && !glyph.is_tab) {
            if (x >= 0 && (columns > 0 || x > 0) && x + (long)columns <= model->width)
                canvas_put(canvas, (int)x, y, glyph.chars[0], (int)columns, style_of(ROLE_TEXT));
            else if (x + (long)columns > model->width)
                break;
        } else {
            for (int i = 0; i < glyph.count && !glyph.is_tab; i++)
                if (x + i >= 0 && x + i < model->width)
                    canvas_put(canvas, (int)x + i, y, glyph.chars[i], 1, style_of(ROLE_CONTROL));
        }
        column += columns;
        at += glyph.bytes;
    }
}

/* Chopped, and the last one underlined. */
static void draw_header(const Model *model, Canvas *canvas)
{
    size_t start = 0;
    for (int y = 0; y < model->header && start < model->text.len; y++) {
        const char *newline = memchr(model->text.data + start, '\n', model->text.len - start);
        size_t end = newline ? (size_t)(newline - model->text.data) : model->text.len;
        size_t shown = newline && end > start && model->text.data[end - 1] == '\r' ? end - 1 : end;
        model_draw_row(model, &(ModelRow){start, start, shown}, canvas, y);
        start = end + 1;
    }
    for (int x = 0; x < model->width && model->header > 0; x++)
        canvas_cell(canvas, x, model->header - 1)->style.dress.attributes = ATTRIBUTE_UNDERLINE;
}

void model_draw(const Model *model, Canvas *canvas)
{
    canvas_reset(canvas, model->width, model->height);
    draw_header(model, canvas);
    for (int y = model->header; y < model->height; y++) {
        size_t row = model->top + (size_t)(y - model->header);
        if (row < model->count)
            model_draw_row(model, &model->rows[row], canvas, y);
    }
}
