/* The pager's part in jumps: where it is, and going to a place. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/views/jump.h"
#include "tui/views/outline.h"
#include "tui/views/pager_view.h"

/* The row of the screen in which the line stands; 0 when it is not in view. */
static int row_of(const Pager *pager, uint64_t line_start)
{
    uint64_t line;
    for (int y = 0; viewport_offset_at(pager->viewport, y, &line); y++)
        if (line == line_start)
            return y;
    return 0;
}

bool pager_place(const View *view, Jump *place)
{
    if (!view || !view_is_pager(view))
        return false;
    const Pager *pager = (const Pager *)view;
    if (!pager->document || pager->name.len == 0)
        return false;
    uint64_t start = document_line_start(pager->document, pager_attention(pager));
    *place = (Jump){
        .path = mem_strndup(pager->name.data, pager->name.len),
        .is_listed = pager->is_listed,
        .line = document_line_at(pager->document, start),
        .offset = start,
        .row = row_of(pager, start),
    };
    return true;
}

void pager_note_jump(Pager *pager)
{
    Jump here;
    if (!pager_place(&pager->view, &here))
        return;
    jumps_add(app_jumps(pager->view.app), &here);
    jump_deinit(&here);
}

/* In the file that is shown. False while its lines are not counted that far: then it is opened anew. */
static bool go_here(Pager *pager, const Jump *place)
{
    Slice name = buf_slice(&pager->name);
    uint64_t start = place->offset;
    if (!pager->document || pager->opening || place->is_listed != pager->is_listed ||
        !slice_equal(name, slice_from_cstr(place->path)))
        return false;
    if (place->line > 0 && !document_line_offset(pager->document, place->line, &start))
        return false;
    if (start >= document_size(pager->document))
        return false;
    pager->current = pager->gone_to = start;
    viewport_set_current(pager->viewport, start);
    pager_find_take_match(pager, UINT64_MAX, UINT64_MAX);
    pager_word_forget(pager);
    if (!pager_is_in_view(pager, start) || place->row != JUMP_ANY_ROW)
        viewport_show(pager->viewport, start, place->row != JUMP_ANY_ROW ? place->row : VIEWPORT_THIRD);
    pager->gone_to = start;
    return true;
}

static PagerPlace place_of(const Jump *place)
{
    return (PagerPlace){.offset = place->line > 0 ? UINT64_MAX : place->offset, .line = place->line};
}

/* The snapshot that the results walked through are of, where the file is still listed in it; else the newest. */
static Snapshot *snapshot_with(const Pager *pager, const char *path, uint32_t *index)
{
    Snapshot *candidates[] = {pager->search ? search_snapshot(pager->search) : NULL, app_snapshot(pager->view.app)};
    for (int i = 0; i < 2; i++) {
        if (!candidates[i])
            continue;
        *index = tree_find(snapshot_tree(candidates[i]), slice_from_cstr(path));
        if (*index != TREE_NONE)
            return candidates[i];
    }
    return NULL;
}

void pager_go(View *view, const Jump *place)
{
    Pager *pager = (Pager *)view;
    uint32_t index = 0;
    if (go_here(pager, place))
        return;
    if (!place->is_listed) {
        pager_files_return(pager, slice_from_cstr(place->path));
        pager_open_at(pager, place->path, place_of(place));
        return;
    }
    Snapshot *snapshot = snapshot_with(pager, place->path, &index);
    if (!snapshot) {
        app_say(view->app, ROLE_WARNING, "%s is no longer listed", place->path);
        return;
    }
    pager->is_listed = true;
    pager_open(pager, snapshot, index, NULL, place_of(place));
}

void pager_outline(Pager *pager, Slice words)
{
    App *app = pager->view.app;
    if (!pager->document || pager->name.len == 0) {
        app_say(app, ROLE_WARNING, "there is no file to outline");
        return;
    }
    OutlineSource source = {
        .document = pager->document,
        .path = buf_slice(&pager->name),
        .is_listed = pager->is_listed,
        .offset = pager_attention(pager),
        .words = words,
    };
    app_push(app, outline_view_new(app, &source));
}
