/* Finding again what stood on the screen: each line of the new document that is also among the kept ones votes for the
 * number of lines by which that one has moved. */
#include "tui/kept_place.h"

#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/base/mem.h"

enum {
    MARK_BYTES = 256,  /* of a line that are hashed */
    TELLING_BYTES = 3, /* other than blanks; a line of fewer stands in many places */
    REACH_BYTES = 1 << 20,
};

/* 0 for a line that tells nothing. */
static uint64_t mark_of(Slice line)
{
    int telling = 0;
    line = slice_sub(line, 0, MARK_BYTES);
    for (size_t i = 0; i < line.len; i++)
        telling += line.data[i] != ' ' && line.data[i] != '\t';
    uint64_t mark = hash_bytes(HASH_START, line);
    return telling < TELLING_BYTES ? 0 : mark ? mark : 1;
}

static Slice line_from(Slice bytes, size_t at)
{
    size_t most = bytes.len - at < MARK_BYTES ? bytes.len - at : MARK_BYTES;
    const char *newline = memchr(bytes.data + at, '\n', most);
    return slice_of(bytes.data + at, newline ? (size_t)(newline - bytes.data) - at : most);
}

/* The text of the line as far as it is marked; false when its bytes are not to be had now. */
static bool read_mark(const Document *document, uint64_t start, uint64_t *mark)
{
    Slice bytes = {0};
    uint64_t size = document_size(document);
    uint64_t left = start < size ? size - start : 0;
    bool is_seen = document_view(document, start, left < MARK_BYTES ? left : MARK_BYTES, &bytes);
    *mark = is_seen && bytes.len > 0 ? mark_of(line_from(bytes, 0)) : 0;
    return is_seen;
}

/* The noted lines no longer are what they were: the bytes have changed under the mapping. */
static bool has_changed(const KeptPlace *place, const Document *document)
{
    uint64_t mark;
    for (int i = 0; place->document == document && i < place->count; i++)
        if (place->lines[i].mark != 0 && read_mark(document, place->lines[i].start, &mark) &&
            mark != place->lines[i].mark)
            return true;
    return false;
}

static void note_line(KeptPlace *place, const Document *document, uint64_t start, int row)
{
    KeptLine *line = &place->lines[place->count++];
    *line = (KeptLine){.start = start, .row = row};
    bool is_seen = read_mark(document, start, &line->mark);
    place->is_due = place->is_due || !is_seen;
}

static void note_lines(KeptPlace *place, const Viewport *viewport)
{
    uint64_t start, last = UINT64_MAX;
    place->count = 0;
    place->is_due = false;
    for (int y = 0; place->count < KEPT_LINES && viewport_offset_at(viewport, y, &start); y++) {
        if (start != last)
            note_line(place, viewport_document(viewport), start, y);
        last = start;
    }
}

void kept_place_note(KeptPlace *place, const Viewport *viewport, Rect area, uint64_t attention)
{
    const Document *document = viewport_document(viewport);
    bool stands_still = place->document == document && place->top == viewport_top(viewport) &&
                        place->width == area.width && place->height == area.height;
    if (!document || viewport_is_hex(viewport)) {
        *place = (KeptPlace){.is_due = true};
        return;
    }
    if ((stands_still && !place->is_due) || has_changed(place, document))
        return;
    note_lines(place, viewport);
    place->document = document;
    place->top = viewport_top(viewport);
    place->width = area.width;
    place->height = area.height;
    place->attention = 0;
    for (int i = 0; i < place->count && place->lines[i].start <= attention; i++)
        place->attention = i;
}

void kept_place_renew(KeptPlace *place)
{
    place->is_due = true;
}

/* Lines of the new document around the old place, and the votes for how many lines further the kept ones are. */
typedef struct Ballot {
    const KeptPlace *place;
    uint64_t *starts;
    uint64_t *marks;
    size_t count, capacity, marks_capacity;
    unsigned *votes; /* [new line - kept line + KEPT_LINES] */
} Ballot;

static void add_line(Ballot *ballot, uint64_t start, uint64_t mark)
{
    ballot->starts = mem_grow(ballot->starts, &ballot->capacity, ballot->count + 1, sizeof *ballot->starts);
    ballot->marks = mem_grow(ballot->marks, &ballot->marks_capacity, ballot->count + 1, sizeof *ballot->marks);
    ballot->starts[ballot->count] = start;
    ballot->marks[ballot->count++] = mark;
}

