/* The first line of the search view. */
#include "tui/views/header.h"

#include <stdio.h>

#include "tui/format.h"
#include "tui/glyph.h"

enum {
    GAP = 4,
    QUERY_COLUMNS_LEAST = 16, /* the query keeps this much before anything but the counts is drawn */
    QUERY_COLUMNS_TINY = 8,   /* and this much before the counts are shortened */
    GLOB_COLUMNS_MOST = 32,
    GLOB_COLUMNS_EDITED = 24,
};

typedef struct Part {
    char text[FORMAT_BYTES + 8];
    Role role;
} Part;

enum { COUNT_PARTS = 6 };

static int parts_width(const Part *parts, int count)
{
    int columns = 0;
    for (int i = 0; i < count; i++)
        columns += canvas_text_width(parts[i].text);
    return columns;
}

static void set_part(Part *part, Role role, const char *prefix, const char *text)
{
    snprintf(part->text, sizeof part->text, "%s%s", prefix, text);
    part->role = role;
}

/* "≥1,231 lines in 17 files · 43%"; the last part is the first to go when there is no room. */
static int make_counts(const HeaderCounts *counts, Part parts[COUNT_PARTS])
{
    char lines[FORMAT_BYTES], files[FORMAT_BYTES], rest[FORMAT_BYTES] = "";
    const char *bound = counts->is_complete ? "" : "≥";
    Role figure = counts->is_stale ? ROLE_DIM : ROLE_STRONG;
    int count = 0;
    if (!counts->is_files_only) {
        set_part(&parts[count++], figure, bound, format_count(counts->lines, lines));
        set_part(&parts[count++], ROLE_DIM, counts->lines == 1 ? " line in " : " lines in ", "");
        bound = "";
    }
    set_part(&parts[count++], figure, bound, format_count(counts->files, files));
    set_part(&parts[count++], ROLE_DIM, counts->files == 1 ? " file" : " files", "");
    if (counts->is_stale)
        return count;
    if (!counts->is_complete && counts->percent >= 0)
        snprintf(rest, sizeof rest, "%d%%", counts->percent);
    else if (counts->is_complete && counts->ms >= 0)
        format_ms(counts->ms, rest);
    if (rest[0] != '\0')
        set_part(&parts[count++], ROLE_DIM, " · ", rest);
    return count;
}

/* Returns where the counts begin. */
static int draw_counts(const Header *header, Canvas *canvas, Rect row)
{
    Part parts[COUNT_PARTS];
    int count = make_counts(&header->counts, parts);
    int whole = header->counts.is_files_only ? 2 : 4;
    int room = row.width - 2 - QUERY_COLUMNS_TINY - 1;
    if (parts_width(parts, count) > row.width - 2 - QUERY_COLUMNS_LEAST - GAP && count > whole)
        count = whole;
    if (parts_width(parts, count) > room && count == 4) {
        snprintf(parts[1].text, sizeof parts[1].text, "/");
        count = 3;
    }
    if (parts_width(parts, count) > room && count == 2)
        count = 1;
    if (parts_width(parts, count) > room)
        return row.x + row.width;
    int x = row.x + row.width - 1 - parts_width(parts, count), start = x;
    for (int i = 0; i < count; i++)
        x += canvas_text(canvas, x, row.y, row.x + row.width - x, parts[i].text, style_of(parts[i].role));
    return start;
}

/* "in code"; before the other flags, and in their place where there is no room for all: it hides results. */
static int draw_regions(const Prompt *prompt, Canvas *canvas, int x_end, int y, int x_least)
{
    static const char *const names[IN_ALL] = {
        [IN_CODE] = "in code",
        [IN_COMMENTS] = "in comments",
        [IN_STRINGS] = "in strings",
        [IN_CODE | IN_COMMENTS] = "in code, comments",
        [IN_CODE | IN_STRINGS] = "in code, strings",
        [IN_COMMENTS | IN_STRINGS] = "in comments, strings",
    };
    const char *name = names[prompt->regions];
    if (!name || prompt->is_files || x_end - canvas_text_width(name) < x_least)
        return x_end;
    int x = x_end - canvas_text_width(name);
    canvas_text(canvas, x, y, x_end - x, name, style_of(ROLE_ACCENT));
    return x;
}

