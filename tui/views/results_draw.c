/* Drawing the results: headings with their counts, lines with the match in view. */
#include "engine/tree/tree.h"
#include "tui/format.h"
#include "tui/glyph.h"
#include "tui/views/results.h"

enum {
    NUMBER_COLUMNS = 6,        /* of a line number, at least: so that it stands still from screen to screen */
    NUMBER_COLUMNS_NARROW = 4, /* when there are few columns */
    NARROW = 60,
    TEXT_GAP = 2,
    CONTEXT_GAP = 3,
    TAG_GAP = 2,
};

typedef struct Line {
    const RowText *row;
    Slice text;
    const Paint *paints; /* NULL for none */
    size_t paint_count;
    int lead; /* columns before the first match */
    int tail; /* columns up to its end */
} Line;

static bool is_matched(const RowText *row, size_t at)
{
    for (unsigned i = 0; i < row->row.match_count && i < ROW_MATCHES; i++)
        if (at >= row->row.matches[i].start && at < row->row.matches[i].end)
            return true;
    return false;
}

/* What the syntax says about the byte at `at` of the excerpt; `*paint` is moved on. */
static Role syntax_role(const Line *line, size_t at, size_t *paint)
{
    while (*paint < line->paint_count && line->paints[*paint].end <= at)
        ++*paint;
    bool is_painted = *paint < line->paint_count && line->paints[*paint].start <= at;
    return is_painted ? (Role)line->paints[*paint].role : ROLE_TEXT;
}

static void measure(Line *line)
{
    if (line->row->row.match_count == 0)
        return;
    Match first = line->row->row.matches[0];
    for (size_t at = 0; at < line->text.len && at + line->row->line_at < first.end;) {
        Glyph glyph = glyph_at(line->text, at);
        if (at + line->row->line_at < first.start)
            line->lead += glyph.columns;
        line->tail += glyph.columns;
        at += glyph.bytes;
    }
}

/* Columns left out at the left, so that the first match is seen. */
static int columns_left_out(const Line *line, int columns)
{
    if (line->tail <= columns && !line->row->is_cut)
        return 0;
    int room_before = columns / 3;
    if (line->tail - line->lead > columns - room_before)
        room_before = 1;
    return line->lead > room_before ? line->lead - room_before : 0;
}

static int put_glyph(Canvas *canvas, int x, int y, int x_end, const Glyph *glyph, Style style)
{
    if (glyph->is_control && style.role != ROLE_MATCH)
        style.role = ROLE_CONTROL;
    if (glyph->columns == 0 || glyph->count == 1) {
        if (x + glyph->columns <= x_end)
            canvas_put(canvas, x, y, glyph->chars[0], glyph->columns, style);
        return glyph->columns;
    }
    for (int i = 0; i < glyph->count && x + i < x_end; i++)
        canvas_put(canvas, x + i, y, glyph->chars[i], 1, style);
    return glyph->columns;
}

/* Returns where the text ends. */
static int draw_text(Canvas *canvas, int x, int y, int columns, Line *line)
{
    measure(line);
    int x_end = x + columns;
    int skip = columns_left_out(line, columns);
    if (skip > 0 || line->row->is_cut) {
        canvas_put(canvas, x++, y, L'…', 1, style_of(ROLE_DIM));
        skip++;
    }
    int column = 0;
    size_t paint = 0;
    for (size_t at = 0; at < line->text.len && x < x_end;) {
        Glyph glyph = glyph_at(line->text, at);
        Role role = is_matched(line->row, at + line->row->line_at) ? ROLE_MATCH : syntax_role(line, at, &paint);
        if (column >= skip)
            x += put_glyph(canvas, x, y, x_end, &glyph, style_of(role));
        column += glyph.columns;
        at += glyph.bytes;
    }
    return x;
}

/* Once for rows that follow each other in one definition. */
static bool is_told_above(const Results *results, uint64_t row, Slice context)
{
    return row > results->drawn_top + 1 &&
           slice_equal(row_contexts_at(results->contexts, results->shown, row - 1), context);
}

