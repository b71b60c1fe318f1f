/* The modes of the terminal: what is switched on while ken has it, and how it is given back whatever happens.
 *
 * Beside terminfo these private modes are used: bracketed paste (2004), mouse (1000, 1006), focus (1004) and
 * synchronized output (2026), the last two only where terminals are known to keep them. Terminals that do not know a
 * private mode ignore it, the Linux console too. OSC strings (clipboard, background) go only to those that are
 * known to take them: the console of older kernels prints them. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "tui/clipboard.h"
#include "tui/symbol.h"
#include "tui/term_private.h"

enum { RESTORE_BYTES_MOST = 512, AGAIN_MS = 10, PATIENCE_MS = 300 };

/* What term_restore needs, which may run in a signal handler: all is ready before `is_active` is set. */
static struct {
    volatile sig_atomic_t is_active;
    int fd;                  /* the terminal, by a descriptor that nothing else uses; -1: none */
    int drawing_fd, null_fd; /* ncurses' descriptor, and what takes its place */
    struct termios modes;
    char bytes[RESTORE_BYTES_MOST]; /* private modes off, then what ends the full screen */
    size_t modes_len, len;
} restore = {.fd = -1, .drawing_fd = -1, .null_fd = -1};

/* Ends a sequence that was cut off, and does nothing where there was none. */
static const char cancel[] = "\030";

/* Writes all of it past ncurses, whose buffer is empty between frames. Async-signal-safe. */
static void send_bytes(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t sent = write(fd, bytes, len);
        if (sent < 0 && errno == EAGAIN) {
            struct pollfd poller = {.fd = fd, .events = POLLOUT};
            poll(&poller, 1, AGAIN_MS);
            continue;
        }
        if (sent < 0 && errno != EINTR)
            return;
        if (sent > 0) {
            bytes += sent;
            len -= (size_t)sent;
        }
    }
}

static void send_text(const Term *term, const char *text)
{
    send_bytes(fileno(term->output), text, strlen(text));
}

static bool type_is_one_of(const char *const *prefixes)
{
    const char *type = getenv("TERM");
    for (; type && *prefixes; prefixes++)
        if (strncmp(type, *prefixes, strlen(*prefixes)) == 0)
            return true;
    return false;
}

static bool takes_osc(void)
{
    static const char *const types[] = {"xterm",   "tmux",    "screen",  "rxvt",   "foot",  "alacritty", "kitty",
                                        "wezterm", "ghostty", "konsole", "gnome",  "vte",   "st-",       "contour",
                                        "mintty",  "putty",   "nsterm",  "mlterm", "iTerm", NULL};
    return type_is_one_of(types);
}

/* Those that are known to tell when they get the focus; GNU screen passes nothing on. */
static bool takes_focus(void)
{
    return takes_osc() && !type_is_one_of((const char *const[]){"screen.", NULL}) && !getenv("STY");
}

/* GNU screen is left out: it draws on its own schedule. */
static bool takes_frames(void)
{
    static const char *const types[] = {"xterm",   "tmux",    "foot",    "alacritty", "kitty",
                                        "wezterm", "ghostty", "contour", "mintty",    NULL};
    return type_is_one_of(types);
}

/* The fonts of the Linux console lack most symbols. */
bool term_is_plain(void)
{
    static const char *const consoles[] = {"linux", "vt100", "vt220", "cons25", "wsvt25", "ansi", NULL};
    return !symbol_locale_is_unicode() || type_is_one_of(consoles);
}

static void add_restore(const char *text)
{
    size_t len = text ? strlen(text) : 0;
    if (len > RESTORE_BYTES_MOST - restore.len)
        return;
    memcpy(restore.bytes + restore.len, text ? text : "", len);
    restore.len += len;
}

/* A capability of terminfo without its padding ("$<5>"), which only tputs understands; false when the terminal has
 * none. */
