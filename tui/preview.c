/* The preview: opening in the background, then a title and a viewport.
 *
 *     preview_show: wanted --Opening--> document (from the cache, checked, or opened), its definition and first match
 *                   --done, still wanted--> the viewport shows it; until then it shows what it showed before */
#include "tui/preview.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/search/find.h"
#include "engine/store/describe.h"
#include "engine/store/document.h"
#include "tui/definition.h"
#include "tui/format.h"
#include "tui/kept_place.h"
#include "tui/painter.h"
#include "tui/viewport.h"

enum {
    CACHED = 8,
    INDEX_MOST = 64 << 20, /* further into a file, the line number comes later */
    PREFAULT_AROUND = 1 << 19,
    PREFAULT_HEAD = 4 << 10, /* where the language shows */
    MATCH_REACH = 1 << 20,   /* of a line in which the match is looked for, to have it in view */
};

/* What is to be shown. Holds its references. */
typedef struct Target {
    Snapshot *snapshot; /* NULL: nothing */
    uint32_t index;
    uint32_t generation;
    uint64_t offset;
    Pattern *pattern;
} Target;

typedef struct Cached {
    Snapshot *snapshot; /* keeps `file`, its `index`-th, alive */
    uint32_t index;
    File *file;
    Document *document;
    uint64_t used;
} Cached;

typedef struct Opening {
    Request request;
    Preview *preview;
    Target target;
    bool is_refresh; /* of what is shown: it stays where it is, as far as it still is in the file */
    KeptPlace kept;
    FoundPlace found;
    Document *document; /* before: the cached one or NULL; after: what is to be shown, or NULL */
    char message[sizeof(Error)];
    uint64_t line_start; /* UINT64_MAX: none */
    uint64_t match;      /* UINT64_MAX: none */
    Buf definition;
} Opening;

struct Preview {
    Requests *requests;
    Viewport *viewport;
    Painter *painter; /* the viewport's */
    Target wanted;
    Opening *opening;
    Cached cache[CACHED];
    uint64_t clock;
    /* what is shown */
    Buf name;
    Buf definition;
    char message[sizeof(Error)];
    const char *tag;
    Buf path;         /* of the file that is shown, in that generation: */
    const File *file; /* not to be looked into */
    uint32_t generation;
    uint64_t current; /* its selected line; UINT64_MAX: none */
    uint64_t moved;   /* where the line is that was selected before the file changed; UINT64_MAX: not known */
    KeptPlace kept;
    bool is_gone; /* what is shown is of a file that is not there any more */
    int height;
};

static void target_deinit(Target *target)
{
    if (target->snapshot)
        snapshot_release(target->snapshot);
    pattern_release(target->pattern);
    *target = (Target){0};
}

static Target target_copy(const Target *target)
{
    Target copy = *target;
    copy.snapshot = target->snapshot ? snapshot_retain(target->snapshot) : NULL;
    copy.pattern = target->pattern ? pattern_retain(target->pattern) : NULL;
    return copy;
}

static File *target_file(const Target *target)
{
    return target->snapshot ? snapshot_file(target->snapshot, target->index) : NULL;
}

static bool is_same_place(const Target *a, const Target *b)
{
    return target_file(a) == target_file(b) && a->generation == b->generation && a->offset == b->offset;
}

/* --- in the background --- */

static void open_document(Opening *opening)
{
    if (opening->document && document_check(opening->document)) {
        document_release(opening->document);
        opening->document = NULL;
    }
    Error err = {0};
    if (!opening->document)
        opening->document = document_open(opening->target.snapshot, opening->target.index, &err);
    memcpy(opening->message, err.text, sizeof opening->message);
}

/* A sentence in place of what there is nothing to see of. */
static void refuse_text(Opening *opening)
{
    uint64_t size = document_size(opening->document);
    char figure[FORMAT_BYTES];
    if (size == 0)
        snprintf(opening->message, sizeof opening->message, "an empty file");
    else if (document_text(opening->document) == TEXT_BINARY && opening->target.offset == UINT64_MAX) {
        Buf kind = {0};
        Stretch head = {0};
        document_read(opening->document, 0, DESCRIBE_BYTES, &head);
        describe_bytes(head.bytes, &kind);
        stretch_deinit(&head);
        snprintf(opening->message, sizeof opening->message, "%.*s, %s", (int)kind.len, kind.data,
                 format_bytes(size, figure));
        buf_deinit(&kind);
    }
}