static int draw_flags(const Header *header, Canvas *canvas, int x_end, int y, int x_least)
{
    const Prompt *prompt = header->prompt;
    struct {
        const char *text;
        bool is_on;
    } flags[] = {{".*", !prompt->is_literal}, {"Aa", !header->is_caseless}, {"\\b", prompt->is_word}};
    int x = x_end - 8;
    if (x < x_least || prompt->is_files)
        return x_end;
    for (int i = 0; i < 3; i++)
        canvas_text(canvas, x + i * 3, y, 2, flags[i].text, style_of(flags[i].is_on ? ROLE_ACCENT : ROLE_DIM));
    return x;
}

/* Draws "in: globs"; `cursor` is set when they are being edited. */
static int draw_globs(const Header *header, Canvas *canvas, int x_end, int y, int x_least, int *cursor)
{
    const LineEdit *globs = &header->prompt->globs;
    bool is_edited = header->prompt->is_editing_globs;
    Slice text = line_edit_text(globs);
    if (text.len == 0 && !is_edited)
        return x_end;
    int columns = text.len < GLOB_COLUMNS_MOST ? (int)text.len + 1 : GLOB_COLUMNS_MOST;
    if (is_edited && columns < GLOB_COLUMNS_EDITED)
        columns = GLOB_COLUMNS_EDITED;
    if (x_end - columns - 4 < x_least)
        columns = x_end - 4 - x_least;
    if (columns < 2)
        return x_end;
    int x = x_end - columns - 4;
    canvas_text(canvas, x, y, 3, "in:", style_of(is_edited ? ROLE_ACCENT : ROLE_DIM));
    int at = line_edit_draw(globs, canvas, x + 4, y, columns, style_of(ROLE_TEXT));
    if (is_edited)
        *cursor = at;
    return x;
}

static int columns_of(Slice text)
{
    int columns = 0;
    for (size_t at = 0; at < text.len;) {
        Glyph glyph = glyph_at(text, at);
        columns += glyph.columns;
        at += glyph.bytes;
    }
    return columns;
}

/* Under the place where the pattern went wrong. */
static void draw_error_mark(const Header *header, Canvas *canvas, const Layout *layout, int x, int x_end, int cursor)
{
    const LineEdit *query = &header->prompt->query;
    Slice text = line_edit_text(query);
    size_t offset = header->error_offset < text.len ? header->error_offset : text.len;
    int scrolled = x + columns_of(slice_sub(text, 0, query->cursor)) - cursor;
    int at = x + columns_of(slice_sub(text, 0, offset)) - scrolled;
    if (at < x || at >= x_end)
        return;
    if (layout->hair_y[0] >= 0)
        canvas_put(canvas, at, layout->hair_y[0], L'^', 1, style_of(ROLE_ERROR));
    canvas_cell(canvas, at, layout->prompt_y)->style.role = ROLE_ERROR;
}

int header_draw(const Header *header, Canvas *canvas, const Layout *layout)
{
    Rect row = layout->area;
    row.y = layout->prompt_y;
    int x = row.x, cursor = -1;
    x += canvas_text(canvas, x, row.y, row.width, header->prompt->is_files ? "files ❯ " : "❯ ", style_of(ROLE_ACCENT));
    int x_end = draw_counts(header, canvas, row);
    x_end -= x_end < row.x + row.width ? GAP : 0;
    if (!header->prompt->is_files)
        x += scope_draw(header->scope, canvas, x, row.y, x_end - x - QUERY_COLUMNS_LEAST);
    int least = x + QUERY_COLUMNS_LEAST;
    int globs_x = draw_globs(header, canvas, x_end, row.y, header->prompt->is_editing_globs ? x + 4 : least, &cursor);
    x_end = globs_x < x_end ? globs_x - 2 : x_end;
    int flags_x = draw_flags(header, canvas, x_end, row.y, least);
    x_end = flags_x < x_end ? flags_x - 2 : x_end;
    int regions_x = draw_regions(header->prompt, canvas, x_end, row.y, x + QUERY_COLUMNS_TINY);
    x_end = regions_x < x_end ? regions_x - 2 : x_end;
    if (x_end > row.x + row.width)
        x_end = row.x + row.width;
    if (x_end <= x)
        return row.x + row.width - 1;
    const LineEdit *line = header->prompt->is_files ? &header->prompt->paths : &header->prompt->query;
    int at = line_edit_draw(line, canvas, x, row.y, x_end - x, style_of(ROLE_STRONG));
    if (header->has_error && !header->prompt->is_files)
        draw_error_mark(header, canvas, layout, x, x_end, at);
    return cursor >= 0 ? cursor : at;
}
