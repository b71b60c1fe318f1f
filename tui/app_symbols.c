/* The index of definitions of what is listed: made when it is first asked for, and again when the files are others. */
#include "tui/app_private.h"

void app_free_symbols(App *app)
{
    if (!app->symbols)
        return;
    symbols_cancel(app->symbols);
    symbols_release(app->symbols);
    app->symbols = NULL;
}

Symbols *app_symbols(App *app)
{
    Snapshot *snapshot = app_snapshot(app);
    if (!snapshot)
        return NULL;
    bool is_current = app->symbols && symbols_snapshot(app->symbols) == snapshot;
    if (is_current && app->symbols_version == app_contents_version(app))
        return app->symbols;
    Symbols *symbols = symbols_new(snapshot, app->symbols);
    app_free_symbols(app);
    app->symbols = symbols;
    app->symbols_version = app_contents_version(app);
    symbols_build(symbols, session_pool(app->session), &app->wake);
    return symbols;
}