/* Which definition the hit is in, at the right end, where there is room behind its text. */
static void draw_context(const Results *results, Canvas *canvas, int x, int y, int x_end, uint64_t row)
{
    Slice context = row_contexts_at(results->contexts, results->shown, row);
    int columns = (int)context.len;
    bool has_room = columns > 0 && x + CONTEXT_GAP + columns <= x_end;
    if (has_room && app_shows_context(results->app) && !is_told_above(results, row, context))
        canvas_bytes(canvas, x_end - columns, y, columns, context, style_of(ROLE_DIM));
}

/* What has happened to the selected line, at the right end; returns the columns that it takes. */
static int draw_tag(const Results *results, Canvas *canvas, int y, int x_end, int columns)
{
    const char *tag = results_selected_tag(results);
    int tag_columns = canvas_text_width(tag);
    if (tag_columns == 0 || tag_columns + TAG_GAP > columns)
        return 0;
    canvas_text(canvas, x_end - tag_columns, y, tag_columns, tag, style_of(ROLE_DIM));
    return tag_columns + TAG_GAP;
}

static void draw_heading(const Results *results, Canvas *canvas, Rect row, MatchedFile file)
{
    char count[FORMAT_BYTES];
    format_count(file.lines, count);
    int count_columns = canvas_text_width(count);
    int right = row.x + row.width - 1;
    bool has_count = row.width > count_columns + 12;
    if (has_count)
        canvas_text(canvas, right - count_columns, row.y, count_columns, count, style_of(ROLE_DIM));
    int columns = row.width - 2 - (has_count ? count_columns + 2 : 0);
    Slice path = tree_path(snapshot_tree(search_snapshot(results->shown)), file.index);
    if (columns > 0)
        canvas_path(canvas, row.x + 1, row.y, columns, path, false);
}

static void draw_hit(const Results *results, Canvas *canvas, Rect row, const RowText *hit, int number_columns,
                     const Marks *marks, bool is_selected)
{
    bool is_marked = marks_have(marks, hit->row.file, hit->row.start);
    Style number = style_of(is_selected ? ROLE_NUMBER_CURRENT : ROLE_NUMBER);
    number.is_marked = is_marked;
    int digits = format_digits(hit->row.line);
    int number_end = row.x + 1 + number_columns;
    canvas_printf(canvas, number_end - digits, row.y, row.width - 1, number, "%llu", (unsigned long long)hit->row.line);
    if (is_marked)
        canvas_put(canvas, number_end, row.y, L'•', 1, style_of(ROLE_MATCH));
    int x = number_end + TEXT_GAP;
    int columns = row.x + row.width - 1 - x;
    if (columns <= 0)
        return;
    if (hit->row.is_stale) {
        canvas_text(canvas, x, row.y, columns, "(changed on disk)", style_of(ROLE_DIM));
        return;
    }
    int tag_columns = is_selected ? draw_tag(results, canvas, row.y, x + columns, columns) : 0;
    columns -= tag_columns;
    Line line = {.row = hit, .text = row_block_text(results->block, hit)};
    if (app_syntax_is_on(results->app) && hit->paint_count > 0) {
        line.paints = results->block->paints + hit->paint_at;
        line.paint_count = hit->paint_count;
    }
    int text_end = draw_text(canvas, x, row.y, columns, &line);
    if (tag_columns == 0)
        draw_context(results, canvas, text_end, row.y, x + columns, hit->row.row);
}

static void draw_selection(Canvas *canvas, Rect row)
{
    canvas_select(canvas, row.x, row.y, row.width);
    Style bar = style_of(ROLE_BAR);
    bar.is_selected = true;
    canvas_put(canvas, row.x, row.y, L'▌', 1, bar);
}

