/* Results as a list for the editor. */
#include "tui/views/export.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "tui/views/row_block.h"

enum { ROWS_A_PIECE = 2048, ROWS_A_CALL = 256 };

typedef struct Writer {
    Request request;
    Search *search; /* a reference */
    FILE *out;      /* owned */
    int cause;      /* errno of the first write that failed; 0: none */
    Buf line;
    uint64_t next, rows;
} Writer;

struct Export {
    App *app;
    char *path;
    Writer *writer; /* NULL once all is written */
};

static Slice root_of(Snapshot *snapshot)
{
    Slice root = slice_from_cstr(tree_root(snapshot_tree(snapshot)));
    return root.len == 1 ? slice_of("", 0) : root;
}

/* A path with a newline in it has no place in such a list. */
static void write_line(FILE *out, Buf *line, Slice root, Slice path, uint64_t number, uint64_t column, Slice text)
{
    if (memchr(path.data, '\n', path.len))
        return;
    buf_clear(line);
    buf_append_slice(line, root);
    buf_append_byte(line, '/');
    buf_append_slice(line, path);
    buf_printf(line, ":%llu:%llu:", (unsigned long long)number, (unsigned long long)(column > 0 ? column : 1));
    buf_append_slice(line, text);
    buf_append_byte(line, '\n');
    fwrite(line->data, 1, line->len, out);
}

/* 0, or why not all is on the disk; `cause` is why some of it was not before. */
static int flush(FILE *out, int cause)
{
    errno = 0;
    if (fflush(out) == 0 && !ferror(out))
        return 0;
    return cause ? cause : errno ? errno : EIO;
}

static void write_rows(Writer *writer, const Row *rows, size_t count)
{
    Snapshot *snapshot = search_snapshot(writer->search);
    Buf bytes = {0};
    for (size_t i = 0; i < count; i++) {
        RowText text = {.row = rows[i]};
        if (rows[i].is_heading)
            continue;
        buf_clear(&bytes);
        row_text_read(&text, snapshot, &bytes);
        if (!text.row.is_stale)
            write_line(writer->out, &writer->line, root_of(snapshot), tree_path(snapshot_tree(snapshot), rows[i].file),
                       rows[i].line, text.column, buf_slice(&bytes));
    }
    if (writer->cause == 0)
        writer->cause = flush(writer->out, 0);
    buf_deinit(&bytes);
}

static void work(Request *base, Matcher *matcher)
{
    Writer *writer = (Writer *)base;
    Row rows[ROWS_A_CALL];
    for (uint64_t end = writer->next + ROWS_A_PIECE; writer->next < end && writer->next < writer->rows;) {
        uint64_t left = writer->rows - writer->next;
        size_t count = search_resolve(writer->search, matcher, writer->next,
                                      left < ROWS_A_CALL ? (size_t)left : ROWS_A_CALL, rows);
        if (count == 0)
            writer->rows = writer->next;
        write_rows(writer, rows, count);
        writer->next += count;
    }
}

static void done(Request *base)
{
    (void)base;
}

static void drop(Request *base)
{
    Writer *writer = (Writer *)base;
    search_release(writer->search);
    fclose(writer->out);
    buf_deinit(&writer->line);
    free(writer);
}

static Export *create(App *app, FILE **out)
{
    const char *folder = getenv("TMPDIR");
    Buf path = {0};
    buf_printf(&path, "%s/ken-XXXXXX", folder && folder[0] == '/' ? folder : "/tmp");
    buf_append_byte(&path, '\0');
    int fd = mkstemp(path.data);
    *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!*out) {
        app_say(app, ROLE_ERROR, "%s: %s", path.data, strerror(errno));
        if (fd >= 0)
            close(fd);
        buf_deinit(&path);
        return NULL;
    }
    Export *export = mem_zalloc(1, sizeof *export);
    export->app = app;
    export->path = path.data;
    return export;
}

/* To the editor, when all is written. */
static void hand_over(Export *export, int cause)
{
    if (cause == 0)
        app_edit_list(export->app, export->path);
    else
        app_say(export->app, ROLE_ERROR, "%s: not written: %s", export->path, strerror(cause));
}

Export *export_results(App *app, Search *search, uint64_t rows)
{
    FILE *out;
    Export *export = create(app, &out);
    if (!export)
        return NULL;
    Writer *writer = mem_zalloc(1, sizeof *writer);
    writer->request = (Request){.work = work, .done = done, .drop = drop};
    writer->search = search_retain(search);
    writer->out = out;
    writer->rows = rows;
    export->writer = writer;
    requests_post(app_requests(app), &writer->request);
    return export;
}

Export *export_marks(App *app, const Marks *marks)
{
    FILE *out;
    Export *export = create(app, &out);
    Snapshot *snapshot = app_snapshot(app);
    if (!export)
        return NULL;
    Buf line = {0};
    for (size_t i = 0; snapshot && i < marks->count; i++) {
        const Mark *mark = &marks->marks[i];
        write_line(out, &line, root_of(snapshot), slice_of(mark->path, mark->path_len), mark->line, mark->column,
                   slice_of(mark->text, mark->text_len));
    }
    buf_deinit(&line);
    int cause = flush(out, 0);
    fclose(out);
    hand_over(export, cause);
    return export;
}

bool export_update(Export *export)
{
    Writer *writer = export->writer;
    if (!writer)
        return true;
    if (request_is_pending(&writer->request))
        return false;
    if (writer->next < writer->rows) {
        requests_post(app_requests(export->app), &writer->request);
        return false;
    }
    export->writer = NULL;
    int cause = flush(writer->out, writer->cause);
    request_abandon(&writer->request);
    hand_over(export, cause);
    return true;
}

void export_free(Export *export)
{
    if (!export)
        return;
    if (export->writer)
        request_abandon(&export->writer->request);
    unlink(export->path);
    free(export->path);
    free(export);
}
