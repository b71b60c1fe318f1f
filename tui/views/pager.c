/* The pager's life. */
#include "tui/views/pager.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/base/mem.h"
#include "tui/plain.h"
#include "tui/views/pager_view.h"

enum {
    SOON_COUNTED = 16 << 20, /* documents up to this size: a frame waits for the number of lines */
    PRINTED_MOST = 1 << 19,  /* what fits one screen is no larger */
};

static Pager *as_pager(View *view)
{
    return (Pager *)view;
}

static KeyContext context(const View *view)
{
    const Pager *pager = (const Pager *)view;
    return pager->prompt.kind == PAGER_PROMPT_NONE ? CONTEXT_PAGER : CONTEXT_FILTER;
}

static bool takes_counts(const View *view)
{
    return ((const Pager *)view)->prompt.kind == PAGER_PROMPT_NONE;
}

static void type(View *view, Slice text)
{
    Pager *pager = as_pager(view);
    if (pager->prompt.kind != PAGER_PROMPT_NONE)
        pager_prompt_type(pager, text);
}

static void print(Pager *pager, Slice text)
{
    Buf printed = {0};
    plain_append(&printed, text);
    app_print_and_quit(pager->view.app, buf_slice(&printed));
    buf_deinit(&printed);
}

/* -F: what fits is printed as it would be without ken, unless a key has come before all was there. */
static void print_if_one_screen(Pager *pager)
{
    const AppOptions *options = app_options(pager->view.app);
    Slice text = slice_of("", 0);
    if (!pager->settings.quits_if_one_screen || !pager->may_print || pager->opening)
        return;
    bool has_all = pager->document ? !pager_is_fed(pager) : pager->feed && !pager_is_fed(pager);
    uint64_t size = pager->document ? document_size(pager->document) : 0;
    if (size > PRINTED_MOST || options->screen_rows <= 1 || pager->files.count > 1) {
        pager->may_print = false;
        return;
    }
    if (pager->document && size > 0 && !document_view(pager->document, 0, size, &text))
        return;
    pager->may_print = plain_fits(text, options->screen_columns, options->screen_rows - 1);
    if (!pager->may_print || !has_all)
        return;
    pager->may_print = false;
    print(pager, text);
}

/* -E: a movement forward has reached the end. */
static void quit_at_end(Pager *pager)
{
    bool is_quitting = pager->settings.at_end == PAGER_QUITS_AT_END && pager->has_moved_on;
    if (!is_quitting || viewport_is_waiting(pager->viewport) || !viewport_is_at_end(pager->viewport))
        return;
    pager->has_moved_on = false;
    if (!pager_is_fed(pager) && !pager_files_next_at_end(pager))
        app_pop(pager->view.app, &pager->view);
}

/* The line that was asked for when the file was opened, once it is counted to. */
static void take_wanted_line(Pager *pager)
{
    uint64_t start;
    if (pager->line_wanted == 0 || !pager->document || viewport_is_counting(pager->viewport))
        return;
    if (document_line_offset(pager->document, pager->line_wanted, &start)) {
        pager->current = start;
        viewport_set_current(pager->viewport, start);
    }
    pager->line_wanted = 0;
}

/* Files were found changed, others are listed, or the user is back. */
static void look_for_changes(Pager *pager)
{
    App *app = pager->view.app;
    unsigned version = app_contents_version(app), returns = app_returns(app);
    const Snapshot *listed = app_snapshot(app);
    if (version == pager->contents_version && returns == pager->returns && listed == pager->listed)
        return;
    pager->contents_version = version;
    pager->returns = returns;
    pager->listed = listed;
    pager_check(pager, true);
}

static void update(View *view)
{
    Pager *pager = as_pager(view);
    requests_finish(pager->slow);
    pager_take_feed(pager);
    pager_follow_update(pager);
    look_for_changes(pager);
    take_wanted_line(pager);
    pager_replay(pager);
    pager_tally_go_on(pager);
    print_if_one_screen(pager);
    app_set_may_print(view->app, pager->may_print && pager->settings.quits_if_one_screen);
    quit_at_end(pager);
}

static bool is_waiting(const View *view)
{
    const Pager *pager = (const Pager *)view;
    if (pager_select_is_waiting(pager) || pager_context_is_waiting(pager))
        return true;
    uint64_t size = pager->document ? document_size(pager->document) : 0;
    bool is_counting = size > 0 && size <= SOON_COUNTED && document_line_count(pager->document) == 0;
    return pager->opening || pager->hit || pager->bracket || pager->span || pager->saving || pager->check ||
           pager->find.finding || pager_tally_is_waiting(pager) || (is_counting && !pager_is_fed(pager)) ||
           viewport_is_waiting(pager->viewport);
}

static void pager_free(View *view)
{
    Pager *pager = as_pager(view);
    pager_select_free(pager);
    pager_context_free(pager);
    pager_prompt_close(pager);
    pager_find_cancel(pager);
    pager_tally_abandon(pager);
    pager_abandon_hit(pager);
    pager_follow_end(pager);
    pager_span_abandon(pager);
    pager_bracket_abandon(pager);
    pager_saving_abandon(pager);
    pager_abandon_opening(pager);
    pager_abandon_feed(pager);
    painter_free(pager->painter);
    if (pager->slow != app_requests(view->app))
        requests_free(pager->slow);
    viewport_free(pager->viewport);
    document_release(pager->document);
    pattern_release(pager->find.pattern);
    pattern_release(pager->filter.pattern);
    pager_files_free(pager);
    pager_marks_free(pager);
    if (pager->search)
        search_release(pager->search);
    if (pager->snapshot)
        snapshot_release(pager->snapshot);
    line_edit_deinit(&pager->prompt.edit);
    buf_deinit(&pager->name);
    free(pager->count.slices);
    free(pager);
}

