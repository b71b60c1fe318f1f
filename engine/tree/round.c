/* One listing.
 *
 *     keeping_load --> what an earlier run listed, if it is still right: complete; otherwise:
 *     git_list --> tracked files: published --> walk on the pool, beside it attributes from git --> complete
 *        | cannot tell, or no work tree
 *        +--> walk on the pool, a tree now and then --> complete */
#include "engine/tree/round.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/tree/keeping.h"
#include "engine/tree/rules.h"
#include "engine/tree/walk.h"

enum {
    GIT_DEADLINE_MS = 4000,
    ATTRIBUTES_DEADLINE_MS = 30000,
    GIT_SILENCE_MS = 4000, /* attributes may take longer than that, but entries keep coming */
    FIRST_TREE_MS = 30,
    BETWEEN_TREES_MS = 100,
    MOST_COST = 8, /* a tree is made at most an eighth of the time */
};

/* What the steps hand to one another. */
typedef struct State {
    Round *round;
    LoaderNews about;
    GitListing listing;
    Keeping keeping;
    TreeBuilder *builder;    /* of what is published */
    Tree *tracked;           /* all that git tracks, relative to the work tree's root; NULL until it is known */
    TreeBuilder *marks;      /* the files that attributes say something about */
    Walk *walk;              /* for what git does not track; NULL for none */
    _Atomic(uint64_t) *seen; /* a bit for each of the tracked, set where the walk has met it */
    IgnoreRules *user_rules, *repository_rules, *rules; /* for the walk */
    unsigned unread_rules;                              /* of these; so many files could not be read */
    int root_fd;                                        /* of the work tree, or -1 */
    Slice prefix;                                       /* the folder below the root, for exact_folder; else "" */
    char *real_folder;                                  /* what `prefix` points into */
    size_t strip;                                       /* bytes of the walk's paths before the published ones */
} State;

static long long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_cancelled(const Round *round)
{
    /* relaxed: a flag alone, no data goes with it */
    return atomic_load_explicit(round->is_cancelled, memory_order_relaxed);
}

static void note_found(const State *state, uint32_t count)
{
    atomic_store_explicit(state->round->found, count, memory_order_relaxed); /* relaxed: for display alone */
}