static bool append_capability(Buf *out, const char *capability)
{
    if (!capability || capability == (const char *)-1)
        return false;
    for (const char *p = capability; *p;) {
        const char *padding = strncmp(p, "$<", 2) == 0 ? strchr(p, '>') : NULL;
        if (!padding)
            buf_append_byte(out, *p);
        p = padding ? padding + 1 : p + 1;
    }
    return true;
}

static bool add_capability(const char *name)
{
    Buf bytes = {0};
    bool has_it = append_capability(&bytes, tigetstr(name));
    buf_append_byte(&bytes, '\0');
    add_restore(bytes.data);
    buf_deinit(&bytes);
    return has_it;
}

bool term_mode_save(Term *term, Error *err)
{
    term_mode_forget();
    restore.drawing_fd = fileno(term->output);
    restore.len = 0;
    if (tcgetattr(term->input_fd, &restore.modes) != 0)
        return error_set(err, "terminal: its modes cannot be read: %s", strerror(errno));
    restore.null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC); /* may fail: then nothing takes its place */
    restore.fd = fcntl(restore.drawing_fd, F_DUPFD_CLOEXEC, 3);
    return restore.fd >= 0 || error_set(err, "terminal: %s", strerror(errno));
}

void term_mode_forget(void)
{
    restore.is_active = 0;
    if (restore.fd >= 0)
        close(restore.fd);
    if (restore.null_fd >= 0)
        close(restore.null_fd);
    restore.fd = restore.drawing_fd = restore.null_fd = -1;
}

/* Needs the terminfo entry that newterm has read. */
static void prepare_restore(const Term *term)
{
    restore.len = 0;
    if (takes_frames())
        add_restore("\033[?2026l");
    add_restore("\033[?1006l\033[?1000l\033[?1004l\033[?2004l");
    restore.modes_len = restore.len;
    add_capability("sgr0");
    add_capability("op");
    add_capability("cnorm");
    if (term->keeps_screen || !add_capability("rmcup"))
        add_restore("\r\n");
}

static void send_capability(const Term *term, const char *capability)
{
    Buf bytes = {0};
    if (append_capability(&bytes, capability))
        send_bytes(fileno(term->output), bytes.data, bytes.len);
    buf_deinit(&bytes);
}

/* curses has gone to the alternate screen, as it always does: back from it, and what the main one shows is scrolled
 * out upward. */
static void go_to_main_screen(const Term *term)
{
    send_capability(term, tigetstr("rmcup"));
    send_capability(term, tiparm(tigetstr("cup"), LINES - 1, 0));
    for (int i = 0; i < LINES; i++)
        send_text(term, "\n");
    clearok(curscr, TRUE);
}

/* curses has left the alternate screen, on which nothing was: behind what is shown, where a shell goes on. */
static void go_below_screen(const Term *term)
{
    send_capability(term, tiparm(tigetstr("cup"), LINES - 1, 0));
    send_text(term, "\r\n");
}

/* A program that crashed has switched off nothing: mouse and focus reports, margins, origin and insert mode, character
 * sets, a hidden cursor, lines that do not wrap. Before curses draws, as the cursor moves. */
static void clean(const Term *term)
{
    send_text(term, "\033[?1003l\033[?1002l\033[?1000l\033[?1006l\033[?1004l");
    send_text(term, "\033[?6l\033[4l\033[r\033(B\033[m\033[?7h");
    send_capability(term, tigetstr("rmacs"));
    send_capability(term, tigetstr("cnorm"));
}

void term_mode_enter(Term *term, bool is_again)
{
    struct termios raw = restore.modes;
    raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR | IGNCR | ISTRIP | BRKINT | PARMRK | INPCK);
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | ISIG | IEXTEN);
    raw.c_cflag = (raw.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    prepare_restore(term);
    restore.is_active = 1;
    tcsetattr(term->input_fd, TCSADRAIN, &raw);
    if (is_again)
        clean(term);
    def_prog_mode(); /* refresh after endwin goes back to these */
    refresh();
    if (term->keeps_screen)
        go_to_main_screen(term);
    send_text(term, "\033[?2004h");
    if (takes_focus())
        send_text(term, "\033[?1004h");
    if (term->has_mouse)
        send_text(term, "\033[?1000h\033[?1006h");
    term->is_cursor_hidden = false;
    term_forget(term);
}

