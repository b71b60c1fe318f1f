/* The loop: waits for keys, news from the engine and signals; draws when there is something to draw.
 *
 *     poll(terminal, wake, signals) --> keys, news --> app --> frame, at once or a few milliseconds later
 *
 * Frames are paced by the app: while a part of the next one is on its way, it is held back for up to FRAME_HOLD_MS, so
 * that an answer that comes at once shows no half-finished picture. All keys that have come are handled before a frame
 * is drawn. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "tui/app.h"
#include "tui/child.h"
#include "tui/signals.h"

enum {
    FRAME_HOLD_MS = 8,
    PASTE_WAIT_MS = 1000,         /* an unfinished paste is waited for so long */
    PENDING_BYTES_MOST = 8 << 20, /* and up to this size */
    READ_BYTES = 1 << 14,
    ONE_SCREEN_MS = 400,
    READS_A_ROUND = 64, /* keys of so many reads before a frame is drawn all the same */
    REST_MS = 1000,     /* without keys, before what the work has left behind is tidied away */
};

typedef struct Loop {
    App *app;
    Term *term;
    Canvas canvas;
    Buf input;          /* bytes not decoded yet */
    bool is_dirty;      /* something may look different */
    double dirty_since; /* ms */
    double input_since; /* when the last bytes came */
    bool rests_soon;    /* it has not been tidied up since */
    bool is_over;
    bool is_gone; /* the terminal */
} Loop;

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void touch(Loop *loop)
{
    if (!loop->is_dirty)
        loop->dirty_since = now_ms();
    loop->is_dirty = true;
}

static void draw(Loop *loop)
{
    int width = 0, height = 0;
    term_size(loop->term, &width, &height);
    app_draw(loop->app, &loop->canvas, width, height);
    term_show(loop->term, &loop->canvas);
    loop->is_dirty = false;
}

static void enter(Loop *loop)
{
    Error err;
    if (!term_enter(loop->term, &err))
        loop->is_over = loop->is_gone = true;
    touch(loop);
}

static void edit(Loop *loop)
{
    EditorCommand *command = app_editor_command(loop->app);
    Error err = {{0}};
    if (!command->is_graphical)
        term_leave(loop->term);
    bool ok = editor_run(command, term_input_fd(loop->term), &err);
    if (!command->is_graphical)
        enter(loop);
    app_editor_returned(loop->app, ok, err.text);
}

/* What the command has printed is read before the screen comes back. */
static void wait_for_return(Loop *loop)
{
    static const char question[] = "ken: done (press Return)";
    int fd = term_input_fd(loop->term);
    char byte = 0;
    if (write(fd, question, sizeof question - 1) < 0)
        return;
    while (byte != '\n' && byte != '\r' && !signals_ending()) {
        struct pollfd sources[] = {{.fd = fd, .events = POLLIN}, {.fd = signals_fd(), .events = POLLIN}};
        poll(sources, 2, -1);
        while (signals_take() != 0)
            continue;
        if (sources[0].revents && read(fd, &byte, 1) != 1)
            return;
    }
}

static void run_shell(Loop *loop)
{
    Error err = {{0}};
    ChildKeys keys;
    term_leave(loop->term);
    child_ignore_keys(&keys);
    bool ok = shell_run(app_shell_command(loop->app), term_input_fd(loop->term), &err);
    if (ok)
        wait_for_return(loop);
    child_heed_keys(&keys);
    shell_command_deinit(app_shell_command(loop->app));
    enter(loop);
    app_editor_returned(loop->app, ok, err.text);
}

/* `stops`, `goes_on`: which of SIGTSTP and SIGCONT came last. */
static void read_signals(Loop *loop, bool *stops, bool *goes_on)
{
    *stops = *goes_on = false;
    for (int number = signals_take(); number != 0; number = signals_take()) {
        if (number == SIGTSTP || number == SIGCONT) {
            *stops = number == SIGTSTP;
            *goes_on = number == SIGCONT;
        }
        touch(loop);
    }
    loop->is_over = loop->is_over || signals_ending() != 0;
}

/* To the shell, until it says fg. */
static void suspend(Loop *loop, bool is_group)
{
    bool stops, goes_on;
    term_leave(loop->term);
    signals_stop(is_group);
    read_signals(loop, &stops, &goes_on); /* that it was continued is no news here */
    enter(loop);
}

