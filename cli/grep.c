/* `ken grep`: prints what matches, as git grep does. */
#include "cli/grep.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/context.h"
#include "cli/escape.h"
#include "cli/output.h"
#include "cli/printer.h"
#include "cli/report.h"
#include "cli/scope.h"
#include "engine/base/mem.h"

typedef struct Grep {
    const Options *options;
    Pattern *pattern;
    bool has_color;
    bool is_visible;
    bool has_trouble; /* something could not be searched */
    uint64_t lines;
    uint64_t files;
    uint64_t searched_files;
    double ms;
} Grep;

static bool print_lines(Search *search, Error *err)
{
    Buf out = {0};
    bool ok = true;
    while (ok && search_take_output(search, &out)) {
        ok = output_write(buf_slice(&out), err);
        buf_clear(&out);
    }
    buf_deinit(&out);
    return ok;
}

/* The same where lines of one span depend on those of another. */
static bool print_records(const Grep *grep, const Printer *printer, Search *search, Error *err)
{
    ContextWriter writer = {.gap = printer_gap(printer), .most = grep->options->most_lines};
    Buf records = {0};
    Buf out = {0};
    bool ok = true;
    while (ok && search_take_output(search, &records)) {
        context_take(&writer, buf_slice(&records), &out);
        buf_clear(&records);
        ok = output_write(buf_slice(&out), err);
        buf_clear(&out);
    }
    context_end(&writer, &out);
    ok = ok && output_write(buf_slice(&out), err);
    context_deinit(&writer);
    buf_deinit(&records);
    buf_deinit(&out);
    return ok;
}

/* Writes what has gathered once it is worth a system call. */
static bool flush(Buf *out, size_t enough, Error *err)
{
    if (out->len < enough)
        return true;
    bool ok = output_write(buf_slice(out), err);
    buf_clear(out);
    return ok;
}

/* -c and -l: a line a file, once its count is known. */
static bool print_files(const Grep *grep, const Printer *printer, Search *search, Error *err)
{
    Buf out = {0};
    bool ok = true;
    uint32_t count = search_file_count(search);
    for (uint32_t i = 0; ok && i < count; i++) {
        MatchedFile file = search_file(search, i);
        printer_append_name(printer, file.index, &out);
        if (grep->options->names_only) {
            buf_append_byte(&out, printer->with_nul ? '\0' : '\n');
        } else {
            uint64_t most = grep->options->most_lines;
            printer_append_separator(printer, ':', &out);
            buf_printf(&out, "%llu\n", (unsigned long long)(most > 0 && most < file.lines ? most : file.lines));
        }
        ok = flush(&out, 1 << 16, err);
    }
    ok = ok && flush(&out, 1, err);
    buf_deinit(&out);
    return ok;
}

static void report_unreadable(Grep *grep, const Scope *scope, uint32_t count)
{
    Tree *tree = snapshot_tree(scope->snapshot);
    for (uint32_t i = 0; i < snapshot_count(scope->snapshot); i++) {
        const File *file = snapshot_file(scope->snapshot, i);
        if (file_text(file) != TEXT_UNREADABLE || !path_filter_accepts(scope->filter, tree_path(tree, i)))
            continue;
        Buf path = {0};
        scope_append_path(scope, i, &path);
        report("%.*s: %s", (int)path.len, path.data, strerror(file_errno(file)));
        buf_deinit(&path);
        count -= count > 0;
        grep->has_trouble = true;
    }
    if (count == 0)
        return;
    report("%u %s could not be read", count, count == 1 ? "file" : "files"); /* but by now: it was for a moment only */
    grep->has_trouble = true;
}

static void add_up(Grep *grep, const Scope *scope, const SearchProgress *progress)
{
    grep->lines += progress->lines;
    grep->files += progress->files;
    grep->searched_files += progress->files_total;
    grep->ms += progress->ms;
    if (progress->timed_out_lines > 0) {
        report("gave up on %llu line%s, too long or too much for the pattern: left out",
               (unsigned long long)progress->timed_out_lines, progress->timed_out_lines == 1 ? "" : "s");
        grep->has_trouble = true;
    }
    if (progress->shortened_lines > 0)
        report("%llu matching lines go through a hole in a file, most of whose zeros are left out",
               (unsigned long long)progress->shortened_lines);
    report_unreadable(grep, scope, progress->unreadable_files);
}

