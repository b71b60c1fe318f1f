/* The list of files by name. */
#include "tui/views/files.h"

#include <ctype.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/format.h"

enum {
    CHECK_EVERY = 4096,   /* paths between looks at the cancel flag */
    LOWERED_BYTES = 4096, /* of a path's end: longer paths are matched in this much */
    SIZE_COLUMNS = 8,
    SIZE_WIDTH_LEAST = 48, /* columns of a list that also shows sizes */
};

struct FilesRequest {
    Request request;
    Files *owner;
    Snapshot *snapshot; /* a reference, as is the filter */
    PathFilter *filter;
    Buf words;
    atomic_bool is_cancelled; /* relaxed: only a hint to stop early */
    uint32_t *indices;
    uint32_t count;
};

static Slice next_word(Slice text, size_t *at)
{
    while (*at < text.len && text.data[*at] == ' ')
        ++*at;
    size_t start = *at;
    while (*at < text.len && text.data[*at] != ' ')
        ++*at;
    return slice_sub(text, start, *at);
}

static bool holds_all(Slice text, Slice words)
{
    size_t at = 0;
    for (Slice word = next_word(words, &at); word.len > 0; word = next_word(words, &at))
        if (!memmem(text.data, text.len, word.data, word.len))
            return false;
    return true;
}

bool files_match(Slice path, Slice words, bool lowers, bool *in_base_name)
{
    char lowered[LOWERED_BYTES];
    path = slice_sub(path, path.len > LOWERED_BYTES ? path.len - LOWERED_BYTES : 0, path.len);
    if (lowers) {
        for (size_t i = 0; i < path.len; i++)
            lowered[i] = (char)tolower((unsigned char)path.data[i]);
        path.data = lowered;
    }
    *in_base_name = holds_all(slice_base_name(path), words);
    return *in_base_name || holds_all(path, words);
}

static bool has_upper(Slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (isupper((unsigned char)text.data[i]))
            return true;
    return false;
}

static bool accepts(const FilesRequest *request, const Tree *tree, uint32_t index)
{
    if (tree_kind(tree, index) == ENTRY_SUBMODULE)
        return false;
    return !request->filter || path_filter_accepts(request->filter, tree_path(tree, index));
}

/* Those that match in the base name from the front, the others behind them. */
static void work(Request *base, Matcher *matcher)
{
    (void)matcher;
    FilesRequest *request = (FilesRequest *)base;
    Tree *tree = snapshot_tree(request->snapshot);
    uint32_t count = snapshot_count(request->snapshot), others = 0;
    Slice words = buf_slice(&request->words);
    bool lowers = !has_upper(words);
    request->indices = mem_alloc((count + 1) * sizeof *request->indices);
    uint32_t *behind = mem_alloc((count + 1) * sizeof *behind);
    for (uint32_t i = 0; i < count; i++) {
        bool in_base_name = true;
        if (i % CHECK_EVERY == 0 && atomic_load_explicit(&request->is_cancelled, memory_order_relaxed))
            break;
        if (!accepts(request, tree, i) ||
            (words.len > 0 && !files_match(tree_path(tree, i), words, lowers, &in_base_name)))
            continue;
        if (in_base_name)
            request->indices[request->count++] = i;
        else
            behind[others++] = i;
    }
    memcpy(request->indices + request->count, behind, others * sizeof *behind);
    request->count += others;
    free(behind);
    if (request->count == count && others == 0) {
        free(request->indices);
        request->indices = NULL;
    }
}

static void release_inputs(FilesRequest *request)
{
    snapshot_release(request->snapshot);
    if (request->filter)
        path_filter_release(request->filter);
    request->snapshot = NULL;
    request->filter = NULL;
}

static uint32_t index_at(const Files *files, uint64_t row)
{
    return files->indices ? files->indices[row] : (uint32_t)row;
}