static void read_lines(Ballot *ballot, const Document *document)
{
    uint64_t size = document_size(document);
    uint64_t top = ballot->place->top < size ? ballot->place->top : size;
    uint64_t from = top > REACH_BYTES ? top - REACH_BYTES : 0;
    Stretch stretch = {0};
    document_read(document, from, top + REACH_BYTES, &stretch);
    Slice bytes = stretch.bytes;
    size_t at = 0;
    while (at < bytes.len) {
        const char *newline = memchr(bytes.data + at, '\n', bytes.len - at);
        if (at > 0 || from == 0) /* else it may have begun before */
            add_line(ballot, stretch.start + at, mark_of(line_from(bytes, at)));
        at = newline ? (size_t)(newline - bytes.data) + 1 : bytes.len;
    }
    stretch_deinit(&stretch);
}

static void take_votes(Ballot *ballot)
{
    const KeptPlace *place = ballot->place;
    ballot->votes = mem_zalloc(ballot->count + KEPT_LINES + 1, sizeof *ballot->votes);
    for (size_t i = 0; i < ballot->count; i++)
        for (int k = 0; ballot->marks[i] != 0 && k < place->count; k++)
            ballot->votes[i - (size_t)k + KEPT_LINES] += place->lines[k].mark == ballot->marks[i];
}

static uint64_t distance(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

/* The line that the kept one most likely is now; SIZE_MAX for none. */
static size_t find_line(const Ballot *ballot, int kept)
{
    const KeptLine *line = &ballot->place->lines[kept];
    size_t best = SIZE_MAX;
    for (size_t i = 0; line->mark != 0 && i < ballot->count; i++) {
        if (ballot->marks[i] != line->mark)
            continue;
        unsigned votes = ballot->votes[i - (size_t)kept + KEPT_LINES];
        unsigned most = best == SIZE_MAX ? 0 : ballot->votes[best - (size_t)kept + KEPT_LINES];
        bool is_nearer =
            best == SIZE_MAX || distance(ballot->starts[i], line->start) < distance(ballot->starts[best], line->start);
        if (votes > most || (votes == most && is_nearer))
            best = i;
    }
    return best;
}

static void take(const Ballot *ballot, int kept, size_t at, FoundPlace *found)
{
    const KeptPlace *place = ballot->place;
    found->is_found = true;
    found->kept = kept;
    found->offset = ballot->starts[at];
    found->row = place->lines[kept].row;
    if (kept == 0 && place->top > place->lines[0].start) /* the screen began inside of the line */
        found->offset += place->top - place->lines[0].start;
    for (int k = 0; k < place->count; k++) {
        size_t other = at + (size_t)k - (size_t)kept;
        found->is_same[k] =
            other < ballot->count && place->lines[k].mark != 0 && ballot->marks[other] == place->lines[k].mark;
        if (found->is_same[k])
            found->starts[k] = ballot->starts[other];
    }
}

/* From the line with the attention outward. */
static void find_nearest(const Ballot *ballot, FoundPlace *found)
{
    const KeptPlace *place = ballot->place;
    for (int away = 0; away < place->count && !found->is_found; away++) {
        for (int side = 1; side >= -1 && !found->is_found; side -= 2) {
            int kept = place->attention + side * away;
            size_t at = kept >= 0 && kept < place->count ? find_line(ballot, kept) : SIZE_MAX;
            if (at != SIZE_MAX)
                take(ballot, kept, at, found);
        }
    }
}

/* The last line that begins at or before the old top. */
static uint64_t line_at_top(const Ballot *ballot)
{
    uint64_t start = 0;
    for (size_t i = 0; i < ballot->count && ballot->starts[i] <= ballot->place->top; i++)
        start = ballot->starts[i];
    return start;
}

void kept_place_find(const KeptPlace *place, Document *document, FoundPlace *found)
{
    Ballot ballot = {.place = place};
    *found = (FoundPlace){0};
    read_lines(&ballot, document);
    take_votes(&ballot);
    find_nearest(&ballot, found);
    if (!found->is_found)
        found->offset = line_at_top(&ballot);
    free(ballot.starts);
    free(ballot.marks);
    free(ballot.votes);
}

uint64_t kept_place_map(const KeptPlace *place, const FoundPlace *found, uint64_t offset)
{
    for (int k = place->count - 1; found->is_found && offset != UINT64_MAX && k >= 0; k--) {
        if (offset < place->lines[k].start)
            continue;
        bool is_beyond = k == place->count - 1 && offset - place->lines[k].start > MARK_BYTES;
        return found->is_same[k] && !is_beyond ? found->starts[k] + (offset - place->lines[k].start) : UINT64_MAX;
    }
    return UINT64_MAX;
}