static void add_notice(State *state, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add_notice(State *state, const char *format, ...)
{
    char *notice = state->about.notice;
    size_t used = strlen(notice);
    size_t room = sizeof state->about.notice - used;
    va_list args;
    va_start(args, format);
    if (used > 0 && room > 3) {
        memcpy(notice + used, "; ", 3);
        used += 2;
        room -= 2;
    }
    vsnprintf(notice + used, room, format, args);
    va_end(args);
}

static void publish(State *state, bool is_complete)
{
    state->about.is_complete = is_complete;
    Tree *tree = tree_builder_snapshot(state->builder, is_complete);
    note_found(state, tree_count(tree));
    if (!is_complete || state->round->keep.worth_keeping > tree_count(tree)) {
        state->round->publish(state->round->context, tree, &state->about);
        return;
    }
    state->round->publish(state->round->context, tree_retain(tree), &state->about);
    keeping_save(&state->keeping, tree, &state->about);
    tree_release(tree);
}

static bool is_hidden(Slice path)
{
    if (path.len > 0 && path.data[0] == '.')
        return true;
    return path.len > 1 && memmem(path.data, path.len, "/.", 2);
}

/* A sparse checkout leaves files out of the work tree: what is not there is not listed. */
static bool is_missing(State *state, Slice path)
{
    struct stat facts;
    if (state->root_fd < 0)
        state->root_fd = open(state->listing.root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char *name = mem_strndup(path.data, path.len);
    bool missing = fstatat(state->root_fd, name, &facts, AT_SYMLINK_NOFOLLOW) != 0 &&
                   (errno == ENOENT || errno == ENOTDIR); /* what cannot be told is listed: reading it says why */
    free(name);
    return missing;
}

static void add_input(void *context, Slice path, bool only_presence)
{
    State *state = context;
    keeping_add_input(&state->keeping, path, only_presence);
}

static void add_tracked(State *state, Slice path, unsigned flags)
{
    if ((flags & GIT_ENTRY_SKIP_WORKTREE) && is_missing(state, path))
        return;
    if (!state->builder)
        state->builder = tree_builder_new(state->listing.root);
    EntryKind kind = (flags & GIT_ENTRY_SYMLINK)     ? ENTRY_SYMLINK
                     : (flags & GIT_ENTRY_SUBMODULE) ? ENTRY_SUBMODULE
                                                     : ENTRY_FILE;
    tree_builder_add(state->builder, path, kind, ENTRY_TRACKED | (is_hidden(path) ? ENTRY_HIDDEN : 0));
    if (tree_builder_count(state->builder) % 4096 == 0)
        note_found(state, tree_builder_count(state->builder));
}

/* For exact_folder: where the folder is below the root. */
static void find_prefix(State *state)
{
    const char *root = state->listing.root;
    size_t root_len = strcmp(root, "/") == 0 ? 0 : strlen(root);
    state->real_folder = realpath(state->round->folder, NULL);
    if (!state->round->options.exact_folder || !state->real_folder)
        return;
    Slice real = slice_from_cstr(state->real_folder);
    if (real.len > root_len + 1 && memcmp(real.data, root, root_len) == 0 && real.data[root_len] == '/')
        state->prefix = slice_sub(real, root_len + 1, real.len);
}

/* Which of the tracked files are below the prefix. */
static void find_below_prefix(const State *state, uint32_t *first, uint32_t *count)
{
    Buf bound = {0};
    buf_append_slice(&bound, state->prefix);
    buf_append_byte(&bound, '/');
    *first = tree_lower_bound(state->tracked, buf_slice(&bound));
    bound.data[bound.len - 1] = '/' + 1;
    *count = tree_lower_bound(state->tracked, buf_slice(&bound)) - *first;
    buf_deinit(&bound);
}

/* A builder of what is below the prefix only, with paths relative to it. */
static TreeBuilder *builder_below_prefix(const State *state)
{
    TreeBuilder *below = tree_builder_new(state->round->folder);
    const Tree *all = state->tracked;
    uint32_t first;
    uint32_t count;
    find_below_prefix(state, &first, &count);
    for (uint32_t i = first; i < first + count; i++) {
        Slice path = tree_path(all, i);
        Slice rest = slice_sub(path, state->prefix.len + 1, path.len);
        unsigned hidden = is_hidden(rest) ? ENTRY_HIDDEN : 0;
        tree_builder_add(below, rest, tree_kind(all, i), (tree_flags(all, i) & ~(unsigned)ENTRY_HIDDEN) | hidden);
    }
    return below;
}

static void add_walked(void *context, const WalkEntry *entries, size_t count)
{
    State *state = context;
    for (size_t i = 0; i < count; i++) {
        Slice path = entries[i].path;
        tree_builder_add(state->builder, slice_sub(path, state->strip, path.len), entries[i].kind, entries[i].flags);
    }
    note_found(state, tree_builder_count(state->builder));
}

static void add_partial(State *state, unsigned count, const char *one, const char *several)
{
    if (count == 0)
        return;
    state->about.is_partial = true;
    add_notice(state, "%u %s could not be read", count, count == 1 ? one : several);
}

static void say_unreadable(State *state, const Walk *walk)
{
    state->about.may_pass = walk_may_pass(walk);
    add_partial(state, walk_unreadable(walk), "folder", "folders");
    add_partial(state, walk_unread_rules(walk) + state->unread_rules, "file of ignore rules", "files of ignore rules");
}

/* Nothing is listed by walking. */
static void say_not_walked(State *state, const Error *err)
{
    state->about.is_partial = state->about.may_pass = true;
    add_notice(state, "%s", err->text);
}

/* Git tells the entries first, and then again those that attributes say something about. */
static void add_entry(void *context, Slice path, unsigned flags, Slice language)
{
    State *state = context;
    if (!state->tracked) {
        add_tracked(state, path, flags);
        return;
    }
    unsigned marks = ((flags & GIT_ENTRY_BINARY) ? ENTRY_BINARY : 0) | ((flags & GIT_ENTRY_TEXT) ? ENTRY_TEXT : 0);
    if (marks == 0 && language.len == 0)
        return;
    tree_builder_add(state->marks, path, ENTRY_FILE, marks);
    tree_builder_set_language(state->marks, language);
}

/* Adds the marks to files that are listed, which keep their kinds. */
static void add_marks(State *state)
{
    if (tree_builder_count(state->marks) == 0)
        return;
    Tree *marks = tree_builder_snapshot(state->marks, true);
    Tree *listed = tree_builder_snapshot(state->builder, false);
    for (uint32_t i = 0; i < tree_count(marks); i++) {
        Slice path = tree_path(marks, i);
        if (state->strip > 0 && (path.len <= state->strip || !slice_starts_with(path, state->prefix) ||
                                 path.data[state->prefix.len] != '/'))
            continue;
        path = slice_sub(path, state->strip, path.len);
        uint32_t at = tree_find(listed, path);
        if (at == TREE_NONE)
            continue;
        tree_builder_add(state->builder, path, tree_kind(listed, at), tree_flags(listed, at) | tree_flags(marks, i));
        tree_builder_set_language(state->builder, tree_language(marks, i));
    }
    tree_release(listed);
    tree_release(marks);
}

static void start_git_walk(State *state)
{
    Error err;
    const ListingOptions *options = &state->round->options;
    state->user_rules = rules_of_user(state->listing.excludes_file, &state->unread_rules);
    state->repository_rules = rules_of_repository(state->user_rules, state->listing.git_dir, &state->unread_rules);
    state->rules =
        rules_of_folders_above(state->repository_rules, state->listing.root, state->prefix, &state->unread_rules);
    WalkOptions walk = {.root = state->listing.root, .start = state->prefix};
    walk.rules = state->rules;
    walk.outer = state->user_rules;
    walk.tracked = state->tracked;
    state->seen = mem_zalloc(tree_count(state->tracked) / 64 + 1, sizeof *state->seen);
    walk.seen = state->seen;
    walk.with_ignored = options->with_ignored;
    walk.with_hidden = options->with_hidden;
    walk.notes_folders = state->keeping.is_wanted;
    walk.is_cancelled = state->round->is_cancelled;
    walk.each = add_walked;
    walk.context = state;
    state->walk = walk_new(state->round->pool, &walk, &err);
    if (!state->walk)
        say_not_walked(state, &err);
}

/* Of the tracked files, which are the builder's only entries but for those added since its last snapshot. */
static void add_seen(State *state)
{
    const Tree *all = state->tracked;
    uint32_t first = 0;
    uint32_t count = tree_count(all);
    if (state->prefix.len > 0)
        find_below_prefix(state, &first, &count);
    for (uint32_t i = 0; i < count; i++)
        if (atomic_load_explicit(&state->seen[(first + i) / 64], memory_order_relaxed) >> (first + i) % 64 & 1)
            tree_builder_add_flags(state->builder, i, ENTRY_SEEN);
}

static void finish_git_walk(State *state)
{
    if (state->walk) {
        while (!walk_wait(state->walk, BETWEEN_TREES_MS))
            continue;
        say_unreadable(state, state->walk);
        walk_each_folder(state->walk, keeping_add_folder, &state->keeping);
        walk_free(state->walk);
        add_seen(state);
    }
    ignore_rules_release(state->rules);
    ignore_rules_release(state->repository_rules);
    ignore_rules_release(state->user_rules);
}

/* What git tracks is known: that is published, and untracked files are looked for while git goes on to attributes. */
static void begin_git(void *context)
{
    State *state = context;
    snprintf(state->about.branch, sizeof state->about.branch, "%s", state->listing.branch);
    state->about.is_git = true;
    if (!state->builder)
        state->builder = tree_builder_new(state->listing.root);
    find_prefix(state);
    state->tracked = tree_builder_snapshot(state->builder, false);
    state->marks = tree_builder_new("/");
    if (state->prefix.len > 0) {
        tree_builder_free(state->builder);
        state->builder = builder_below_prefix(state);
        state->strip = state->prefix.len + 1;
        publish(state, false);
    } else {
        note_found(state, tree_count(state->tracked));
        state->round->publish(state->round->context, tree_retain(state->tracked), &state->about);
    }
    if (!state->round->options.tracked_only)
        start_git_walk(state);
}

static void complete_git(State *state)
{
    keeping_add_tracked(&state->keeping, state->tracked);
    keeping_add_folders_above(&state->keeping, state->prefix);
    finish_git_walk(state);
    add_marks(state);
    if (!is_cancelled(state->round))
        publish(state, true);
}

/* Publishes a tree now and then while the walk goes on: rarely enough that most of the time is the walk's. */
static void watch_walk(State *state, Walk *walk)
{
    uint32_t seen = 0;
    int pause_ms = FIRST_TREE_MS;
    while (!walk_wait(walk, pause_ms)) {
        long long start = now_ms();
        walk_lock(walk);
        if (tree_builder_count(state->builder) > seen && !is_cancelled(state->round)) {
            publish(state, false);
            seen = tree_builder_count(state->builder);
        }
        walk_unlock(walk);
        long long cost = (now_ms() - start) * MOST_COST;
        pause_ms = cost > BETWEEN_TREES_MS ? (int)(cost < 10000 ? cost : 10000) : BETWEEN_TREES_MS;
    }
}

static void list_by_walking(State *state)
{
    Error err;
    const ListingOptions *options = &state->round->options;
    WalkOptions walk_options = {.root = state->round->folder, .start = slice_of("", 0)};
    walk_options.with_ignored = options->with_ignored;
    walk_options.with_hidden = options->with_hidden;
    walk_options.notes_folders = state->keeping.is_wanted;
    walk_options.is_cancelled = state->round->is_cancelled;
    walk_options.each = add_walked;
    walk_options.context = state;
    state->builder = tree_builder_new(state->round->folder);
    Walk *walk = walk_new(state->round->pool, &walk_options, &err);
    if (walk) {
        watch_walk(state, walk);
        say_unreadable(state, walk);
        walk_each_folder(walk, keeping_add_folder, &state->keeping);
        walk_free(walk);
    } else {
        say_not_walked(state, &err);
    }
    if (!is_cancelled(state->round))
        publish(state, true);
}

/* Whether git found what the look for .git had found, and all that it depends on is known. */
static bool is_as_expected(const State *state)
{
    const GitListing *listing = &state->listing;
    const ListingKey *key = &state->keeping.key;
    if (!state->keeping.is_wanted || listing->has_other_inputs)
        return false;
    if (listing->kind == GIT_WORK_TREE)
        return key->is_git && strcmp(listing->root, key->root) == 0;
    return listing->kind == GIT_NONE && !key->is_git;
}

/* True when git lists the folder; otherwise the notice says why not, unless there is simply no repository. */
static bool ask_git(State *state)
{
    Error err;
    GitListRequest request = {
        .folder = state->round->folder, .deadline_ms = GIT_DEADLINE_MS, .silence_ms = GIT_SILENCE_MS};
    request.is_cancelled = state->round->is_cancelled;
    request.each_input = state->keeping.is_wanted ? add_input : NULL;
    request.listed = begin_git;
    request.attributes_deadline_ms = ATTRIBUTES_DEADLINE_MS;
    if (!state->round->git)
        return false;
    if (!git_list(state->round->git, &request, add_entry, state, &state->listing, &err)) {
        add_notice(state, "git cannot list this folder, so that it is walked (%.300s)", err.text);
        return false;
    }
    if (!is_as_expected(state) || state->listing.lacks_attributes)
        keeping_give_up(&state->keeping);
    switch (state->listing.kind) {
    case GIT_WORK_TREE:
        return true;
    case GIT_NOT_OWNED:
        add_notice(state, "the git repository belongs to someone else, so that the folder is walked "
                          "(git config --global --add safe.directory PATH trusts it)");
        break;
    case GIT_BARE:
        add_notice(state, "a bare git repository: there is no work tree, so that the folder is walked");
        break;
    case GIT_FOREIGN_ROOT:
        add_notice(state,
                   "the git repository puts its work tree elsewhere (core.worktree), so that the folder is walked");
        break;
    case GIT_NONE:
        break;
    }
    return false;
}

static uint64_t identify(const char *folder)
{
    struct stat facts;
    if (stat(folder, &facts) != 0)
        return 0;
    uint64_t id = (uint64_t)facts.st_dev * 0x9e3779b97f4a7c15u ^ (uint64_t)facts.st_ino;
    return id ? id : 1;
}

/* The listing of an earlier run, if it is still right. */
static bool publish_kept(State *state)
{
    uint64_t folder_id = state->about.folder_id;
    Tree *tree = keeping_load(&state->keeping, state->round->pool, &state->about);
    state->about.folder_id = folder_id;
    if (!tree)
        return false;
    note_found(state, tree_count(tree));
    state->round->publish(state->round->context, tree, &state->about);
    return true;
}

void round_run(Round *round)
{
    State state = {.round = round, .root_fd = -1, .prefix = {"", 0}};
    note_found(&state, 0);
    state.about.folder_id = identify(round->folder);
    if (round->git)
        keeping_begin(&state.keeping, &round->keep, round->folder, &round->options);
    if (publish_kept(&state)) {
        /* nothing is left to do */
    } else if (ask_git(&state)) {
        complete_git(&state);
    } else if (!is_cancelled(round)) {
        tree_builder_free(state.builder); /* what git had told before it failed */
        list_by_walking(&state);
    }
    keeping_deinit(&state.keeping);
    tree_builder_free(state.builder);
    tree_builder_free(state.marks);
    tree_release(state.tracked);
    free(state.seen);
    free(state.real_folder);
    git_listing_deinit(&state.listing);
    if (state.root_fd >= 0)
        close(state.root_fd);
}
