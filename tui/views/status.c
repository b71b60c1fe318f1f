/* The status view: where the bytes are, and the limits. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/store/fault.h"
#include "tui/format.h"
#include "tui/views/help.h"
#include "tui/views/panel.h"

enum { STATUS_LINES_MOST = 24, LABEL_COLUMNS = 20 };

typedef struct StatusLine {
    const char *label;
    char value[160];
} StatusLine;

typedef struct StatusView {
    View view;
    Panel panel;
    StatusLine lines[STATUS_LINES_MOST];
    int count;
} StatusView;

static char *add(StatusView *view, const char *label)
{
    StatusLine *line = &view->lines[view->count++];
    line->label = label;
    line->value[0] = '\0';
    return line->value;
}

static void add_tier(StatusView *view, const char *label, uint64_t files, uint64_t bytes, const char *remark)
{
    char number[FORMAT_BYTES], size[FORMAT_BYTES];
    snprintf(add(view, label), sizeof view->lines->value, "%s files, %s%s", format_count(files, number),
             format_bytes(bytes, size), remark);
}

static void add_count(StatusView *view, const char *label, uint64_t count)
{
    char number[FORMAT_BYTES];
    snprintf(add(view, label), sizeof view->lines->value, "%s", format_count(count, number));
}

/* The figure in a file of /proc, 0 when there is none. */
static uint64_t read_figure(const char *path)
{
    uint64_t figure = 0;
    FILE *in = fopen(path, "re");
    if (!in)
        return 0;
    if (fscanf(in, "%" SCNu64, &figure) != 1)
        figure = 0;
    fclose(in);
    return figure;
}

static void add_tiers(StatusView *view, const StoreStats *stats, bool is_read)
{
    char remark[64], size[FORMAT_BYTES];
    snprintf(remark, sizeof remark, " in slabs of %s in all", format_bytes(stats->slab_bytes, size));
    add_tier(view, "files", stats->files, stats->bytes, is_read ? "" : ", still reading");
    add_tier(view, "mapped", stats->mapped_files, stats->mapped_bytes, "");
    add_tier(view, "packed", stats->packed_files, stats->packed_bytes, remark);
    add_count(view, "passing reads", stats->passing_pins);
    add_count(view, "binary files", stats->binary_files);
    add_count(view, "unreadable files", stats->unreadable_files);
}

static void add_engine(StatusView *view, App *app)
{
    Session *session = app_session(app);
    Snapshot *snapshot = app_snapshot(app);
    char size[FORMAT_BYTES], blocks[FORMAT_BYTES];
    if (snapshot) {
        Tree *tree = snapshot_tree(snapshot);
        snprintf(add(view, "folder"), sizeof view->lines->value, "%.150s", tree_root(tree));
        snprintf(add(view, "listed by"), sizeof view->lines->value, "%s%s",
                 session_is_git(session) ? "git's index" : "walking",
                 session_is_complete(session) ? "" : ", still listing");
        snprintf(add(view, "the list takes"), sizeof view->lines->value, "%s", format_bytes(tree_bytes(tree), size));
    }
    StoreStats stats;
    store_stats(session_store(session), &stats);
    IndexStats signatures = {0};
    if (session_index(session))
        index_stats(session_index(session), &signatures);
    add_tiers(view, &stats, signatures.is_complete);
    snprintf(add(view, "signatures"), sizeof view->lines->value, "%s for %s blocks",
             format_bytes(signatures.bytes, size), format_count(signatures.blocks, blocks));
    add_count(view, "worker threads", pool_size(session_pool(session)));
}

static void build(StatusView *view)
{
    view->count = 0;
    add_engine(view, view->view.app);
    uint64_t maps = read_figure("/proc/sys/vm/max_map_count");
    if (maps > 0)
        add_count(view, "mappings allowed", maps);
    add_count(view, "faults survived", fault_count());
    snprintf(add(view, "keymap"), sizeof view->lines->value, "%.60s", keymap_name(app_keymap(view->view.app)));
    const char *notice = session_notice(app_session(view->view.app));
    if (notice[0] != '\0')
        snprintf(add(view, "notice"), sizeof view->lines->value, "%.150s", notice);
    view->panel.list.rows = (uint64_t)view->count;
}

static KeyContext context(const View *base)
{
    (void)base;
    return CONTEXT_HELP;
}

static void draw(View *base, Canvas *canvas, Rect area)
{
    static const Action hints[] = {ACTION_BACK, ACTION_HELP};
    StatusView *view = (StatusView *)base;
    build(view);
    panel_draw(&view->panel, base->app, canvas, area, "", hints, 2);
    Rect list = view->panel.layout.list;
    for (int y = 0; y < list.height && (int)view->panel.list.top + y < view->count; y++) {
        const StatusLine *line = &view->lines[(int)view->panel.list.top + y];
        canvas_text(canvas, list.x + 2, list.y + y, list.width - 2, line->label, style_of(ROLE_DIM));
        canvas_bytes(canvas, list.x + 2 + LABEL_COLUMNS, list.y + y, list.width - 2 - LABEL_COLUMNS,
                     slice_from_cstr(line->value), style_of(ROLE_TEXT));
    }
}

static bool act(View *base, const ActionCall *call)
{
    StatusView *view = (StatusView *)base;
    bool has_changed = false;
    if (call->action == ACTION_STATUS) {
        app_pop(base->app, base);
        return true;
    }
    return panel_act(&view->panel, call, &has_changed);
}

static void free_view(View *base)
{
    StatusView *view = (StatusView *)base;
    panel_deinit(&view->panel);
    free(view);
}

View *status_new(App *app)
{
    static const ViewClass class = {.context = context, .draw = draw, .act = act, .free = free_view};
    StatusView *view = mem_zalloc(1, sizeof *view);
    view->view = (View){.class = &class, .app = app};
    view->panel = (Panel){.title = "status", .only_scrolls = true};
    return &view->view;
}
