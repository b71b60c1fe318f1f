/* The viewport's insides, shared by its parts:
 *
 *     viewport.c        its life and its movements, which are kept as steps until the bytes that they need are there
 *     viewport_steps.c  the steps
 *     viewport_modes.c  what is shown, and in which form
 *     viewport_rows.c   from offsets to lines and screen rows
 *     viewport_filter.c which lines are rows at all, found in the background
 *     viewport_header.c the lines that stay at the top
 *     viewport_fetch.c  what is asked of the background: bytes, the line index, long lines
 *     viewport_marks.c  the pattern's matches in view, also found in the background
 *     viewport_draw.c   the frame around the text: numbers, marks, header, description
 *     viewport_text.c   rows of text to cells
 *     viewport_hex.c    rows of bytes to cells
 *     viewport_map.c    the document as one column
 *
 * Main thread, but for the `work` of requests. */
#pragma once

#include "tui/columns.h"
#include "tui/viewport.h"

enum {
    LINE_REACH = 16 << 10,      /* a line whose ends are not within this of the place looked at is long */
    PREFAULT_BYTES = 512 << 10, /* fetched on either side of what is missing */
    PREFAULT_AHEAD = 128 << 10, /* fetched before it is missed */
    INDEX_SLICE = 8 << 20,      /* between which others of the queue have their turn */
    LONG_LINES = 32,            /* remembered */
    STEPS_MOST = 32,
};

/* Ends and checkpoints of a line too long to look through at once. */
typedef struct LongLine {
    uint64_t start, end, next; /* end: before its newline; next: behind it */
    uint64_t size;             /* of the document when it was measured */
    LineMap map;
    uint64_t used; /* for dropping the least recently used */
} LongLine;

typedef struct Line {
    uint64_t start;
    uint64_t end;        /* before the newline, or the CR and the newline */
    uint64_t next;       /* start of the line after it, or the document's size */
    bool is_open;        /* it goes on behind `end`: how far is not known yet */
    LongLine *long_line; /* NULL for a short one; borrowed until the next look-up */
} Line;

/* What one row of the screen shows: all of a line when lines are chopped. */
typedef struct ScreenRow {
    Line line;
    uint64_t from, to;
} ScreenRow;

typedef enum Found {
    FOUND_NOT,     /* there is none: the document ends there */
    FOUND_MISSING, /* something that it needs is not here: `wants` says what */
    FOUND_IT,
} Found;

typedef enum StepKind {
    STEP_SHOW,
    STEP_REVEAL,
    STEP_SCROLL,
    STEP_PERCENT,
    STEP_LINE,
    STEP_LAST_COLUMN,
} StepKind;

typedef struct Step {
    StepKind kind;
    uint64_t offset; /* SHOW, REVEAL; LINE: its number */
    long rows;       /* SHOW, LINE: below the top; SCROLL: to move by */
    double percent;
    bool needs_count; /* it waits for the line index */
} Step;

typedef struct Range {
    uint64_t start, end;
} Range;

typedef struct Ranges {
    Range *items;
    size_t count, capacity;
} Ranges;

enum {
    FILTER_WINDOWS = 4,    /* what is shown, what is gone to, and what was before */
    FILTER_STARTS = 32768, /* lines remembered in each */
};

/* The lines that pass the filter among those of [low, high), which begins and ends between lines. */
typedef struct FilterWindow {
    uint64_t *starts; /* ascending */
    size_t count, capacity;
    uint64_t low, high;
    uint64_t open_start; /* of the document's last line, looked at while it had no newline; UINT64_MAX: none */
    uint64_t size;       /* of the document then */
    uint64_t back_bytes; /* looked through in the next go backward */
    uint64_t used;       /* 0: empty */
} FilterWindow;

/* What was found missing since `wants` was cleared. */
typedef struct Wants {
    bool bytes;
    uint64_t bytes_from, bytes_to;
    bool long_line;
    uint64_t long_line_offset;
    bool index;
    FilterWindow *window; /* to be made wider; NULL: none */
    bool is_backward;
} Wants;

