/* What leads out of the pager: commands of the user's, pipes to them, saving what is shown. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "tui/format.h"
#include "tui/save_file.h"
#include "tui/views/pager_view.h"

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
    SaveMode mode;
    SaveOutcome outcome;
    bool is_partial;
    Error err;
    atomic_bool cancel;
};

static void work(Request *request, Matcher *matcher)
{
    (void)matcher;
    PagerSaving *saving = (PagerSaving *)request;
    saving->outcome = save_file(saving->name, saving->mode, saving->document, &saving->cancel, &saving->err);
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
    if (saving->outcome == SAVE_EXISTS) {
        free(pager->save_name);
        pager->save_name = mem_strdup(saving->name);
        pager_prompt_open(pager, PAGER_PROMPT_SAVE_ANYWAY, 0);
    } else if (saving->outcome != SAVE_DONE) {
        app_say(pager->view.app, ROLE_ERROR, "%s", saving->err.text);
    } else {
        app_say(pager->view.app, ROLE_DIM, "%s%s saved to %s", saving->is_partial ? "what has come so far, " : "",
                format_bytes(document_size(saving->document), size), saving->name);
    }
    drop(request);
}

static void post(Pager *pager, const char *name, SaveMode mode)
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
    saving->mode = mode;
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
    post(pager, path.data, SAVE_NEW);
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
        post(pager, pager->save_name, how == 'o' ? SAVE_OVER : SAVE_BEHIND);
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
