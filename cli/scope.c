/* What a command without a screen looks into. */
#include "cli/scope.h"

#include <stdio.h>
#include <sys/stat.h>

#include "cli/report.h"

/* The filter for the place: globs and types, and the named folders and files. NULL with `err`. */
static PathFilter *make_filter(const Options *options, const Place *place, const char *root, Error *err)
{
    PathFilter *filter = options_filter(options, err);
    for (size_t i = 0; filter && i < place->count; i++) {
        Slice rest;
        if (place_below(root, place->paths[i], &rest)) {
            path_filter_add_folder(filter, rest);
            continue;
        }
        error_set(err, "%s: not in the work tree %s", place->paths[i], root);
        path_filter_release(filter);
        filter = NULL;
    }
    return filter;
}

/* A tree of the files that were named and are not in `tree`; NULL when all are. Whoever names a file wants it, even
 * when the ignore rules leave it out. */
static Tree *tree_of_unlisted(Tree *tree, const Place *place)
{
    TreeBuilder *builder = tree_builder_new(tree_root(tree));
    for (size_t i = 0; i < place->count; i++) {
        struct stat facts;
        Slice rest;
        if (stat(place->paths[i], &facts) != 0 || !S_ISREG(facts.st_mode) ||
            !place_below(tree_root(tree), place->paths[i], &rest) || tree_find(tree, rest) != TREE_NONE)
            continue;
        tree_builder_add(builder, rest, ENTRY_FILE, 0);
    }
    Tree *unlisted = tree_builder_count(builder) > 0 ? tree_builder_snapshot(builder, true) : NULL;
    tree_builder_free(builder);
    return unlisted;
}

static bool visit_unlisted(const Scope *scope, const Place *place, ScopeFn *each, void *context, Error *err)
{
    Tree *unlisted = tree_of_unlisted(snapshot_tree(scope->snapshot), place);
    if (!unlisted)
        return true;
    Scope own = *scope;
    own.snapshot = store_snapshot(session_store(scope->session), unlisted);
    bool ok = each(context, &own, err);
    snapshot_release(own.snapshot);
    tree_release(unlisted);
    return ok;
}

static bool visit(const Options *options, Session *session, const Place *place, const char *here, ScopeFn *each,
                  void *context, Error *err)
{
    session_wait(session);
    if (session_notice(session)[0])
        report("%s", session_notice(session));
    Scope scope = {.session = session, .snapshot = session_snapshot(session), .here = here};
    const char *root = tree_root(snapshot_tree(scope.snapshot));
    Slice rest;
    scope.prints_absolute = place->is_absolute && !place_below(root, here, &rest);
    scope.filter = make_filter(options, place, root, err);
    if (!scope.filter)
        return false;
    bool ok = each(context, &scope, err) && visit_unlisted(&scope, place, each, context, err);
    path_filter_release(scope.filter);
    return ok;
}

bool scope_each(const Options *options, GitHelper *git, ScopeFn *each, void *context, bool *is_partial, Error *err)
{
    Places places;
    *is_partial = false;
    if (!places_resolve(&places, &options->paths, err))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < places.count; i++) {
        SessionOptions settings = {
            .folder = places.items[i].folder,
            .listing = options->listing,
            .threads = options->threads,
            .memory_bytes = options->memory_bytes,
            .asks_once = true,
            .no_cache = options->no_cache,
        };
        Session *session = session_open(&settings, git, NULL, err);
        ok = session && visit(options, session, &places.items[i], places.here, each, context, err);
        *is_partial = *is_partial || (session && session_is_partial(session));
        if (i + 1 < places.count)
            session_close(session);
        else
            session_leave(session);
    }
    places_deinit(&places);
    return ok;
}

void scope_append_path(const Scope *scope, uint32_t file, Buf *out)
{
    Tree *tree = snapshot_tree(scope->snapshot);
    const char *root = tree_root(tree);
    Slice path = tree_path(tree, file);
    Buf absolute = {0};
    buf_append(&absolute, root, strcmp(root, "/") == 0 ? 0 : strlen(root));
    buf_append_byte(&absolute, '/');
    buf_append_slice(&absolute, path);
    if (scope->prints_absolute)
        buf_append_slice(out, buf_slice(&absolute));
    else
        place_append_relative(out, slice_from_cstr(scope->here), buf_slice(&absolute));
    buf_deinit(&absolute);
}