/* What the cache knows saves opening most files, if the pattern says what a match must hold. */
static void take_signatures(const Grep *grep, const Scope *scope)
{
    Plan *plan = mem_alloc(sizeof *plan);
    pattern_plan(grep->pattern, plan);
    if (plan->clause_count > 0 && !session_index(scope->session))
        session_take_cached(scope->session);
    free(plan);
}

static Printer make_printer(const Grep *grep, const Scope *scope)
{
    const Options *options = grep->options;
    bool shows_context = !options->only_matching && options->lines_before + options->lines_after > 0;
    return (Printer){
        .scope = scope,
        .with_column = options->with_column,
        .with_nul = options->with_nul,
        .as_json = options->as_json,
        .with_color = grep->has_color,
        .is_visible = grep->is_visible,
        .only_matching = options->only_matching,
        .writes_records = shows_context || options->most_lines > 0,
        .before = shows_context ? options->lines_before : 0,
        .after = shows_context ? options->lines_after : 0,
    };
}

/* Everything that matches is printed. */
static bool print_all(const Grep *grep, const Printer *printer, Search *search, Error *err)
{
    return printer->writes_records ? print_records(grep, printer, search, err) : print_lines(search, err);
}

/* -q: the first span with a match is enough. */
static bool seek_any(Grep *grep, Search *search)
{
    Buf out = {0};
    bool is_found = search_take_output(search, &out);
    buf_deinit(&out);
    grep->lines += is_found;
    if (is_found)
        search_cancel(search);
    return is_found;
}

static bool search_scope(void *context, const Scope *scope, Error *err)
{
    Grep *grep = context;
    const Options *options = grep->options;
    if (options->is_quiet && grep->lines > 0)
        return true;
    take_signatures(grep, scope);
    bool by_file = (options->with_counts || options->names_only) && !options->is_quiet;
    Printer printer = make_printer(grep, scope);
    SearchOptions settings = {
        .with_binary = options->with_binary,
        .printer = by_file ? NULL : printer_print,
        .printer_context = &printer,
        .index = session_index(scope->session),
    };
    Search *search =
        search_start(session_pool(scope->session), scope->snapshot, grep->pattern, scope->filter, &settings, NULL);
    SearchProgress progress = {0};
    bool is_over = options->is_quiet && seek_any(grep, search);
    bool ok = by_file || options->is_quiet || print_all(grep, &printer, search, err);
    if (ok && !is_over)
        search_wait(search, &progress);
    ok = ok && (!by_file || print_files(grep, &printer, search, err));
    search_release(search);
    pool_wait_idle(session_pool(scope->session)); /* no worker uses the printer any more */
    if (ok && !is_over)
        add_up(grep, scope, &progress);
    return ok;
}

Pattern *grep_compile(const Query *query)
{
    PatternError wrong;
    Pattern *pattern = pattern_compile(query, &wrong);
    if (pattern)
        return pattern;
    Buf shown = {0};
    Buf before = {0};
    escape_visible(&shown, query->pattern);
    escape_visible(&before, slice_sub(query->pattern, 0, wrong.offset));
    int columns = 0;
    for (size_t i = 0; i < before.len; i++)
        columns += ((unsigned char)before.data[i] & 0xc0) != 0x80;
    report("the pattern is not valid: %s at offset %zu", wrong.text, wrong.offset);
    fprintf(stderr, "    %.*s\n    %*s^\n", (int)shown.len, shown.data, columns, "");
    buf_deinit(&shown);
    buf_deinit(&before);
    return NULL;
}

static void report_stats(const Grep *grep)
{
    fprintf(stderr, "%llu lines in %llu files; %llu files searched in %.1f ms\n", (unsigned long long)grep->lines,
            (unsigned long long)grep->files, (unsigned long long)grep->searched_files, grep->ms);
}

int grep_run(const Options *options, GitHelper *git)
{
    Grep grep = {.options = options, .pattern = grep_compile(&options->query)};
    if (!grep.pattern)
        return EXIT_TROUBLE;
    grep.has_color = !options->as_json && output_wants_color(options->color);
    grep.is_visible = !options->as_json && output_is_terminal();
    Error err;
    bool is_partial;
    bool ok = scope_each(options, git, search_scope, &grep, &is_partial, &err);
    pattern_release(grep.pattern);
    if (!ok) {
        report("%s", err.text);
        return EXIT_TROUBLE;
    }
    if (options->with_stats)
        report_stats(&grep);
    if (grep.has_trouble || is_partial)
        return EXIT_TROUBLE;
    return grep.lines > 0 ? EXIT_MATCHED : EXIT_NO_MATCH;
}