/* Of what is seen through windows as much as is looked at. */
static void append_definition(Opening *opening, Slice name)
{
    uint64_t start = opening->line_start;
    bool is_windowed = document_is_windowed(opening->document);
    uint64_t from = is_windowed && start > DEFINITION_REACH ? start - DEFINITION_REACH : 0;
    uint64_t to = is_windowed ? start + DEFINITION_REACH : UINT64_MAX;
    Stretch near = {0};
    document_read(opening->document, from, to, &near);
    buf_append_slice(&opening->definition, definition_find(name, document_language(opening->document), near.bytes,
                                                           (size_t)(start - near.start)));
    stretch_deinit(&near);
}

static void look_around(Opening *opening, Matcher *matcher)
{
    Document *document = opening->document;
    uint64_t offset = opening->target.offset == UINT64_MAX ? 0 : opening->target.offset;
    if (opening->is_refresh) {
        kept_place_find(&opening->kept, document, &opening->found);
        document_prefault(document,
                          opening->found.offset > PREFAULT_AROUND ? opening->found.offset - PREFAULT_AROUND : 0,
                          2 * PREFAULT_AROUND);
    }
    uint64_t from = offset > PREFAULT_AROUND ? offset - PREFAULT_AROUND : 0;
    document_prefault(document, from, offset - from + PREFAULT_AROUND);
    document_prefault(document, 0, PREFAULT_HEAD);
    uint64_t indexed = document_indexed_bytes(document);
    if (indexed < offset + PREFAULT_AROUND && offset < INDEX_MOST)
        document_index_more(document, offset + PREFAULT_AROUND - indexed);
    if (opening->target.offset == UINT64_MAX || offset >= document_size(document))
        return;
    opening->line_start = document_line_start(document, offset);
    Slice name = tree_path(snapshot_tree(opening->target.snapshot), opening->target.index);
    append_definition(opening, name);
    if (!opening->target.pattern)
        return;
    Finder finder = {.document = document, .pattern = opening->target.pattern, .matcher = matcher};
    uint64_t end = document_next_line(document, opening->line_start);
    FindMatch match;
    end = end - opening->line_start > MATCH_REACH ? opening->line_start + MATCH_REACH : end;
    if (find_first(&finder, opening->line_start, end, &match))
        opening->match = match.start;
}

static void work(Request *request, Matcher *matcher)
{
    Opening *opening = (Opening *)request;
    open_document(opening);
    if (!opening->document)
        return;
    refuse_text(opening);
    if (opening->message[0] == '\0')
        look_around(opening, matcher);
}

/* --- on the main thread --- */

static void drop(Request *request)
{
    Opening *opening = (Opening *)request;
    target_deinit(&opening->target);
    document_release(opening->document);
    buf_deinit(&opening->definition);
    free(opening);
}

static Cached *cached(Preview *preview, const File *file)
{
    for (int i = 0; i < CACHED; i++)
        if (preview->cache[i].file == file)
            return &preview->cache[i];
    return NULL;
}

static void uncache(Cached *entry)
{
    document_release(entry->document);
    if (entry->snapshot)
        snapshot_release(entry->snapshot);
    *entry = (Cached){0};
}

static Cached *least_used(Preview *preview)
{
    Cached *least = &preview->cache[0];
    for (int i = 1; i < CACHED; i++)
        if (preview->cache[i].used < least->used)
            least = &preview->cache[i];
    return least;
}

/* An entry keeps a whole listing, and the bytes of files that are gone since: so it goes over to the new one, or goes.
 */
static void move_over(Cached *entry, Snapshot *snapshot)
{
    if (!entry->snapshot || entry->snapshot == snapshot)
        return;
    uint32_t index = tree_find(snapshot_tree(snapshot), tree_path(snapshot_tree(entry->snapshot), entry->index));
    if (index == TREE_NONE || snapshot_file(snapshot, index) != entry->file) {
        uncache(entry);
        return;
    }
    snapshot_retain(snapshot);
    snapshot_release(entry->snapshot);
    entry->snapshot = snapshot;
    entry->index = index;
}