static const ViewClass pager_class = {
    .context = context,
    .takes_counts = takes_counts,
    .draw = pager_draw,
    .act = pager_act,
    .type = type,
    .update = update,
    .is_waiting = is_waiting,
    .free = pager_free,
};

static Pager *make(App *app, Search *search, bool is_pipe)
{
    Pager *pager = mem_zalloc(1, sizeof *pager);
    pager->view = (View){.class = &pager_class, .app = app};
    pager->slow = requests_new(app_wake(app));
    if (!pager->slow)
        pager->slow = app_requests(app);
    pager->viewport = viewport_new(app_requests(app));
    pager->painter = painter_new(pager->slow);
    viewport_set_painter(pager->viewport, painter_paint, pager->painter);
    viewport_set_counting(pager->viewport, true);
    viewport_set_chop_marks(pager->viewport, true);
    viewport_set_description(pager->viewport, true, "Alt-X shows the bytes");
    viewport_set_sequences(pager->viewport, is_pipe);
    pager->settings = app_options(app)->pager;
    if (pager->settings.numbers == PAGER_NUMBERS_BY_KIND)
        pager->settings.numbers = is_pipe ? PAGER_NUMBERS_OFF : PAGER_NUMBERS_ON;
    pager->may_print = true;
    app_set_may_print(app, pager->settings.quits_if_one_screen);
    pager->marks.last = pager->context.top = pager->context.line_start = UINT64_MAX;
    pager->contents_version = app_contents_version(app);
    pager->returns = app_returns(app);
    pager->listed = app_snapshot(app);
    pager->current = pager->gone_to = pager->find.start = pager->find.end = UINT64_MAX;
    if (search) {
        pager->search = search_retain(search);
        pager_find_set(pager, pattern_retain(search_pattern(search)));
    }
    pager_apply_settings(pager);
    return pager;
}

View *pager_new(App *app, Document *document, Slice name, PagerPlace place, Search *search)
{
    Pager *pager = make(app, search, false);
    buf_append_slice(&pager->name, name);
    pager_files_add(pager, name);
    pager_open(pager, NULL, 0, document, place);
    return &pager->view;
}

View *pager_new_listed(App *app, Snapshot *snapshot, uint32_t index, PagerPlace place, Search *search)
{
    Pager *pager = make(app, search, false);
    pager->is_listed = true;
    pager_open(pager, snapshot, index, NULL, place);
    return &pager->view;
}

View *pager_new_at(App *app, const Jump *place)
{
    Pager *pager = make(app, NULL, false);
    pager_go(&pager->view, place);
    return &pager->view;
}

bool view_is_pager(const View *view)
{
    return view->class == &pager_class;
}

View *pager_new_spool(App *app, int fd)
{
    Pager *pager = make(app, NULL, true);
    pager_files_add(pager, slice_of(NULL, 0));
    pager_feed(pager, fd);
    return &pager->view;
}

void pager_add_files(View *view, const char *const *names)
{
    Pager *pager = as_pager(view);
    for (; names && *names; names++)
        pager_files_add(pager, slice_from_cstr(*names));
    pager->files.current = 0;
}

void pager_show(Pager *pager, Document *document)
{
    document_retain(document);
    document_release(pager->document);
    pager->document = document;
    pager->current = pager->gone_to = pager->find.start = pager->find.end = UINT64_MAX;
    pager->find.ended = 0;
    pager->is_stale = pager->is_gone = false;
    pager->line_wanted = 0;
    pager_word_forget(pager);
    pager_context_forget(pager);
    pager_select_end(pager);
    pager->error.text[0] = '\0';
    viewport_set_document(pager->viewport, document);
    painter_set_document(pager->painter, document, pager_is_pipe(pager) ? slice_of(NULL, 0) : buf_slice(&pager->name));
    pager_find_show_marks(pager);
    pager_mark_show(pager);
    pager_tally_reset(pager);
}

void pager_go_line(Pager *pager, uint64_t line, int row)
{
    pager->counting_since = pager_seconds();
    viewport_go_line(pager->viewport, line, row);
}

void pager_go_on_with(Pager *pager, Document *longer)
{
    uint64_t size = document_size(pager->document);
    viewport_go_on_with(pager->viewport, longer);
    painter_go_on_with(pager->painter, longer);
    document_retain(longer);
    document_release(pager->document);
    pager->document = longer;
    pager->is_stale = pager->is_gone = false;
    pager_tally_keep(pager, size);
}

long pager_rows(const Pager *pager)
{
    return pager->text_area.height > 0 ? pager->text_area.height : 1;
}

double pager_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

bool pager_is_in_view(const Pager *pager, uint64_t offset)
{
    uint64_t bottom = viewport_bottom(pager->viewport);
    if (offset == UINT64_MAX || offset == pager->gone_to)
        return offset != UINT64_MAX;
    return offset >= viewport_top(pager->viewport) && offset < bottom;
}

uint64_t pager_attention(const Pager *pager)
{
    if (pager_is_in_view(pager, pager->find.start))
        return pager->find.start;
    return pager_is_in_view(pager, pager->current) ? pager->current : viewport_top(pager->viewport);
}