typedef struct Filtering Filtering;

typedef struct Filter {
    Pattern *pattern; /* NULL: all lines are shown */
    bool is_inverted;
    uint64_t age; /* counts changes of it and of the document */
    FilterWindow windows[FILTER_WINDOWS];
    Filtering *filtering;
} Filter;

enum { MAP_BUCKETS = 4096 };

/* Of how many equal parts of the document have matches; the part is a power of two, so that it can grow. */
typedef struct Map {
    uint64_t matches[MAP_BUCKETS / 64]; /* a bit each */
    unsigned shift;                     /* a part has 2^shift bytes */
    uint64_t *marks;                    /* offsets, ascending */
    size_t mark_count;
} Map;

typedef struct Prefault Prefault;
typedef struct Indexing Indexing;
typedef struct Measure Measure;
typedef struct Marking Marking;

struct Viewport {
    Requests *requests;
    Document *document; /* may be NULL */
    ViewportWrap wrap;
    bool is_wrapping; /* lines are wrapped, and the hex view is not shown */
    bool has_numbers, counts_all, marks_chopped;
    bool is_hex, is_described, renders_sequences, has_status, has_map;
    char *hint;                       /* in a description; NULL: none */
    int header_lines, header_columns; /* as asked for */
    uint64_t header_end;              /* of the header's lines, once `has_header_end` */
    bool has_header_end;
    ViewportPainter *painter;
    void *painter_context;
    bool must_index; /* once, even if the index seems to reach the end */
    int tab_width;
    Rect whole; /* of the last draw */
    Rect area;  /* in it: where rows are scrolled */
    uint64_t top, left, bottom;
    uint64_t left_before, left_revealed; /* before a match further right was brought into view, and then; equal: none */
    uint64_t current, found;
    ViewportSpot spots[VIEWPORT_SPOTS];
    int spot_count;
    Step steps[STEPS_MOST];
    int step_count;
    long scrolled;       /* rows, by the last STEP_SCROLL that was done */
    bool keeps_end;      /* in view, while the document grows; */
    uint64_t kept_size;  /* when it was this large, the end was gone to */
    bool is_placed;      /* the first steps in this document are done: there is something to show */
    int laid_width;      /* of the text, when the top was last put at a row's start */
    uint64_t *row_lines; /* starts of the lines drawn, row by row, the header's first */
    int row_count;

    LongLine long_lines[LONG_LINES];
    uint64_t clock; /* of their use */
    Wants wants;
    Range fetched;      /* by the last prefault: what is missing inside of it cannot be had */
    bool is_incomplete; /* something was missing in the last draw */
    Prefault *prefault; /* each posted at most once at a time */
    Indexing *indexing;
    Measure *measure;

    Pattern *pattern;
    uint64_t pattern_age; /* counts changes of pattern and document */
    uint64_t marks_age;   /* that the marks belong to */
    Ranges marks, marked; /* matches; and the stretches looked through for them */
    Ranges seen;          /* what the last draw showed, for the next marking */
    bool wants_marks;
    Marking *marking;

    Filter filter;
    Map map;
};

/* --- viewport_rows.c --- */

int viewport_text_width(const Viewport *v);
/* Columns of the line numbers, of the status column, and of both. */
int viewport_number_width(const Viewport *v);
int viewport_status_width(const Viewport *v);
int viewport_gutter(const Viewport *v);
ColumnRules viewport_rules(const Viewport *v);
/* Bytes of [from, to), or false: then they are wanted. */
bool viewport_bytes(Viewport *v, uint64_t from, uint64_t to, Slice *bytes);
/* Any line, whether or not it is shown; in the hex view a row of bytes. */
Found viewport_line_at(Viewport *v, uint64_t offset, Line *line);
/* The row that holds `offset`, or, where that is not shown, the next one that is; the last one past all. */
Found viewport_row_at(Viewport *v, uint64_t offset, ScreenRow *row);
Found viewport_row_after(Viewport *v, const ScreenRow *row, ScreenRow *after);
Found viewport_row_before(Viewport *v, const ScreenRow *row, ScreenRow *before);
/* Column in its line of the glyph at `offset`; chopped lines. */
Found viewport_column_of(Viewport *v, uint64_t offset, uint64_t *column);
/* The place in the line where `column` is, or the line's end. */
Found viewport_place_of(Viewport *v, const Line *line, uint64_t column, LinePlace *place);

