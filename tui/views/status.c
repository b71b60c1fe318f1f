/* The status view: what is listed, where its bytes are, what ken takes, and the limits that it keeps to. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/base/process.h"
#include "engine/store/fault.h"
#include "tui/format.h"
#include "tui/views/help.h"
#include "tui/views/panel.h"

enum { STATUS_LINES_MOST = 40, LABEL_COLUMNS = 20 };

typedef struct StatusLine {
    const char *label; /* of a heading when the value is "" */
    char value[160];
} StatusLine;

typedef struct StatusView {
    View view;
    Panel panel;
    StatusLine lines[STATUS_LINES_MOST];
    int count;
} StatusView;

/* The value's room, to be written into. */
static char *add(StatusView *view, const char *label)
{
    StatusLine *line = &view->lines[view->count++];
    line->label = label;
    line->value[0] = '\0';
    return line->value;
}

__attribute__((format(printf, 3, 4))) static void add_text(StatusView *view, const char *label, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(add(view, label), sizeof view->lines->value, format, arguments);
    va_end(arguments);
}

static void add_files(StatusView *view, const char *label, uint64_t files, uint64_t bytes, const char *remark)
{
    char number[FORMAT_BYTES], size[FORMAT_BYTES];
    add_text(view, label, "%s file%s, %s%s", format_count(files, number), files == 1 ? "" : "s",
             format_bytes(bytes, size), remark);
}

static void add_count(StatusView *view, const char *label, uint64_t count)
{
    char number[FORMAT_BYTES];
    add_text(view, label, "%s", format_count(count, number));
}

/* `remark` says what the figure is for. */
static void add_bytes(StatusView *view, const char *label, uint64_t bytes, const char *remark)
{
    char size[FORMAT_BYTES];
    add_text(view, label, "%s%s", bytes == LIMIT_NONE ? "no limit" : format_bytes(bytes, size), remark);
}

static void add_listing(StatusView *view, Session *session, Snapshot *snapshot)
{
    Tree *tree = snapshot_tree(snapshot);
    add(view, "Listing");
    add_text(view, "folder", "%.150s", tree_root(tree));
    add_text(view, "listed by", "%s%s", session_is_git(session) ? "git's index" : "walking",
             session_is_complete(session) ? "" : ", still listing");
    add_bytes(view, "the list takes", tree_bytes(tree), "");
    const char *notice = session_notice(session);
    const char *watch_notice = session_watch_notice(session);
    if (notice[0] != '\0')
        add_text(view, "notice", "%.150s", notice);
    if (watch_notice[0] != '\0')
        add_text(view, "watching", "%.150s", watch_notice);
}

static void add_tiers(StatusView *view, const StoreStats *stats, bool is_read)
{
    char remark[64], size[FORMAT_BYTES], rounds[FORMAT_BYTES], pins[FORMAT_BYTES];
    add(view, "Where the bytes are");
    add_files(view, "known", stats->files, stats->bytes, is_read ? "" : ", still reading");
    add_files(view, "mapped", stats->mapped_files, stats->mapped_bytes, "");
    snprintf(remark, sizeof remark, ", in slabs of %s", format_bytes(stats->slab_bytes, size));
    add_files(view, "packed", stats->packed_files, stats->packed_bytes, remark);
    snprintf(remark, sizeof remark, ", %s time%s", format_count(stats->passing_pins, pins),
             stats->passing_pins == 1 ? "" : "s");
    add_files(view, "read when needed", stats->passing_files, stats->passing_bytes, remark);
    snprintf(remark, sizeof remark, ", in %s sweep%s", format_count(stats->retired_rounds, rounds),
             stats->retired_rounds == 1 ? "" : "s");
    add_files(view, "retired", stats->retired_files, stats->retired_bytes, remark);
    add_count(view, "binary files", stats->binary_files);
    add_count(view, "unreadable files", stats->unreadable_files);
}

static void add_process(StatusView *view, const IndexStats *signatures)
{
    char remark[64], blocks[FORMAT_BYTES];
    ProcessMemory memory;
    process_memory(&memory);
    add(view, "What ken takes");
    add_bytes(view, "address space", memory.virtual_bytes, "");
    add_bytes(view, "resident", memory.resident_bytes, ", pages of files included");
    snprintf(remark, sizeof remark, " for %s blocks", format_count(signatures->blocks, blocks));
    add_bytes(view, "signatures", signatures->bytes, remark);
    add_count(view, "faults survived", fault_count());
}

static void add_limits(StatusView *view, const StoreLimits *limits)
{
    char maps[FORMAT_BYTES], budget[FORMAT_BYTES], size[FORMAT_BYTES], remark[64];
    add(view, "Limits");
    add_text(view, "mappings", "%s, of which files may take %s", format_count(limits->system.map_count, maps),
             format_count(limits->budgets.maps, budget));
    uint64_t mapped = limits->budgets.mapped_bytes;
    snprintf(remark, sizeof remark, ", of which mapped files may take %s", format_bytes(mapped, size));
    add_bytes(view, "address space", limits->system.address_bytes, mapped == LIMIT_NONE ? "" : remark);
    snprintf(remark, sizeof remark, ", of which packed files may take %s",
             format_bytes(limits->budgets.packed_bytes, size));
    add_bytes(view, "memory", limits->system.ram_bytes, remark);
    add_bytes(view, "of the group", limits->system.group_bytes, "");
}

static void build(StatusView *view)
{
    App *app = view->view.app;
    Session *session = app_session(app);
    view->count = 0;
    if (app_snapshot(app))
        add_listing(view, session, app_snapshot(app));
    StoreStats stats;
    store_stats(session_store(session), &stats);
    IndexStats signatures = {0};
    if (session_index(session))
        index_stats(session_index(session), &signatures);
    add_tiers(view, &stats, signatures.is_complete);
    add_process(view, &signatures);
    StoreLimits limits = store_limits(session_store(session));
    add_limits(view, &limits);
    add(view, "Running");
    add_count(view, "worker threads", pool_size(session_pool(session)));
    add_text(view, "keymap", "%.60s", keymap_name(app_keymap(app)));
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
        bool is_heading = line->value[0] == '\0';
        int indent = is_heading ? 1 : 3;
        canvas_text(canvas, list.x + indent, list.y + y, list.width - indent, line->label,
                    style_of(is_heading ? ROLE_STRONG : ROLE_DIM));
        canvas_bytes(canvas, list.x + 3 + LABEL_COLUMNS, list.y + y, list.width - 3 - LABEL_COLUMNS,
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
