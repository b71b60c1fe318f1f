/* `ken serve`: answers JSON requests in the order they come, over one session that stays open and follows
 * what changes on disk: each answer is of the files as they are when the request is read.
 *
 *     {"id":1,"op":"search","pattern":"x","literal":false,"case":"smart","word":false,"globs":[],"limit":100}
 *     ("scope":"comment" looks in comments only: see options_parse_regions)
 *     {"id":1,"lines":N,"files":M,"ms":T,"hits":[{"path":"p","line":3,"column":7,"text":"..."}]}
 *
 * "incomplete" says in a sentence what could not be read. */
#include "cli/serve.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli/escape.h"
#include "cli/grep.h"
#include "cli/output.h"
#include "cli/place.h"
#include "cli/report.h"
#include "cli/request.h"
#include "engine/base/mem.h"
#include "engine/base/process.h"
#include "engine/search/search.h"
#include "engine/session.h"

enum {
    DEFAULT_LIMIT = 100,
    ROWS_AT_ONCE = 64,
    LONGEST_TEXT = 64 << 10, /* what a hit shows of a very long line, in bytes */
};

typedef struct Server {
    Session *session;
    Matcher *matcher;
    bool with_binary;
    bool has_ended;
} Server;

/* Fills `answer`. False with `err`, and `answer` may be half filled. */
typedef bool OperationFn(Server *server, const json_t *request, json_t *answer, Error *err);

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* To the microsecond: more digits would only be noise. */
static json_t *json_ms(double ms)
{
    return json_real((double)(long long)(ms * 1000 + 0.5) / 1000);
}

static json_t *json_bytes(Slice bytes)
{
    Buf text = {0};
    escape_utf8(&text, bytes);
    json_t *string = json_stringn(text.len ? text.data : "", text.len);
    buf_deinit(&text);
    return string;
}

/* Says why the answer is less than the whole, if it is. */
static void add_incomplete(const Server *server, uint32_t unreadable, bool lacks_hits, json_t *answer)
{
    Buf why = {0};
    if (session_is_partial(server->session))
        buf_printf(&why, "%s", session_notice(server->session));
    if (unreadable > 0)
        buf_printf(&why, "%s%u %s could not be read", why.len > 0 ? "; " : "", unreadable,
                   unreadable == 1 ? "file" : "files");
    if (lacks_hits)
        buf_printf(&why, "%shits are missing whose files have changed or could not be read again",
                   why.len > 0 ? "; " : "");
    if (why.len > 0)
        json_object_set_new(answer, "incomplete", json_bytes(buf_slice(&why)));
    buf_deinit(&why);
}

/* NULL when the file has changed under the search. */
static json_t *make_hit(const Snapshot *snapshot, const Row *row)
{
    Pin pin;
    Pin window;
    if (row->is_stale || !file_pin(snapshot, row->file, &pin))
        return NULL;
    json_t *hit = NULL;
    if (pin.generation == row->generation && file_window_open(&pin, row->start, row->end, &window)) {
        Slice text = slice_sub(window.bytes, row->start - window.base, row->end - window.base);
        bool is_cut = text.len > LONGEST_TEXT;
        hit = json_object();
        json_object_set_new(hit, "path", json_bytes(tree_path(snapshot_tree(snapshot), row->file)));
        json_object_set_new(hit, "line", json_integer((json_int_t)row->line));
        json_object_set_new(hit, "column",
                            json_integer(row->match_count > 0 ? (json_int_t)row->matches[0].start + 1 : 1));
        json_object_set_new(hit, "text", json_bytes(slice_sub(text, 0, LONGEST_TEXT)));
        if (is_cut)
            json_object_set_new(hit, "cut", json_true());
        file_window_close(&pin, &window);
    }
    file_unpin(&pin);
    return hit;
}

static json_t *make_hits(Server *server, Search *search, uint64_t rows, size_t limit)
{
    json_t *hits = json_array();
    Row *batch = mem_zalloc(ROWS_AT_ONCE, sizeof *batch);
    uint64_t next = 0;
    while (next < rows && json_array_size(hits) < limit) {
        size_t count = rows - next < ROWS_AT_ONCE ? (size_t)(rows - next) : ROWS_AT_ONCE;
        count = search_resolve(search, server->matcher, next, count, batch);
        if (count == 0)
            break;
        for (size_t i = 0; i < count && json_array_size(hits) < limit; i++) {
            json_t *hit = batch[i].is_heading ? NULL : make_hit(search_snapshot(search), &batch[i]);
            if (hit)
                json_array_append_new(hits, hit);
        }
        next += count;
    }
    free(batch);
    return hits;
}