/* --- viewport_fetch.c --- */

LongLine *viewport_long_line(Viewport *v, uint64_t offset);
void viewport_forget_long_lines(Viewport *v);
/* Posts what `wants` says, where it is not on its way already. */
void viewport_fetch(Viewport *v);
/* Fetches what is around the drawn bytes, before scrolling needs it. */
void viewport_fetch_ahead(Viewport *v);
void viewport_abandon_fetching(Viewport *v);

/* --- viewport_filter.c --- */

bool viewport_is_filtered(const Viewport *v);
/* The first line that passes and starts at or after `line_start`, a line's start; the last one before it. */
Found viewport_filter_first(Viewport *v, uint64_t line_start, uint64_t *start);
Found viewport_filter_last(Viewport *v, uint64_t line_start, uint64_t *start);
/* Looks through more of the document for the window. */
void viewport_filter_fetch(Viewport *v, FilterWindow *window, bool is_backward);
void viewport_filter_forget(Viewport *v);

/* --- viewport_header.c --- */

/* How many lines and columns of it there are room for. */
int viewport_header_rows(const Viewport *v);
int viewport_header_columns(const Viewport *v);
/* Where the lines behind the header begin; 0 without one. */
Found viewport_header_end(Viewport *v, uint64_t *end);
void viewport_header_draw(Viewport *v, Canvas *canvas);

/* --- viewport_marks.c --- */

void ranges_add(Ranges *ranges, uint64_t start, uint64_t end);
/* Looks for matches around what was drawn, when there is anything in it that was not looked through. */
void viewport_mark(Viewport *v);
/* The first match that ends behind `offset`, by its number in v->marks. */
size_t viewport_first_mark(const Viewport *v, uint64_t offset);
void viewport_abandon_marking(Viewport *v);

/* --- viewport_draw.c, viewport_text.c, viewport_hex.c, viewport_map.c --- */

/* One row, all that belongs to it; `number` 0: not known. A header's is chopped in any case. */
void viewport_draw_row(Viewport *v, Canvas *canvas, int y, const ScreenRow *row, uint64_t number, bool is_header);
void viewport_draw_text(Viewport *v, Canvas *canvas, int y, const ScreenRow *row, bool is_header);
/* How the byte at `offset` is drawn for the pattern's sake, and up to where all are drawn so; `*mark` is the number of
 * the first match that ends behind the place drawn before, and is moved on. False: it is in no match. */
bool viewport_match_at(const Viewport *v, uint64_t offset, size_t *mark, uint64_t *until, Style *style);
int viewport_hex_bytes(const Viewport *v); /* a row */
void viewport_draw_hex(Viewport *v, Canvas *canvas, int y, const ScreenRow *row);
void viewport_draw_map(Viewport *v, Canvas *canvas);
/* A mark is in the line; a match is in the row. */
bool viewport_has_mark(const Viewport *v, const Line *line);
void viewport_map_deinit(Viewport *v);

/* --- viewport_steps.c --- */

/* Does what is left of the steps, as far as the bytes are there. */
void viewport_run_steps(Viewport *v);
void viewport_add_step(Viewport *v, Step step);
/* Before a draw: with another height or width, or other rows, the top is put at a row's start again. */
void viewport_lay_out(Viewport *v, bool has_new_size);
