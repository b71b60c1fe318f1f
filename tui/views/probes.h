/* Help when nothing matches: how many lines a slightly different question would find, each one key away. The questions
 * are asked one after the other once the search has ended without a result. Owned by the search view; main thread. */
#pragma once

#include "tui/app.h"

typedef struct Probe {
    const char *words; /* "ignoring case" */
    Action action;     /* whose key takes it */
    Query query;       /* its pattern is borrowed from `Probes.text` */
    bool with_filter, with_binary;
    bool is_done;
    SearchProgress progress;
} Probe;

enum { PROBES_MOST = 6 };

typedef struct Probes {
    App *app;
    Buf text;
    SearchOptions asked;
    PathFilter *filter; /* references, or NULL: with the prompt's globs, and without them */
    PathFilter *base_filter;
    Probe probes[PROBES_MOST];
    int count, current;
    Search *search; /* of probes[current] */
} Probes;

void probes_deinit(Probes *probes);
/* Stops, and forgets what was found. */
void probes_clear(Probes *probes);
/* `filter` may be NULL; `base_filter` is the one without the prompt's globs, and `has_globs` tells whether there are
 * any. Of the options, what was asked; their conditions are borrowed until probes_clear. */
void probes_start(Probes *probes, App *app, const Pattern *pattern, PathFilter *filter, PathFilter *base_filter,
                  bool has_globs, const SearchOptions *asked);
void probes_update(Probes *probes);
bool probes_are_waiting(const Probes *probes);
void probes_draw(const Probes *probes, Canvas *canvas, Rect area);