static bool answer_search(Server *server, const json_t *request, json_t *answer, Error *err)
{
    double start = now_ms();
    Query query;
    size_t limit = DEFAULT_LIMIT;
    PatternError wrong;
    if (!request_query(request, &query, err) || !request_limit(request, "limit", &limit, err))
        return false;
    PathFilter *filter = request_filter(request, err);
    if (!filter)
        return false;
    Pattern *pattern = pattern_compile(&query, &wrong);
    if (!pattern) {
        path_filter_release(filter);
        json_object_set_new(answer, "offset", json_integer((json_int_t)wrong.offset));
        return error_set(err, "the pattern is not valid: %s at offset %zu", wrong.text, wrong.offset);
    }
    SearchOptions options = {.with_binary = server->with_binary, .index = session_index(server->session)};
    SearchProgress progress;
    Search *search =
        search_start(session_pool(server->session), session_snapshot(server->session), pattern, filter, &options, NULL);
    search_wait(search, &progress);
    json_object_set_new(answer, "lines", json_integer((json_int_t)progress.lines));
    json_object_set_new(answer, "files", json_integer((json_int_t)progress.files));
    json_object_set_new(answer, "ms", json_ms(now_ms() - start));
    if (progress.timed_out_lines > 0)
        json_object_set_new(answer, "timed_out_lines", json_integer((json_int_t)progress.timed_out_lines));
    json_t *hits = make_hits(server, search, progress.rows, limit);
    bool lacks_hits = json_array_size(hits) < limit && json_array_size(hits) < progress.lines;
    json_object_set_new(answer, "hits", hits);
    add_incomplete(server, progress.unreadable_files, lacks_hits, answer);
    search_release(search);
    pattern_release(pattern);
    path_filter_release(filter);
    return true;
}

static bool answer_files(Server *server, const json_t *request, json_t *answer, Error *err)
{
    size_t limit = DEFAULT_LIMIT;
    if (!request_limit(request, "limit", &limit, err))
        return false;
    PathFilter *filter = request_filter(request, err);
    if (!filter)
        return false;
    Tree *tree = snapshot_tree(session_snapshot(server->session));
    json_t *paths = json_array();
    json_int_t count = 0;
    for (uint32_t i = 0; i < tree_count(tree); i++) {
        if (tree_kind(tree, i) != ENTRY_FILE || !path_filter_accepts(filter, tree_path(tree, i)))
            continue;
        count++;
        if (json_array_size(paths) < limit)
            json_array_append_new(paths, json_bytes(tree_path(tree, i)));
    }
    json_object_set_new(answer, "files", json_integer(count));
    json_object_set_new(answer, "paths", paths);
    add_incomplete(server, 0, false, answer);
    path_filter_release(filter);
    return true;
}

typedef struct Figure {
    const char *name;
    uint64_t value; /* LIMIT_NONE: null */
} Figure;

static void add_figures(json_t *object, const Figure *figures, size_t count)
{
    for (size_t i = 0; i < count; i++)
        json_object_set_new(object, figures[i].name,
                            figures[i].value == LIMIT_NONE ? json_null() : json_integer((json_int_t)figures[i].value));
}

static void add_tiers(json_t *answer, Store *store)
{
    StoreStats stats;
    store_stats(store, &stats);
    const Figure figures[] = {
        {"files", stats.files},
        {"bytes", stats.bytes},
        {"mapped_files", stats.mapped_files},
        {"mapped_bytes", stats.mapped_bytes},
        {"packed_files", stats.packed_files},
        {"packed_bytes", stats.packed_bytes},
        {"slab_bytes", stats.slab_bytes},
        {"passing_files", stats.passing_files},
        {"passing_bytes", stats.passing_bytes},
        {"passing_pins", stats.passing_pins},
        {"windowed_pins", stats.windowed_pins},
        {"retired_files", stats.retired_files},
        {"retired_bytes", stats.retired_bytes},
        {"retired_rounds", stats.retired_rounds},
        {"binary_files", stats.binary_files},
        {"unreadable_files", stats.unreadable_files},
    };
    add_figures(answer, figures, sizeof figures / sizeof *figures);
}

/* What the program takes, and the limits that it keeps to. */
static void add_limits(json_t *answer, const Store *store)
{
    ProcessMemory memory;
    process_memory(&memory);
    StoreLimits limits = store_limits(store);
    const Figure process[] = {
        {"virtual_bytes", memory.virtual_bytes},
        {"resident_bytes", memory.resident_bytes},
    };
    const Figure figures[] = {
        {"map_count", limits.system.map_count},
        {"address_bytes", limits.system.address_bytes},
        {"ram_bytes", limits.system.ram_bytes},
        {"group_bytes", limits.system.group_bytes},
        {"maps", limits.budgets.maps},
        {"mapped_bytes", limits.budgets.mapped_bytes},
        {"packed_bytes", limits.budgets.packed_bytes},
    };
    json_t *object = json_object();
    add_figures(answer, process, sizeof process / sizeof *process);
    add_figures(object, figures, sizeof figures / sizeof *figures);
    json_object_set_new(answer, "limits", object);
}

