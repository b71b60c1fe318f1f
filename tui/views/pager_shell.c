/* What leads out of the pager: commands of the user's, pipes to them, saving what is shown. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "tui/format.h"
#include "tui/views/pager_view.h"

enum { WRITE_BYTES = 1 << 20 };

/* --- commands --- */

static char *text_of(Slice text)
{
    return mem_strndup(text.data ? text.data : "", text.len);
}

void pager_shell_run(Pager *pager, Slice command)
{
    bool is_again = slice_equal(command, slice_from_cstr("!"));
    if (is_again && !pager->last_command) {
        app_say(pager->view.app, ROLE_WARNING, "no command was run yet");
        return;
    }
    if (!is_again) {
        free(pager->last_command);
        pager->last_command = text_of(command);
    }
    ShellCommand shell = {.command = mem_strdup(pager->last_command), .name = text_of(buf_slice(&pager->name))};
    app_run_shell(pager->view.app, &shell);
}

void pager_shell_pipe(Pager *pager, uint32_t mark, Slice command)
{
    uint64_t offset;
    Document *document = pager->document;
    if (!document || command.len == 0)
        return;
    if (!pager_mark_offset(pager, mark, &offset)) {
        app_say(pager->view.app, ROLE_WARNING, "that mark is not set");
        return;
    }
    uint64_t top = viewport_top(pager->viewport), bottom = viewport_bottom(pager->viewport);
    ShellCommand shell = {.command = text_of(command), .name = text_of(buf_slice(&pager->name))};
    shell.document = document_retain(document);
    shell.from = offset < top ? offset : top;
    shell.to = offset <= top ? bottom : document_next_line(document, offset);
    app_run_shell(pager->view.app, &shell);
}

/* --- saving --- */

struct PagerSaving {
    Request request;
    Pager *pager;
    Document *document;
    char *name;
    int flags; /* how it is opened */
    bool is_partial;
    bool exists; /* and nothing was written */
    Error err;
    atomic_bool cancel;
};

static bool write_piece(PagerSaving *saving, int fd, Slice rest)
{
    while (rest.len > 0) {
        ssize_t sent = write(fd, rest.data, rest.len);
        if (sent < 0 && errno != EINTR)
            return error_set(&saving->err, "%s: %s", saving->name, strerror(errno));
        rest = slice_sub(rest, sent > 0 ? (size_t)sent : 0, rest.len);
    }
    return true;
}

static bool write_all(PagerSaving *saving, int fd)
{
    uint64_t size = document_size(saving->document);
    Stretch piece = {0};
    bool ok = true;
    /* relaxed: nothing is handed over */
    for (uint64_t at = 0; ok && at < size && !atomic_load_explicit(&saving->cancel, memory_order_relaxed);) {
        document_read(saving->document, at, at + WRITE_BYTES < size ? at + WRITE_BYTES : size, &piece);
        ok = write_piece(saving, fd, piece.bytes);
        at += piece.bytes.len;
    }
    stretch_deinit(&piece);
    return ok;
}

static void work(Request *request, Matcher *matcher)
{
    (void)matcher;
    PagerSaving *saving = (PagerSaving *)request;
    int fd = open(saving->name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | saving->flags, 0666);
    saving->exists = fd < 0 && errno == EEXIST;
    if (fd < 0) {
        error_set(&saving->err, "%s: %s", saving->name, strerror(errno));
        return;
    }
    bool ok = write_all(saving, fd);
    if (close(fd) != 0 && ok)
        error_set(&saving->err, "%s: %s", saving->name, strerror(errno));
}

static void drop(Request *request)
{
    PagerSaving *saving = (PagerSaving *)request;
    document_release(saving->document);
    free(saving->name);
    free(saving);
}

static void done(Request *request)
{
    PagerSaving *saving = (PagerSaving *)request;
    Pager *pager = saving->pager;
    char size[FORMAT_BYTES];
    pager->saving = NULL;
    if (saving->exists) {
        free(pager->save_name);
        pager->save_name = mem_strdup(saving->name);
        pager_prompt_open(pager, PAGER_PROMPT_SAVE_ANYWAY, 0);
    } else if (saving->err.text[0] != '\0') {
        app_say(pager->view.app, ROLE_ERROR, "%s", saving->err.text);
    } else {
        app_say(pager->view.app, ROLE_DIM, "%s%s saved to %s", saving->is_partial ? "what has come so far, " : "",
                format_bytes(document_size(saving->document), size), saving->name);
    }
    drop(request);
}

static void post(Pager *pager, const char *name, int flags)
{
    if (pager->saving) {
        app_say(pager->view.app, ROLE_WARNING, "still saving");
        return;
    }
    PagerSaving *saving = mem_zalloc(1, sizeof *saving);
    saving->request = (Request){.work = work, .done = done, .drop = drop};
    saving->pager = pager;
    saving->document = document_retain(pager->document);
    saving->name = mem_strdup(name);
    saving->flags = flags;
    saving->is_partial = pager_is_fed(pager);
    pager->saving = saving;
    requests_post(pager->slow, &saving->request);
}

void pager_save(Pager *pager, Slice name)
{
    if (!pager->document)
        return;
    const char *home = getenv("HOME");
    Buf path = {0};
    if (home && slice_starts_with(name, slice_from_cstr("~/")))
        buf_printf(&path, "%s%.*s", home, (int)(name.len - 1), name.data + 1);
    else
        buf_append_slice(&path, name);
    buf_append_byte(&path, '\0');
    post(pager, path.data, O_EXCL);
    buf_deinit(&path);
}

void pager_save_anyway(Pager *pager, uint32_t how)
{
    struct stat own, other;
    bool is_own = pager->save_name && pager->name.len > 0 && !pager->is_listed;
    if (is_own) {
        char *name = text_of(buf_slice(&pager->name));
        is_own = stat(name, &own) == 0 && stat(pager->save_name, &other) == 0 && own.st_ino == other.st_ino &&
                 own.st_dev == other.st_dev;
        free(name);
    }
    if (is_own)
        app_say(pager->view.app, ROLE_WARNING, "that is the file that is shown");
    else if (how == 'o' || how == 'a')
        post(pager, pager->save_name, how == 'o' ? O_TRUNC : O_APPEND);
    else
        app_say(pager->view.app, ROLE_DIM, "nothing was saved");
}

void pager_saving_abandon(Pager *pager)
{
    PagerSaving *saving = pager->saving;
    free(pager->last_command);
    free(pager->save_name);
    pager->last_command = pager->save_name = NULL;
    if (!saving)
        return;
    pager->saving = NULL;
    /* relaxed: nothing is handed over */
    atomic_store_explicit(&saving->cancel, true, memory_order_relaxed);
    request_abandon(&saving->request);
}
