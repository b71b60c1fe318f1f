/* The terminal, through ncurses for what is drawn and through plain descriptors for the rest. The modes and the escape
 * sequences beside terminfo are in term_mode.c, from cells to ncurses in term_draw.c. */
#include "tui/term.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "tui/term_private.h"

enum { ESCAPE_DELAY_MS = 25, ESCAPE_DELAY_MOST_MS = 10000 };

static const int curses_signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH, SIGTTOU};
enum { CURSES_SIGNALS = sizeof curses_signals / sizeof *curses_signals };

/* The standard descriptors when both are terminals, else the controlling terminal: `git log | ken` reads keys from it.
 */
static bool open_descriptors(Term *term, Error *err)
{
    bool are_terminals = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    term->input_fd = are_terminals ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (term->input_fd < 0)
        return error_set(err, "/dev/tty: no terminal to draw on: %s", strerror(errno));
    int output_fd = fcntl(are_terminals ? STDOUT_FILENO : term->input_fd, F_DUPFD_CLOEXEC, 3);
    int curses_input_fd = fcntl(term->input_fd, F_DUPFD_CLOEXEC, 3);
    term->output = output_fd < 0 ? NULL : fdopen(output_fd, "w");
    term->input = curses_input_fd < 0 ? NULL : fdopen(curses_input_fd, "r");
    return (term->output && term->input) || error_set(err, "terminal: %s", strerror(errno));
}

/* newterm ends the program or is silent about terminals that it cannot use; this says why. */
static bool check_type(const Term *term, Error *err)
{
    const char *type = getenv("TERM");
    int answer = 0;
    if (!type || !*type)
        return error_set(err, "TERM is not set: the type of the terminal is unknown");
    if (setupterm(type, fileno(term->output), &answer) != OK)
        return error_set(err,
                         answer < 0 ? "TERM=%s: no terminfo database was found"
                                    : "TERM=%s: unknown type of terminal (is its terminfo entry installed?)",
                         type);
    bool can_move = cursor_address && clear_screen;
    del_curterm(cur_term);
    return can_move || error_set(err, "TERM=%s: this type of terminal cannot move its cursor", type);
}

/* Entering the screen, ncurses would set the palette back that the user has given the terminal: it finds that
 * capability empty. */
static void keep_palette(void)
{
    char *reset = tigetstr("oc");
    if (reset && reset != (char *)-1)
        *reset = '\0';
}

/* Until a screen was left once, ncurses takes every movement of the cursor for that of a program without a screen and
 * sends it at once: a frame would be some fifty writes. So it is left before it is entered; what that sends goes
 * nowhere.
 */