static bool answer_stats(Server *server, const json_t *request, json_t *answer, Error *err)
{
    (void)request;
    (void)err;
    Store *store = session_store(server->session);
    IndexStats signatures;
    index_stats(session_index(server->session), &signatures);
    const Figure figures[] = {
        {"signature_bytes", signatures.bytes},
        {"signature_blocks", signatures.blocks},
    };
    Tree *tree = snapshot_tree(session_snapshot(server->session));
    json_object_set_new(answer, "root", json_bytes(slice_from_cstr(tree_root(tree))));
    json_object_set_new(answer, "branch", json_bytes(slice_from_cstr(session_branch(server->session))));
    json_object_set_new(answer, "is_loaded", json_boolean(signatures.is_complete));
    json_object_set_new(answer, "threads", json_integer(pool_size(session_pool(server->session))));
    add_tiers(answer, store);
    add_figures(answer, figures, sizeof figures / sizeof *figures);
    add_limits(answer, store);
    return true;
}

static bool answer_quit(Server *server, const json_t *request, json_t *answer, Error *err)
{
    (void)request;
    (void)answer;
    (void)err;
    server->has_ended = true;
    return true;
}

static bool answer_request(Server *server, const json_t *request, json_t *answer, Error *err)
{
    static const struct {
        const char *name;
        OperationFn *answer;
    } operations[] = {
        {"search", answer_search},
        {"files", answer_files},
        {"stats", answer_stats},
        {"quit", answer_quit},
    };
    const char *name = json_string_value(json_object_get(request, "op"));
    for (size_t i = 0; name && i < sizeof operations / sizeof *operations; i++)
        if (strcmp(name, operations[i].name) == 0)
            return operations[i].answer(server, request, answer, err);
    return error_set(err, "\"op\" must be \"search\", \"files\", \"stats\" or \"quit\"");
}

/* Answers one line. False with `err` when the answer cannot be written. */
static bool serve_line(Server *server, Slice line, Error *err)
{
    json_error_t wrong;
    Error problem = {""};
    json_t *request = json_loadb(line.data, line.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &wrong);
    json_t *answer = json_object();
    json_t *id = json_object_get(request, "id");
    json_object_set(answer, "id", id ? id : json_null());
    bool ok = json_is_object(request)
                  ? answer_request(server, request, answer, &problem)
                  : error_set(&problem, "not a JSON object: %s", request ? "another kind of value" : wrong.text);
    if (!ok)
        json_object_set_new(answer, "error", json_bytes(slice_from_cstr(problem.text)));
    char *text = json_dumps(answer, JSON_COMPACT | JSON_REAL_PRECISION(9));
    Buf out = {0};
    buf_printf(&out, "%s\n", text ? text : "{\"id\":null,\"error\":\"the answer could not be written\"}");
    bool is_written = output_write(buf_slice(&out), err);
    buf_deinit(&out);
    free(text);
    json_decref(answer);
    json_decref(request);
    return is_written;
}

/* As getline; `*cause` is errno at the end. */
static ssize_t read_line(char **line, size_t *capacity, int *cause)
{
    ssize_t len;
    do {
        clearerr(stdin);
        errno = 0;
        len = getline(line, capacity, stdin);
        *cause = errno;
    } while (len < 0 && *cause == EINTR);
    if (len < 0 && *cause == ENOMEM)
        mem_exhausted();
    return len;
}

static bool serve_input(Server *server, Error *err)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len = 0;
    bool ok = true;
    int cause = 0;
    while (ok && !server->has_ended && (len = read_line(&line, &capacity, &cause)) >= 0) {
        Slice text = slice_of(line, (size_t)len);
        bool is_blank = strspn(line, " \t\r\n") == text.len;
        if (!is_blank)
            session_catch_up(server->session);
        ok = is_blank || serve_line(server, text, err);
        session_update(server->session, false); /* what was signed meanwhile may be worth keeping */
    }
    if (ok && ferror(stdin))
        ok = error_set(err, "standard input: %s", strerror(cause));
    free(line);
    return ok;
}

static bool serve_folder(const Options *options, GitHelper *git, const char *folder, Error *err)
{
    SessionOptions settings = {
        .folder = folder,
        .listing = options->listing,
        .threads = options->threads,
        .memory_bytes = options->memory_bytes,
        .no_cache = options->no_cache,
        .watches = true,
    };
    Server server = {.session = session_open(&settings, git, NULL, err), .with_binary = options->with_binary};
    if (!server.session)
        return false;
    session_wait(server.session);
    if (session_notice(server.session)[0])
        report("%s", session_notice(server.session));
    session_read_in(server.session);
    server.matcher = matcher_new();
    bool ok = serve_input(&server, err);
    matcher_free(server.matcher);
    session_leave(server.session);
    return ok;
}

int serve_run(const Options *options, GitHelper *git)
{
    Error err;
    Places places;
    json_set_alloc_funcs(mem_alloc, free); /* else what finds no memory would be left out of an answer */
    bool ok = places_resolve(&places, &options->paths, &err);
    if (ok) {
        ok = serve_folder(options, git, places.items[0].folder, &err);
        places_deinit(&places);
    }
    if (ok)
        return EXIT_MATCHED;
    report("%s", err.text);
    return EXIT_TROUBLE;
}