/* The modes of the terminal as they were found; from here on there is nothing to restore. */
static void restore_modes(void)
{
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTTOU); /* in the background it would stop us here */
    sigprocmask(SIG_BLOCK, &blocked, &before);
    tcsetattr(restore.fd, TCSANOW, &restore.modes);
    sigprocmask(SIG_SETMASK, &before, NULL);
    restore.is_active = 0;
}

void term_mode_leave(Term *term)
{
    send_bytes(restore.fd, restore.bytes, restore.modes_len);
    curs_set(1);
    endwin();
    fflush(term->output);
    if (term->keeps_screen)
        go_below_screen(term);
    restore_modes();
}

/* False when the terminal has not taken all of it in that time. Async-signal-safe. */
static bool send_within(int fd, const char *bytes, size_t len, int patience_ms)
{
    while (len > 0) {
        ssize_t sent = write(fd, bytes, len);
        if (sent > 0) {
            bytes += sent;
            len -= (size_t)sent;
        } else if (sent < 0 && errno == EAGAIN && patience_ms > 0) {
            struct pollfd poller = {.fd = fd, .events = POLLOUT};
            poll(&poller, 1, AGAIN_MS);
            patience_ms -= AGAIN_MS;
        } else if (sent >= 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

/* What a terminal that takes nothing has not taken yet is thrown away, so that there is room. The flag belongs to all
 * that have the terminal open: it is put back. */
static void give_back(int patience_ms)
{
    int flags = fcntl(restore.fd, F_GETFL);
    fcntl(restore.fd, F_SETFL, flags | O_NONBLOCK);
    bool has_room = send_within(restore.fd, cancel, sizeof cancel - 1, patience_ms) &&
                    send_within(restore.fd, restore.bytes, restore.len, patience_ms);
    if (!has_room && tcflush(restore.fd, TCOFLUSH) == 0 && send_within(restore.fd, cancel, sizeof cancel - 1, 0))
        send_within(restore.fd, restore.bytes, restore.len, 0);
    fcntl(restore.fd, F_SETFL, flags);
}

static void restore_within(int patience_ms)
{
    if (!restore.is_active)
        return;
    int saved_errno = errno;
    restore.is_active = 0;
    if (restore.null_fd >= 0)
        dup2(restore.null_fd, restore.drawing_fd);
    give_back(patience_ms);
    restore_modes();
    errno = saved_errno;
}

void term_restore(void)
{
    restore_within(PATIENCE_MS);
}

void term_abandon(void)
{
    restore_within(0);
    if (restore.fd >= 0)
        restore_modes(); /* an editor may have left others */
}

void term_begin_frame(Term *term)
{
    if (takes_frames())
        send_text(term, "\033[?2026h");
}

void term_end_frame(Term *term)
{
    if (takes_frames())
        send_text(term, "\033[?2026l");
}

void term_ask_background(Term *term)
{
    if (takes_osc() && term->depth >= PALETTE_256)
        send_text(term, "\033]11;?\a");
}

void term_set_mouse(Term *term, bool is_on)
{
    if (term->has_mouse == is_on)
        return;
    term->has_mouse = is_on;
    if (!term->is_left)
        send_text(term, is_on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l");
}

size_t term_copy(Term *term, Slice text)
{
    if (!takes_osc() || term->is_left)
        return 0;
    Buf out = {0};
    size_t taken = clipboard_write(&out, clipboard_road(getenv("TERM"), getenv("TMUX"), getenv("STY")), text);
    send_bytes(fileno(term->output), out.data, out.len);
    buf_deinit(&out);
    return taken;
}