static void leave_unseen(const Term *term)
{
    int fd = fileno(term->output);
    int terminal_fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    int nowhere_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (terminal_fd >= 0 && nowhere_fd >= 0 && dup2(nowhere_fd, fd) == fd) {
        endwin();
        fflush(term->output);
        dup2(terminal_fd, fd);
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    if (terminal_fd >= 0)
        close(terminal_fd);
    if (nowhere_fd >= 0)
        close(nowhere_fd);
}

/* ncurses installs handlers for signals that are the main loop's: they are put back at once. */
static bool start_curses(Term *term, Error *err)
{
    struct sigaction saved[CURSES_SIGNALS];
    for (int i = 0; i < CURSES_SIGNALS; i++)
        sigaction(curses_signals[i], NULL, &saved[i]);
    term->screen = newterm(NULL, term->output, term->input);
    for (int i = 0; i < CURSES_SIGNALS; i++)
        sigaction(curses_signals[i], &saved[i], NULL);
    if (!term->screen)
        return error_set(err, "TERM=%s: the terminal cannot be used", getenv("TERM"));
    nonl();
    typeahead(-1);
    scrollok(stdscr, FALSE);
    leaveok(stdscr, FALSE);
    keep_palette();
    leave_unseen(term);
    return true;
}

static PaletteDepth depth_of_terminal(void)
{
    const char *no_color = getenv("NO_COLOR");
    if ((no_color && *no_color) || start_color() != OK)
        return PALETTE_MONO;
    int colours = tigetnum("colors");
    if (use_default_colors() != OK || colours < 8)
        return PALETTE_MONO;
    if (colours >= 1 << 24)
        return PALETTE_DIRECT;
    return colours >= 256 ? PALETTE_256 : PALETTE_8;
}

/* rxvt, Konsole and others tell their colours at the start: "15;0" is white on black. */
static bool is_light_by_environment(void)
{
    const char *colours = getenv("COLORFGBG");
    const char *last = colours ? strrchr(colours, ';') : NULL;
    return last && (strcmp(last, ";7") == 0 || strcmp(last, ";15") == 0);
}

static void adapt_size(Term *term)
{
    int width, height;
    term_size(term, &width, &height);
    if (width != COLS || height != LINES) {
        resizeterm(height, width);
        term_forget(term);
    }
}

static void release(Term *term)
{
    term_mode_forget();
    if (term->screen)
        delscreen(term->screen);
    if (term->output)
        fclose(term->output);
    if (term->input)
        fclose(term->input);
    if (term->input_fd >= 0)
        close(term->input_fd);
    canvas_deinit(&term->shown);
    free(term->pairs);
    free(term);
}

Term *term_open(bool keeps_screen, Error *err)
{
    static bool has_exit_handler;
    Term *term = mem_zalloc(1, sizeof *term);
    term->input_fd = -1;
    term->keeps_screen = keeps_screen;
    bool ok = open_descriptors(term, err) && check_type(term, err) && term_mode_save(term, err);
    if (!ok || !start_curses(term, err)) {
        release(term);
        return NULL;
    }
    term->depth = depth_of_terminal();
    term->is_light = is_light_by_environment();
    term->is_plain = term_is_plain();
    if (!has_exit_handler)
        has_exit_handler = atexit(term_restore) == 0;
    mem_on_exhausted(term_restore);
    term_mode_enter(term, false);
    adapt_size(term);
    term_ask_background(term);
    return term;
}

void term_close(Term *term)
{
    if (!term)
        return;
    term_leave(term);
    release(term);
}

void term_leave(Term *term)
{
    if (term->is_left)
        return;
    term->is_left = true;
    term_mode_leave(term);
}

bool term_enter(Term *term, Error *err)
{
    if (!term->is_left)
        return true;
    if (!isatty(term->input_fd))
        return error_set(err, "terminal: it is gone");
    term->is_left = false;
    term_mode_enter(term, true);
    adapt_size(term);
    return true;
}

bool term_is_in_background(const Term *term)
{
    pid_t group = tcgetpgrp(term->input_fd);
    return group > 0 && group != getpgrp();
}

int term_input_fd(const Term *term)
{
    return term->input_fd;
}

long term_read(Term *term, char *out, size_t size)
{
    struct pollfd poller = {.fd = term->input_fd, .events = POLLIN};
    if (poll(&poller, 1, 0) <= 0)
        return 0;
    if (!(poller.revents & POLLIN))
        return -1; /* hung up */
    ssize_t got = read(term->input_fd, out, size);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return 0;
    return got > 0 ? got : -1;
}

void term_size(Term *term, int *width, int *height)
{
    struct winsize size = {0};
    bool is_known = ioctl(fileno(term->output), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
    *width = is_known ? size.ws_col : COLS > 0 ? COLS : 80;
    *height = is_known ? size.ws_row : LINES > 0 ? LINES : 24;
}

void term_show(Term *term, const Canvas *canvas)
{
    if (term->is_left)
        return;
    adapt_size(term);
    term_draw(term, canvas);
}

void term_invalidate(Term *term)
{
    term_forget(term);
    clearok(curscr, TRUE);
}

void term_set_light(Term *term, bool is_light)
{
    if (term->is_light == is_light)
        return;
    term->is_light = is_light;
    term_forget(term);
}

int term_escape_delay_ms(const Term *term)
{
    (void)term;
    const char *text = getenv("ESCDELAY");
    char *end = NULL;
    long delay = text ? strtol(text, &end, 10) : -1;
    if (!text || end == text || *end || delay < 0)
        return ESCAPE_DELAY_MS;
    return delay < ESCAPE_DELAY_MOST_MS ? (int)delay : ESCAPE_DELAY_MOST_MS;
}