static uint64_t row_of(const Files *files, uint32_t index, uint64_t count)
{
    if (!files->indices)
        return index < count ? index : 0;
    for (uint64_t row = 0; row < count; row++)
        if (files->indices[row] == index)
            return row;
    return 0;
}

static void show(Files *files, FilesRequest *request)
{
    uint32_t selected = files->has_moved ? files_selected(files) : TREE_NONE;
    if (selected != TREE_NONE && files->snapshot != request->snapshot)
        selected = tree_find(snapshot_tree(request->snapshot), tree_path(snapshot_tree(files->snapshot), selected));
    int screen_row = (int)(files->list.selected - files->list.top);
    if (files->snapshot)
        snapshot_release(files->snapshot);
    files->snapshot = snapshot_retain(request->snapshot);
    free(files->indices);
    files->indices = request->indices;
    buf_clear(&files->shown_words);
    buf_append_slice(&files->shown_words, buf_slice(&request->words));
    files->list.rows = request->count;
    list_place(&files->list, 0, 0);
    if (selected != TREE_NONE)
        list_place(&files->list, row_of(files, selected, request->count), screen_row);
    files->has_moved = files->has_moved && files_selected(files) == selected;
}

static void done(Request *base)
{
    FilesRequest *request = (FilesRequest *)base;
    if (atomic_load_explicit(&request->is_cancelled, memory_order_relaxed))
        free(request->indices);
    else
        show(request->owner, request);
    request->indices = NULL;
    release_inputs(request);
}

static void drop(Request *base)
{
    FilesRequest *request = (FilesRequest *)base;
    if (request->snapshot)
        release_inputs(request);
    free(request->indices);
    buf_deinit(&request->words);
    free(request);
}

void files_init(Files *files, App *app)
{
    *files = (Files){.app = app};
    files->request = mem_zalloc(1, sizeof *files->request);
    files->request->owner = files;
    files->request->request = (Request){.work = work, .done = done, .drop = drop};
}

void files_deinit(Files *files)
{
    atomic_store_explicit(&files->request->is_cancelled, true, memory_order_relaxed);
    request_abandon(&files->request->request);
    if (files->snapshot)
        snapshot_release(files->snapshot);
    if (files->filter)
        path_filter_release(files->filter);
    free(files->indices);
    buf_deinit(&files->words);
    buf_deinit(&files->shown_words);
}

void files_start(Files *files, Slice words, PathFilter *filter)
{
    buf_clear(&files->words);
    buf_append_slice(&files->words, words);
    if (files->filter)
        path_filter_release(files->filter);
    files->filter = filter ? path_filter_retain(filter) : NULL;
    files->is_asked = true;
    if (request_is_pending(&files->request->request))
        atomic_store_explicit(&files->request->is_cancelled, true, memory_order_relaxed);
    files_update(files);
}

void files_update(Files *files)
{
    Snapshot *snapshot = app_snapshot(files->app);
    FilesRequest *request = files->request;
    if (!files->is_asked || !snapshot || request_is_pending(&request->request))
        return;
    files->is_asked = false;
    request->snapshot = snapshot_retain(snapshot);
    request->filter = files->filter ? path_filter_retain(files->filter) : NULL;
    buf_clear(&request->words);
    buf_append_slice(&request->words, buf_slice(&files->words));
    request->indices = NULL;
    request->count = 0;
    atomic_store_explicit(&request->is_cancelled, false, memory_order_relaxed);
    requests_post(app_requests(files->app), &request->request);
}

bool files_is_waiting(const Files *files)
{
    return (files->is_asked && app_snapshot(files->app)) || request_is_pending(&files->request->request);
}

uint32_t files_selected(const Files *files)
{
    return files->snapshot && files->list.rows > 0 ? index_at(files, files->list.selected) : TREE_NONE;
}

void files_select(Files *files, uint64_t row)
{
    list_select(&files->list, row);
    files->has_moved = true;
}

void files_move(Files *files, int64_t by)
{
    list_move(&files->list, by);
    files->has_moved = true;
}