static void cache(Preview *preview, const Target *target, Document *document)
{
    File *file = target_file(target);
    Cached *entry = cached(preview, file);
    if (!entry)
        entry = least_used(preview);
    Snapshot *snapshot = snapshot_retain(target->snapshot);
    Document *kept = document ? document_retain(document) : NULL;
    uncache(entry);
    *entry = (Cached){snapshot, target->index, file, kept, ++preview->clock};
    if (preview->wanted.snapshot)
        move_over(entry, preview->wanted.snapshot);
}

/* The file that is shown cannot be opened any more: what is seen of it stays. */
static bool stays(const Preview *preview, const Opening *opening, Slice path)
{
    return !opening->document && viewport_document(preview->viewport) && slice_equal(buf_slice(&preview->path), path);
}

static void show(Preview *preview, Opening *opening)
{
    Viewport *viewport = preview->viewport;
    Slice path = tree_path(snapshot_tree(opening->target.snapshot), opening->target.index);
    preview->is_gone = stays(preview, opening, path);
    if (preview->is_gone)
        return;
    buf_clear(&preview->path);
    buf_append_slice(&preview->path, path);
    preview->file = target_file(&opening->target);
    preview->generation = opening->target.generation;
    buf_clear(&preview->name);
    buf_append_slice(&preview->name, slice_base_name(path));
    buf_clear(&preview->definition);
    buf_append_slice(&preview->definition, buf_slice(&opening->definition));
    memcpy(preview->message, opening->message, sizeof preview->message);
    if (preview->message[0] != '\0') {
        viewport_set_document(viewport, NULL);
        return;
    }
    if (viewport_document(viewport) != opening->document) {
        viewport_set_document(viewport, opening->document);
        painter_set_document(preview->painter, opening->document, path);
    }
    viewport_set_pattern(viewport, preview->wanted.pattern);
    viewport_set_current(viewport, opening->line_start);
    viewport_go_first_column(viewport);
    preview->moved =
        opening->is_refresh ? kept_place_map(&opening->kept, &opening->found, preview->current) : UINT64_MAX;
    preview->current = opening->line_start;
    kept_place_renew(&preview->kept);
    if (opening->found.is_found) {
        viewport_show(viewport, opening->found.offset, opening->found.row);
        return;
    }
    viewport_show(viewport, opening->line_start == UINT64_MAX ? 0 : opening->line_start, VIEWPORT_THIRD);
    if (opening->match != UINT64_MAX)
        viewport_reveal(viewport, opening->match);
}

static void post(Preview *preview);

static void done(Request *request)
{
    Opening *opening = (Opening *)request;
    Preview *preview = opening->preview;
    preview->opening = NULL;
    cache(preview, &opening->target, opening->document);
    if (preview->wanted.snapshot && is_same_place(&opening->target, &preview->wanted))
        show(preview, opening);
    else if (preview->wanted.snapshot)
        post(preview);
    drop(request);
}

/* The same file, but another one by now; or the same line of it. */
static bool is_refresh(const Preview *preview, const Target *target)
{
    Slice path = tree_path(snapshot_tree(target->snapshot), target->index);
    bool is_shown = viewport_document(preview->viewport) && slice_equal(path, buf_slice(&preview->path));
    /* the results may tell only later where the selected line is now */
    bool is_moved = target->offset != UINT64_MAX && target->offset == preview->moved;
    return is_shown && (is_moved || target_file(target) != preview->file || target->generation != preview->generation);
}

static void post(Preview *preview)
{
    Opening *opening = mem_zalloc(1, sizeof *opening);
    opening->request = (Request){.work = work, .done = done, .drop = drop};
    opening->preview = preview;
    opening->target = target_copy(&preview->wanted);
    opening->line_start = opening->match = UINT64_MAX;
    opening->is_refresh = is_refresh(preview, &preview->wanted);
    opening->kept = preview->kept;
    Cached *known = cached(preview, target_file(&preview->wanted));
    if (known && known->document)
        opening->document = document_retain(known->document);
    preview->opening = opening;
    requests_post(preview->requests, &opening->request);
}