/* Stopped from outside and continued: the shell may have changed everything. In the background the terminal is not
 * ours to change: what any program gets that does is a stop, and here it comes before. */
static void go_on(Loop *loop)
{
    if (term_is_in_background(loop->term))
        raise(SIGTTOU);
    term_leave(loop->term);
    enter(loop);
}

static void copy(Loop *loop)
{
    Slice text = app_copy_text(loop->app);
    size_t taken = term_copy(loop->term, text);
    if (text.len > 0 && taken == 0)
        app_say(loop->app, ROLE_WARNING, "not copied: this terminal has no clipboard that is known to work");
    else if (taken < text.len)
        app_say(loop->app, ROLE_WARNING, "copied the first %zu of %zu bytes: the terminal takes no more", taken,
                text.len);
}

static void grant_wishes(Loop *loop)
{
    for (;;) {
        switch (app_take_wish(loop->app)) {
        case APP_WISH_NONE:
            return;
        case APP_WISH_EDIT:
            edit(loop);
            break;
        case APP_WISH_SHELL:
            run_shell(loop);
            break;
        case APP_WISH_SUSPEND:
            suspend(loop, true);
            break;
        case APP_WISH_REDRAW:
            term_invalidate(loop->term);
            break;
        case APP_WISH_MOUSE:
            term_set_mouse(loop->term, app_mouse_is_on(loop->app));
            break;
        case APP_WISH_COPY:
            copy(loop);
            break;
        }
        touch(loop);
    }
}

static void handle_key(Loop *loop, Key key)
{
    if (key.code == KEYCODE_BACKGROUND_LIGHT || key.code == KEYCODE_BACKGROUND_DARK)
        term_set_light(loop->term, key.code == KEYCODE_BACKGROUND_LIGHT);
    else
        app_key(loop->app, key);
    grant_wishes(loop);
    touch(loop);
}

/* Handles the keys that are complete; with `is_final` also what an unfinished one is so far. */
static void decode(Loop *loop, bool is_final)
{
    size_t at = 0;
    while (at < loop->input.len && !app_wants_quit(loop->app) && !loop->is_over) {
        Key key;
        size_t used = key_decode(loop->input.data + at, loop->input.len - at, is_final, &key);
        if (used == 0)
            break;
        handle_key(loop, key);
        at += used;
    }
    if (at > 0)
        memmove(loop->input.data, loop->input.data + at, loop->input.len - at);
    loop->input.len -= at;
}

static bool has_input(int fd)
{
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    return poll(&poller, 1, 0) > 0;
}

static void take_input(Loop *loop)
{
    for (int i = 0; i < READS_A_ROUND && !app_wants_quit(loop->app) && !loop->is_over; i++) {
        buf_reserve(&loop->input, READ_BYTES);
        long got = term_read(loop->term, loop->input.data + loop->input.len, READ_BYTES);
        if (got < 0)
            loop->is_over = loop->is_gone = true;
        if (got <= 0)
            return;
        loop->input.len += (size_t)got;
        loop->input_since = now_ms();
        loop->rests_soon = true;
        decode(loop, loop->input.len > PENDING_BYTES_MOST);
        if (!has_input(term_input_fd(loop->term)))
            return;
    }
}

static void take_signals(Loop *loop)
{
    bool stops, goes_on;
    read_signals(loop, &stops, &goes_on);
    if (!loop->term || loop->is_over)
        return;
    if (stops)
        suspend(loop, false);
    else if (goes_on)
        go_on(loop);
}

/* How long an unfinished key is waited for, as a moment; negative: there is none. */
static double input_deadline(const Loop *loop)
{
    static const char paste[] = "\x1b[200~";
    if (loop->input.len == 0)
        return -1;
    bool is_paste = slice_starts_with(buf_slice(&loop->input), slice_of(paste, sizeof paste - 1));
    return loop->input_since + (is_paste ? PASTE_WAIT_MS : term_escape_delay_ms(loop->term));
}

/* When there is time to tidy up; negative: that is done. */
static double rest_deadline(const Loop *loop)
{
    return loop->rests_soon ? loop->input_since + REST_MS : -1;
}