/* The selected line as it was, all of it dim. */
static void draw_lost(const Results *results, Canvas *canvas, Rect row, int number_columns)
{
    const LostRow *lost = &results->lost;
    int digits = format_digits(lost->row.row.line);
    int number_end = row.x + 1 + number_columns;
    canvas_printf(canvas, number_end - digits, row.y, row.width - 1, style_of(ROLE_NUMBER), "%llu",
                  (unsigned long long)lost->row.row.line);
    int x = number_end + TEXT_GAP;
    int columns = row.x + row.width - 1 - x;
    if (columns > 0) {
        columns -= draw_tag(results, canvas, row.y, x + columns, columns);
        Line line = {.row = &lost->row, .text = buf_slice(&lost->text)};
        draw_text(canvas, x, row.y, columns, &line);
        for (int i = 0; i < columns; i++)
            canvas_cell(canvas, x + i, row.y)->style.role = ROLE_DIM;
    }
    draw_selection(canvas, row);
}

static int number_columns(const Results *results, uint64_t first, int rows, int width)
{
    int most = width < NARROW ? NUMBER_COLUMNS_NARROW : NUMBER_COLUMNS;
    for (int i = 0; i < rows; i++) {
        const RowText *row = row_block_at(results->block, first + (uint64_t)i);
        if (row && !row->row.is_heading && format_digits(row->row.line) > most)
            most = format_digits(row->row.line);
    }
    return most;
}

/* The first row always tells which file the lines below are in, also when its heading has been scrolled past. */
static void draw_row(const Results *results, Canvas *canvas, Rect area, int at, uint64_t row, int numbers,
                     const Marks *marks)
{
    const RowText *text = row_block_at(results->block, row);
    Rect line = {area.x, area.y + at, area.width, 1};
    bool is_pinned = at == 0 && area.height > results->list.above;
    if (is_pinned || (text && text->row.is_heading)) {
        draw_heading(results, canvas, line, search_file(results->shown, search_file_of_row(results->shown, row)));
        return;
    }
    bool is_selected = row == results->list.selected && results->lost.rows == 0;
    if (text)
        draw_hit(results, canvas, line, text, numbers, marks, is_selected);
    if (is_selected)
        draw_selection(canvas, line);
}

/* Draws what belongs at row `at` of the area: the lost line, and its heading, stand before the list's selected row. */
static void draw_row_at(const Results *results, Canvas *canvas, Rect area, int at, int numbers, const Marks *marks)
{
    int lost_rows = results->lost.rows;
    uint64_t row = results->drawn_top + (uint64_t)at;
    uint64_t selected = results->list.selected;
    Rect line = {area.x, area.y + at, area.width, 1};
    if (lost_rows == 0 || row < selected)
        draw_row(results, canvas, area, at, row, numbers, marks);
    else if (row >= selected + (uint64_t)lost_rows)
        draw_row(results, canvas, area, at, row - (uint64_t)lost_rows, numbers, marks);
    else if (row + 1 == selected + (uint64_t)lost_rows)
        draw_lost(results, canvas, line, numbers);
    else if (area.width > 2)
        canvas_path(canvas, line.x + 1, line.y, line.width - 2, buf_slice(&results->lost.path), false);
}

int results_draw(Results *results, Canvas *canvas, Rect area, const Marks *marks)
{
    List *list = &results->list;
    list_resize(list, list->rows, area.height);
    if (!results->shown || area.height <= 0 || area.width <= 0)
        return -1;
    uint64_t left = list->rows - list->top;
    uint64_t visible = left < (uint64_t)area.height ? left : (uint64_t)area.height;
    bool is_new_top_ready = visible == 0 || row_block_has(results->block, list->top, visible);
    bool can_keep_old = results->drawn_top < list->rows && row_block_at(results->block, results->drawn_top);
    if (is_new_top_ready || !can_keep_old)
        results->drawn_top = list->top;
    left = list->rows - results->drawn_top + (uint64_t)list->extra;
    int rows = left < (uint64_t)area.height ? (int)left : area.height;
    int numbers = number_columns(results, results->drawn_top, rows, area.width);
    for (int at = 0; at < rows; at++)
        draw_row_at(results, canvas, area, at, numbers, marks);
    uint64_t selected = list->selected + (list->extra > 0 ? (uint64_t)list->extra - 1 : 0);
    if (selected < results->drawn_top || selected >= results->drawn_top + (uint64_t)rows)
        return -1;
    return area.y + (int)(selected - results->drawn_top);
}
