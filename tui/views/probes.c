/* Help when nothing matches. */
#include "tui/views/probes.h"

#include "tui/format.h"

enum { KEY_COLUMNS = 8, KEY_BYTES = 64 };

static void release_filters(Probes *probes)
{
    if (probes->filter)
        path_filter_release(probes->filter);
    if (probes->base_filter)
        path_filter_release(probes->base_filter);
    probes->filter = probes->base_filter = NULL;
}

void probes_clear(Probes *probes)
{
    if (probes->search) {
        search_cancel(probes->search);
        search_release(probes->search);
        probes->search = NULL;
    }
    release_filters(probes);
    probes->count = probes->current = 0;
}

void probes_deinit(Probes *probes)
{
    probes_clear(probes);
    buf_deinit(&probes->text);
}

static bool has_special_letters(Slice pattern)
{
    for (size_t i = 0; i < pattern.len; i++)
        if (strchr("\\^$.|?*+()[]{}", pattern.data[i]))
            return true;
    return false;
}

static Probe *add(Probes *probes, const char *words, Action action, const Query *query, bool with_binary)
{
    Probe *probe = &probes->probes[probes->count++];
    *probe =
        (Probe){.words = words, .action = action, .query = *query, .with_filter = true, .with_binary = with_binary};
    probe->query.pattern = buf_slice(&probes->text);
    return probe;
}

void probes_start(Probes *probes, App *app, const Pattern *pattern, PathFilter *filter, PathFilter *base_filter,
                  bool has_globs, const SearchOptions *asked)
{
    const Query *query = pattern_query(pattern);
    bool with_binary = asked->with_binary;
    probes_clear(probes);
    probes->app = app;
    probes->asked = *asked;
    buf_clear(&probes->text);
    buf_append_slice(&probes->text, query->pattern);
    probes->filter = filter ? path_filter_retain(filter) : NULL;
    probes->base_filter = base_filter ? path_filter_retain(base_filter) : NULL;
    if (query->regions)
        add(probes, "anywhere", ACTION_CLEAR_SCOPE, query, with_binary)->query.regions = 0;
    if (!pattern_is_caseless(pattern))
        add(probes, "ignoring case", ACTION_TOGGLE_CASE, query, with_binary)->query.case_mode = CASE_INSENSITIVE;
    if (has_special_letters(query->pattern))
        add(probes, query->is_literal ? "as a regular expression" : "as plain text", ACTION_TOGGLE_REGEX, query,
            with_binary)
            ->query.is_literal = !query->is_literal;
    if (query->is_word)
        add(probes, "inside longer words too", ACTION_TOGGLE_WORD, query, with_binary)->query.is_word = false;
    if (has_globs)
        add(probes, "in the files that the globs leave out", ACTION_FILTER, query, with_binary)->with_filter = false;
    if (!with_binary)
        add(probes, "in binary files too", ACTION_TOGGLE_BINARY, query, true);
}

/* Asks the next question; one that is no valid pattern is passed over. */
static void start_next(Probes *probes)
{
    Snapshot *snapshot = app_snapshot(probes->app);
    for (; snapshot && probes->current < probes->count && !probes->search; probes->current++) {
        Probe *probe = &probes->probes[probes->current];
        Pattern *pattern = pattern_compile(&probe->query, NULL);
        if (!pattern) {
            probe->is_done = true;
            continue;
        }
        PathFilter *filter = probe->with_filter ? probes->filter : probes->base_filter;
        Session *session = app_session(probes->app);
        SearchOptions options = probes->asked;
        options.with_binary = probe->with_binary;
        options.index = session_index(session);
        probes->search =
            search_start(session_pool(session), snapshot, pattern, filter, &options, app_wake(probes->app));
        pattern_release(pattern);
        return;
    }
}

void probes_update(Probes *probes)
{
    if (probes->search) {
        Probe *probe = &probes->probes[probes->current];
        search_advance(probes->search, &probe->progress);
        if (!probe->progress.is_complete)
            return;
        probe->is_done = true;
        search_release(probes->search);
        probes->search = NULL;
        probes->current++;
    }
    if (probes->current < probes->count)
        start_next(probes);
}

bool probes_are_waiting(const Probes *probes)
{
    return probes->current < probes->count;
}

static int draw_figures(const Probe *probe, Canvas *canvas, int x, int y, int x_end)
{
    char figure[FORMAT_BYTES];
    const SearchProgress *found = &probe->progress;
    x += canvas_text(canvas, x, y, x_end - x, format_count(found->lines, figure), style_of(ROLE_STRONG));
    x += canvas_text(canvas, x, y, x_end - x, found->lines == 1 ? " line in " : " lines in ", style_of(ROLE_DIM));
    x += canvas_text(canvas, x, y, x_end - x, format_count(found->files, figure), style_of(ROLE_STRONG));
    x += canvas_text(canvas, x, y, x_end - x, found->files == 1 ? " file  " : " files  ", style_of(ROLE_DIM));
    return x;
}

/* Files that are not listed are not read unasked: only how to ask. */
static void draw_unlisted(const Probes *probes, Canvas *canvas, Rect area, int y)
{
    const ListingOptions *listing = app_listing(probes->app);
    const struct {
        bool is_left_out;
        Action action;
        const char *words;
    } kinds[] = {{listing->tracked_only, ACTION_TOGGLE_UNTRACKED, "look into untracked files too"},
                 {!listing->with_ignored, ACTION_TOGGLE_IGNORED, "look into ignored files too"},
                 {!listing->with_hidden, ACTION_TOGGLE_HIDDEN, "look into hidden files too"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && y < area.y + area.height; i++) {
        char key[KEY_BYTES];
        if (!kinds[i].is_left_out ||
            !keymap_short(app_keymap(probes->app), CONTEXT_PROMPT, kinds[i].action, key, sizeof key))
            continue;
        canvas_text(canvas, area.x + 2, y, KEY_COLUMNS, key, style_of(ROLE_ACCENT));
        canvas_text(canvas, area.x + 2 + KEY_COLUMNS, y, area.width - 2 - KEY_COLUMNS, kinds[i].words,
                    style_of(ROLE_DIM));
        y++;
    }
}

void probes_draw(const Probes *probes, Canvas *canvas, Rect area)
{
    int y = area.y, x_end = area.x + area.width, y_end = area.y + area.height;
    if (y < y_end)
        canvas_text(canvas, area.x + 2, y++, area.width - 2, "Nothing matches.", style_of(ROLE_TEXT));
    if (area.height > 4)
        y++;
    for (int i = 0; i < probes->count && y < y_end; i++) {
        const Probe *probe = &probes->probes[i];
        if (!probe->is_done || probe->progress.lines == 0)
            continue;
        char key[KEY_BYTES];
        int x = area.x + 2;
        if (keymap_short(app_keymap(probes->app), CONTEXT_PROMPT, probe->action, key, sizeof key))
            canvas_text(canvas, x, y, KEY_COLUMNS, key, style_of(ROLE_ACCENT));
        x = draw_figures(probe, canvas, x + KEY_COLUMNS, y, x_end);
        canvas_text(canvas, x, y, x_end - x, probe->words, style_of(ROLE_TEXT));
        y++;
    }
    if (probes->app)
        draw_unlisted(probes, canvas, area, y);
}
