/* The files of the command line and those of :e: which one is shown, and where each was left. */
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/views/pager_view.h"

static PagerFile *current(Pager *pager)
{
    return &pager->files.items[pager->files.current];
}

void pager_files_add(Pager *pager, Slice name)
{
    PagerFiles *files = &pager->files;
    files->items = mem_grow(files->items, &files->capacity, files->count + 1, sizeof *files->items);
    size_t at = files->count > 0 ? files->current + 1 : 0;
    memmove(files->items + at + 1, files->items + at, (files->count - at) * sizeof *files->items);
    files->items[at] = (PagerFile){.name = name.data ? mem_strndup(name.data, name.len) : NULL};
    files->count++;
    files->current = at;
}

/* The place is kept for when the file is shown again. */
static void leave_unnoted(Pager *pager)
{
    pager_follow_end(pager);
    pager->sticks_to_end = false;
    if (pager->files.count > 0 && pager->document)
        current(pager)->top = viewport_top(pager->viewport);
}

static void leave(Pager *pager)
{
    pager_note_jump(pager);
    leave_unnoted(pager);
}

static void show_current(Pager *pager)
{
    PagerFile *file = current(pager);
    pager->is_listed = false;
    if (file->name) {
        pager_open_name(pager, file->name, file->top);
        return;
    }
    buf_clear(&pager->name);
    if (pager_fed_document(pager)) {
        pager_show(pager, pager_fed_document(pager));
        viewport_set_counting(pager->viewport, true); /* it may have ended while another was shown */
        viewport_show(pager->viewport, file->top, 0);
    }
}

void pager_files_go(Pager *pager, size_t index)
{
    if (index >= pager->files.count)
        return;
    leave(pager);
    pager->files.current = index;
    show_current(pager);
}

void pager_files_show(Pager *pager, size_t index, Document *document)
{
    leave(pager);
    pager->files.current = index;
    pager->is_listed = false;
    const char *name = current(pager)->name;
    buf_clear(&pager->name);
    buf_append_slice(&pager->name, slice_from_cstr(name ? name : ""));
    pager_show(pager, document);
    viewport_set_counting(pager->viewport, true); /* as above */
}

void pager_files_step(Pager *pager, long by)
{
    const PagerFiles *files = &pager->files;
    bool is_there =
        by < 0 ? (size_t)-by <= files->current : files->count > 0 && (size_t)by < files->count - files->current;
    if (is_there)
        pager_files_go(pager, files->current + (size_t)by);
    else
        app_say(pager->view.app, ROLE_WARNING, by < 0 ? "no file before this one" : "no file after this one");
}

void pager_files_drop(Pager *pager)
{
    PagerFiles *files = &pager->files;
    if (files->count < 2) {
        app_say(pager->view.app, ROLE_WARNING, "there is no other file");
        return;
    }
    leave(pager);
    free(current(pager)->name);
    memmove(current(pager), current(pager) + 1, (files->count - files->current - 1) * sizeof *files->items);
    files->count--;
    if (files->current == files->count)
        files->current--;
    show_current(pager);
}

/* `~/` is the home folder; `%` alone is the current file and `#` the one that was added before it. */
static char *expand(const Pager *pager, Slice name)
{
    const PagerFiles *files = &pager->files;
    const char *home = getenv("HOME");
    Buf path = {0};
    bool is_other = slice_equal(name, slice_from_cstr("#")) && files->current > 0;
    if (is_other && files->items[files->current - 1].name)
        buf_printf(&path, "%s", files->items[files->current - 1].name);
    else if (slice_equal(name, slice_from_cstr("%")))
        buf_append_slice(&path, buf_slice(&pager->name));
    else if (home && slice_starts_with(name, slice_from_cstr("~/")))
        buf_printf(&path, "%s%.*s", home, (int)(name.len - 1), name.data + 1);
    else
        buf_append_slice(&path, name);
    buf_append_byte(&path, '\0');
    return path.data;
}

void pager_files_examine(Pager *pager, Slice name)
{
    pager_note_jump(pager);
    pager_files_return(pager, name);
}

void pager_files_return(Pager *pager, Slice name)
{
    PagerFiles *files = &pager->files;
    char *path = expand(pager, name);
    size_t at = 0;
    while (at < files->count && (!files->items[at].name || strcmp(files->items[at].name, path) != 0))
        at++;
    leave_unnoted(pager);
    if (at < files->count)
        files->current = at;
    else
        pager_files_add(pager, slice_from_cstr(path));
    free(path);
    show_current(pager);
}

bool pager_files_next_at_end(Pager *pager)
{
    if (pager->files.count == 0 || pager->files.current + 1 >= pager->files.count)
        return false;
    pager_files_go(pager, pager->files.current + 1);
    return true;
}

void pager_files_free(Pager *pager)
{
    for (size_t i = 0; i < pager->files.count; i++)
        free(pager->files.items[i].name);
    free(pager->files.items);
}