/* Of two moments, negative where there is none. */
static double earlier(double a, double b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

static void rest(Loop *loop)
{
    double deadline = rest_deadline(loop);
    if (deadline < 0 || now_ms() < deadline)
        return;
    loop->rests_soon = false;
    app_rest(loop->app);
}

/* Milliseconds to sleep: -1 = until something happens. */
static int sleep_ms(const Loop *loop)
{
    double until = earlier(input_deadline(loop), rest_deadline(loop));
    if (loop->is_dirty)
        until = earlier(until, loop->dirty_since + FRAME_HOLD_MS);
    if (until < 0)
        return -1;
    double left = until - now_ms();
    return left <= 0 ? 0 : (int)left + 1;
}

static void wait_for_news(Loop *loop)
{
    enum { TERMINAL, WAKE, SIGNALS, SOURCES };
    struct pollfd sources[SOURCES] = {
        [TERMINAL] = {.fd = term_input_fd(loop->term), .events = POLLIN},
        [WAKE] = {.fd = app_wake(loop->app)->read_fd, .events = POLLIN},
        [SIGNALS] = {.fd = signals_fd(), .events = POLLIN},
    };
    if (poll(sources, SOURCES, sleep_ms(loop)) < 0 && errno != EINTR)
        loop->is_over = true;
    if (sources[SIGNALS].revents)
        take_signals(loop);
    if (sources[TERMINAL].revents)
        take_input(loop);
    double deadline = input_deadline(loop);
    if (deadline >= 0 && now_ms() >= deadline)
        decode(loop, true);
    rest(loop);
    if (sources[WAKE].revents && app_update(loop->app))
        touch(loop);
    grant_wishes(loop);
}

static void run(Loop *loop)
{
    app_update(loop->app);
    touch(loop);
    while (!loop->is_over && !app_wants_quit(loop->app)) {
        bool is_due = loop->is_dirty && now_ms() - loop->dirty_since >= FRAME_HOLD_MS;
        if (loop->is_dirty && (is_due || !app_is_waiting(loop->app)))
            draw(loop);
        wait_for_news(loop);
    }
}

/* -F: for a moment without the screen, so that what fits one is printed and nothing flickers. What takes longer is
 * shown meanwhile. */
static void wait_without_screen(Loop *loop)
{
    double until = now_ms() + ONE_SCREEN_MS;
    while (!app_wants_quit(loop->app) && !loop->is_over && now_ms() < until && app_may_print(loop->app)) {
        struct pollfd sources[] = {{.fd = app_wake(loop->app)->read_fd, .events = POLLIN},
                                   {.fd = signals_fd(), .events = POLLIN}};
        poll(sources, 2, (int)(until - now_ms()) + 1);
        if (sources[1].revents)
            take_signals(loop);
        app_update(loop->app);
    }
}

/* `end_signal`: what ended it from outside, 0 for nothing. That its terminal is gone may be seen before SIGHUP comes,
 * or where it is ignored. */
static bool run_on_terminal(App *app, int *end_signal, Error *err)
{
    Loop loop = {.app = app};
    wait_without_screen(&loop);
    *end_signal = signals_ending();
    if (app_wants_quit(app) || loop.is_over)
        return true;
    loop.term = term_open(app_options(app)->pager.keeps_screen, err);
    if (!loop.term)
        return false;
    mem_on_exhausted(term_restore);
    canvas_init(&loop.canvas, 1, 1);
    term_set_mouse(loop.term, app_mouse_is_on(app));
    run(&loop);
    term_close(loop.term);
    canvas_deinit(&loop.canvas);
    buf_deinit(&loop.input);
    *end_signal = signals_ending() ? signals_ending() : loop.is_gone ? SIGHUP : 0;
    return true;
}

/* What is left to print when the terminal is as it was. */
static void print_farewell(App *app)
{
    Slice text = app_farewell(app);
    while (text.len > 0) {
        ssize_t sent = write(STDOUT_FILENO, text.data, text.len);
        if (sent < 0 && errno != EINTR)
            return;
        text = slice_sub(text, sent > 0 ? (size_t)sent : 0, text.len);
    }
}

bool app_run(const AppOptions *options, GitHelper *git, int *status, Error *err)
{
    int end_signal = 0;
    App *app = NULL;
    AppOptions own = *options;
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        own.screen_columns = size.ws_col;
        own.screen_rows = size.ws_row;
    }
    bool ok = signals_open(term_abandon, err);
    if (ok)
        app = app_new(&own, git, err);
    ok = app && run_on_terminal(app, &end_signal, err);
    if (ok)
        *status = end_signal ? 128 + end_signal : app_exit_status(app);
    if (ok)
        print_farewell(app);
    if (app)
        app_free(app);
    signals_close();
    return ok;
}