/* The words typed, where the path is drawn whole in plain letters. */
static void highlight(const Files *files, Canvas *canvas, int x, int y, Slice path)
{
    Slice words = buf_slice(&files->shown_words);
    bool lowers = !has_upper(words);
    size_t at = 0;
    for (Slice word = next_word(words, &at); word.len > 0; word = next_word(words, &at)) {
        for (size_t i = 0; i + word.len <= path.len; i++) {
            int differs =
                lowers ? strncasecmp(path.data + i, word.data, word.len) : memcmp(path.data + i, word.data, word.len);
            if (differs)
                continue;
            for (size_t k = 0; k < word.len; k++)
                canvas_cell(canvas, x + (int)(i + k), y)->style.role = ROLE_MATCH;
            i += word.len - 1;
        }
    }
}

static bool is_plain(Slice path)
{
    for (size_t i = 0; i < path.len; i++)
        if (path.data[i] < ' ' || path.data[i] > '~')
            return false;
    return true;
}

static const char *kind_or_size(const Files *files, uint32_t index, char text[FORMAT_BYTES])
{
    const File *file = snapshot_file(files->snapshot, index);
    if (tree_kind(snapshot_tree(files->snapshot), index) == ENTRY_SYMLINK)
        return "link";
    if (tree_kind(snapshot_tree(files->snapshot), index) == ENTRY_SPECIAL)
        return "special";
    switch (file_text(file)) {
    case TEXT_UNKNOWN:
        return "";
    case TEXT_ABSENT:
        return "gone";
    case TEXT_UNREADABLE:
        return "unread";
    default:
        return format_bytes(file_size(file), text);
    }
}

static void draw_file(const Files *files, Canvas *canvas, Rect row, uint32_t index, const Marks *marks)
{
    Tree *tree = snapshot_tree(files->snapshot);
    Slice path = tree_path(tree, index);
    int columns = row.width - 2;
    if (row.width >= SIZE_WIDTH_LEAST) {
        char text[FORMAT_BYTES];
        const char *size = kind_or_size(files, index, text);
        int right = row.x + row.width - 1;
        canvas_text(canvas, right - canvas_text_width(size), row.y, SIZE_COLUMNS, size, style_of(ROLE_DIM));
        columns -= SIZE_COLUMNS + 2;
    }
    if (columns <= 0)
        return;
    int used = canvas_path(canvas, row.x + 1, row.y, columns, path, false);
    bool is_binary =
        file_text(snapshot_file(files->snapshot, index)) == TEXT_BINARY || (tree_flags(tree, index) & ENTRY_BINARY);
    for (int i = 0; is_binary && i < used; i++)
        canvas_cell(canvas, row.x + 1 + i, row.y)->style.role = ROLE_DIM;
    if ((size_t)used == path.len && is_plain(path))
        highlight(files, canvas, row.x + 1, row.y, path);
    if (marks_have(marks, index, MARK_WHOLE_FILE))
        canvas_put(canvas, row.x, row.y, L'•', 1, style_of(ROLE_MATCH));
}

int files_draw(Files *files, Canvas *canvas, Rect area, const Marks *marks)
{
    List *list = &files->list;
    list_resize(list, list->rows, area.height);
    if (!files->snapshot || area.height <= 0 || area.width <= 0)
        return -1;
    for (int at = 0; at < area.height && list->top + (uint64_t)at < list->rows; at++) {
        Rect row = {area.x, area.y + at, area.width, 1};
        uint64_t number = list->top + (uint64_t)at;
        draw_file(files, canvas, row, index_at(files, number), marks);
        if (number != list->selected)
            continue;
        canvas_select(canvas, row.x, row.y, row.width);
        canvas_put(canvas, row.x, row.y, L'▌', 1, (Style){.role = ROLE_BAR, .is_selected = true});
    }
    return list->rows > 0 ? area.y + (int)(list->selected - list->top) : -1;
}