Preview *preview_new(Requests *requests)
{
    Preview *preview = mem_zalloc(1, sizeof *preview);
    preview->requests = requests;
    preview->tag = "";
    preview->current = preview->moved = UINT64_MAX;
    preview->viewport = viewport_new(requests);
    preview->painter = painter_new(requests);
    viewport_set_painter(preview->viewport, painter_paint, preview->painter);
    return preview;
}

void preview_free(Preview *preview)
{
    if (preview->opening)
        request_abandon(&preview->opening->request);
    target_deinit(&preview->wanted);
    for (int i = 0; i < CACHED; i++)
        uncache(&preview->cache[i]);
    viewport_free(preview->viewport);
    painter_free(preview->painter);
    buf_deinit(&preview->name);
    buf_deinit(&preview->definition);
    buf_deinit(&preview->path);
    free(preview);
}

void preview_show(Preview *preview, Snapshot *snapshot, uint32_t index, uint64_t offset, Pattern *pattern)
{
    Target target = {.snapshot = snapshot, .index = index, .offset = offset, .pattern = pattern};
    target.generation = file_generation(target_file(&target));
    bool is_same = preview->wanted.snapshot && is_same_place(&target, &preview->wanted);
    target = target_copy(&target);
    target_deinit(&preview->wanted);
    preview->wanted = target;
    for (int i = 0; i < CACHED; i++)
        move_over(&preview->cache[i], snapshot);
    if (is_same && !preview->opening)
        viewport_set_pattern(preview->viewport, pattern);
    else if (!preview->opening)
        post(preview);
}

void preview_turn_syntax(Preview *preview, bool is_on)
{
    painter_turn(preview->painter, is_on);
}

void preview_clear(Preview *preview)
{
    target_deinit(&preview->wanted);
    viewport_set_document(preview->viewport, NULL);
    preview->is_gone = false;
    buf_clear(&preview->path);
    buf_clear(&preview->name);
    buf_clear(&preview->definition);
    preview->message[0] = '\0';
}

void preview_set_tag(Preview *preview, const char *tag)
{
    preview->tag = tag;
}

void preview_scroll(Preview *preview, int rows)
{
    kept_place_renew(&preview->kept);
    viewport_scroll(preview->viewport, rows);
}

int preview_height(const Preview *preview)
{
    return preview->height;
}

static void draw_title(Preview *preview, Canvas *canvas, Rect area)
{
    int x = area.x + 1;
    int end = area.x + area.width;
    const char *tag = preview->is_gone ? "gone" : preview->tag;
    int tag_columns = canvas_text_width(tag);
    if (tag_columns > 0 && end - x > tag_columns + 2) {
        canvas_text(canvas, end - 1 - tag_columns, area.y, tag_columns, tag, style_of(ROLE_DIM));
        end -= tag_columns + 3;
    }
    x += canvas_bytes(canvas, x, area.y, end - x, buf_slice(&preview->name), style_of(ROLE_NAME)) + 2;
    if (preview->definition.len == 0 || end - x < 4)
        return;
    Buf title = {0};
    definition_squeeze(buf_slice(&preview->definition), (size_t)(end - x), &title);
    buf_append_byte(&title, '\0');
    canvas_text(canvas, x, area.y, end - x, title.data, style_of(ROLE_DIM));
    buf_deinit(&title);
}

void preview_draw(Preview *preview, Canvas *canvas, Rect area)
{
    preview->height = area.height > 1 ? area.height - 1 : 0;
    if (preview->name.len > 0 && area.height > 0)
        draw_title(preview, canvas, area);
    Rect text = {area.x, area.y + 1, area.width, preview->height};
    if (preview->message[0] != '\0' && preview->height > 0)
        canvas_bytes(canvas, area.x + 1, text.y, area.width - 1, slice_from_cstr(preview->message), style_of(ROLE_DIM));
    viewport_draw(preview->viewport, canvas, text);
    if (text.height > 0)
        kept_place_note(&preview->kept, preview->viewport, text, preview->current);
}

bool preview_is_waiting(const Preview *preview)
{
    return preview->opening || viewport_is_waiting(preview->viewport);
}
