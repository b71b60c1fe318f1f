/* Marks: a letter for a place in a file. Capital ones are kept from run to run; `'` goes back to where the last jump
 * began; `^` and `$` are the start and the end of the file, `.` what is shown. */
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/views/pager_mark_file.h"
#include "tui/views/pager_view.h"

static bool is_kept(uint32_t letter)
{
    return letter >= 'A' && letter <= 'Z';
}

static bool is_letter(uint32_t letter)
{
    return is_kept(letter) || (letter >= 'a' && letter <= 'z');
}

static bool is_here(const Pager *pager, const PagerMark *mark)
{
    Slice name = buf_slice(&pager->name);
    return mark->name ? slice_equal(slice_from_cstr(mark->name), name) : name.len == 0;
}

static PagerMark *find(Pager *pager, uint32_t letter)
{
    for (size_t i = 0; i < pager->marks.count; i++)
        if (pager->marks.items[i].letter == letter)
            return &pager->marks.items[i];
    return NULL;
}

static void remove_mark(Pager *pager, PagerMark *mark)
{
    PagerMarks *marks = &pager->marks;
    free(mark->name);
    memmove(mark, mark + 1, (size_t)(marks->items + marks->count - mark - 1) * sizeof *mark);
    marks->count--;
}

/* Where the shown file is, for marks that outlive this run; NULL for a pipe. The caller frees it. */
static char *absolute_name(const Pager *pager)
{
    Buf path = {0};
    if (pager->name.len == 0)
        return NULL;
    if (pager->is_listed && pager->snapshot)
        buf_printf(&path, "%s/", tree_root(snapshot_tree(pager->snapshot)));
    buf_append_slice(&path, buf_slice(&pager->name));
    buf_append_byte(&path, '\0');
    char *absolute = realpath(path.data, NULL);
    buf_deinit(&path);
    return absolute;
}

/* The start of the line that is the last on the screen. */
static uint64_t bottom_line(const Pager *pager)
{
    uint64_t line = viewport_top(pager->viewport), next;
    for (int y = 0; viewport_offset_at(pager->viewport, y, &next); y++)
        line = next;
    return line;
}

void pager_mark_show(Pager *pager)
{
    const PagerMarks *marks = &pager->marks;
    uint64_t *offsets = mem_alloc((marks->count + 1) * sizeof *offsets);
    size_t count = 0;
    for (size_t i = 0; i < marks->count; i++)
        if (is_here(pager, &marks->items[i]))
            offsets[count++] = marks->items[i].offset;
    viewport_set_map_marks(pager->viewport, offsets, count);
    free(offsets);
}

/* In the file of marks, if it is one for that; false when it should be there and is not. */
static bool keep(Pager *pager, uint32_t letter, uint64_t offset, Error *err)
{
    char *path = is_kept(letter) ? absolute_name(pager) : NULL;
    bool ok = !path || mark_file_set(path, (char)letter, offset, err);
    free(path);
    return ok;
}

void pager_mark_set(Pager *pager, uint32_t letter, bool is_bottom)
{
    Error err;
    PagerMarks *marks = &pager->marks;
    if (!is_letter(letter) || !pager->document) {
        app_say(pager->view.app, ROLE_WARNING, "a mark is a letter");
        return;
    }
    PagerMark *old = find(pager, letter);
    if (old)
        remove_mark(pager, old);
    marks->items = mem_grow(marks->items, &marks->capacity, marks->count + 1, sizeof *marks->items);
    PagerMark *mark = &marks->items[marks->count++];
    *mark = (PagerMark){.letter = letter, .is_bottom = is_bottom};
    mark->offset = is_bottom ? bottom_line(pager) : viewport_top(pager->viewport);
    mark->name = pager->name.len > 0 ? mem_strndup(pager->name.data, pager->name.len) : NULL;
    bool is_written = keep(pager, letter, mark->offset, &err);
    pager_mark_show(pager);
    if (is_written)
        app_say(pager->view.app, ROLE_DIM, "mark %c is set", (char)letter);
    else
        app_say(pager->view.app, ROLE_WARNING, "mark %c is set, but not kept: %s", (char)letter, err.text);
}

void pager_mark_jump(Pager *pager)
{
    pager->marks.last = viewport_top(pager->viewport);
    pager_note_jump(pager);
}

static void go(Pager *pager, uint64_t offset, bool is_bottom)
{
    pager_mark_jump(pager);
    viewport_show(pager->viewport, offset, is_bottom ? VIEWPORT_LAST : 0);
}

/* In another file of this run, or one of an earlier run. */
static void go_elsewhere(Pager *pager, const char *name, uint64_t offset)
{
    if (pager->search) {
        app_say(pager->view.app, ROLE_WARNING, "that mark is in %s", name);
        return;
    }
    pager_files_examine(pager, slice_from_cstr(name));
    pager_open_name(pager, name, offset);
}

/* A kept mark of an earlier run. */
static bool go_kept(Pager *pager, char letter)
{
    KeptMark kept;
    char *path = absolute_name(pager);
    bool is_found = mark_file_get(path, letter, &kept);
    if (is_found && path && strcmp(path, kept.path) == 0)
        go(pager, kept.offset, false);
    else if (is_found)
        go_elsewhere(pager, kept.path, kept.offset);
    free(kept.path);
    free(path);
    return is_found;
}

void pager_mark_go(Pager *pager, uint32_t letter)
{
    uint64_t offset;
    PagerMark *mark = find(pager, letter);
    if (!pager->document)
        return;
    if (letter == '^' || letter == '$') {
        pager_mark_jump(pager);
        if (letter == '^')
            viewport_go_top(pager->viewport);
        else
            viewport_go_bottom(pager->viewport);
    } else if (mark && !is_here(pager, mark) && mark->name) {
        go_elsewhere(pager, mark->name, mark->offset);
    } else if (pager_mark_offset(pager, letter, &offset)) {
        go(pager, offset, mark && mark->is_bottom);
    } else if (!is_kept(letter) || !go_kept(pager, (char)letter)) {
        app_say(pager->view.app, ROLE_WARNING, "that mark is not set");
    }
}

bool pager_mark_offset(Pager *pager, uint32_t letter, uint64_t *offset)
{
    const PagerMark *mark = find(pager, letter);
    uint64_t size = pager->document ? document_size(pager->document) : 0;
    if (letter == '^' || letter == '$')
        *offset = letter == '^' ? 0 : size;
    else if (letter == '.')
        *offset = viewport_top(pager->viewport);
    else if (letter == '\'')
        *offset = pager->marks.last != UINT64_MAX ? pager->marks.last : 0;
    else if (mark && is_here(pager, mark))
        *offset = mark->offset;
    else
        return false;
    return true;
}

void pager_mark_clear(Pager *pager, uint32_t letter)
{
    PagerMark *mark = find(pager, letter);
    Error err;
    if (mark)
        remove_mark(pager, mark);
    bool is_written = keep(pager, letter, UINT64_MAX, &err);
    pager_mark_show(pager);
    if (is_written)
        app_say(pager->view.app, ROLE_DIM, mark ? "the mark is gone" : "that mark is not set");
    else
        app_say(pager->view.app, ROLE_WARNING, "the mark is still kept: %s", err.text);
}

void pager_marks_free(Pager *pager)
{
    for (size_t i = 0; i < pager->marks.count; i++)
        free(pager->marks.items[i].name);
    free(pager->marks.items);
}
