/* A real program in a real terminal. */
#include "tests/support/vt.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#include <vterm.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"

/* Modes that a program could leave behind, and how a shell wants them. */
static const struct {
    int number; /* negative: one of ANSI's, else a private one of DEC's */
    bool is_on;
    const char *complaint;
} known_modes[] = {
    {1000, false, "mouse reports are on"},
    {1002, false, "mouse drag reports are on"},
    {1003, false, "mouse motion reports are on"},
    {1004, false, "focus reports are on"},
    {1006, false, "the mouse's SGR form is on"},
    {2004, false, "bracketed paste is on"},
    {2026, false, "a frame is begun and not ended"},
    {1049, false, "the alternate screen was not left"},
    {25, true, "the cursor is hidden"},
    {7, true, "lines do not wrap"},
    {6, false, "origin mode is on"},
    {1, false, "the cursor keys are in application mode"},
    {-4, false, "insert mode is on"},
};
enum { MODES = sizeof known_modes / sizeof *known_modes };

/* A reader of CSI ... h and CSI ... l, over all that comes. */
typedef struct ModeReader {
    enum { GROUND, ESCAPED, PARAMETERS } state;
    int mark;
    int numbers[8];
    size_t count;
    bool is_on[MODES];
} ModeReader;

struct Vt {
    VTerm *terminal;
    VTermScreen *screen;
    pid_t pid;
    int fd;    /* the terminal's own end; -1 once it has hung up */
    int slave; /* held open, so that the modes can be read after the program has ended */
    int columns, rows;
    bool is_cursor_visible;
    bool is_on_alternate;
    bool is_hidden;
    ModeReader reader;
    bool has_ended;
    int status;
    Buf log;
    Buf row;
    double last_output;
};

double vt_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    Vt *vt = user;
    if (property == VTERM_PROP_CURSORVISIBLE)
        vt->is_cursor_visible = value->boolean;
    if (property == VTERM_PROP_ALTSCREEN)
        vt->is_on_alternate = value->boolean;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void run_child(const VtOptions *options)
{
    static const char *const plain[] = {"TERM=xterm-256color", "LC_ALL=C.UTF-8", "ESCDELAY=25"};
    const char *const cleared[] = {"EDITOR", "VISUAL", "KEN_EDITOR", "NO_COLOR", "COLORTERM", "TMUX", "GIT_DIR"};
    for (size_t i = 0; i < sizeof cleared / sizeof cleared[0]; i++)
        unsetenv(cleared[i]);
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        putenv((char *)plain[i]);
    for (size_t i = 0; options->env && options->env[i]; i++)
        putenv((char *)options->env[i]);
    for (int number = 1; number < 32; number++) /* whatever the tests run under */
        signal(number, SIG_DFL);
    if (options->folder && chdir(options->folder) != 0)
        _exit(126);
    execvp(options->argv[0], (char *const *)options->argv);
    _exit(127);
}

Vt *vt_start(const VtOptions *options)
{
    Vt *vt = mem_zalloc(1, sizeof *vt);
    vt->columns = options->columns;
    vt->rows = options->rows;
    vt->is_cursor_visible = true;
    for (size_t i = 0; i < MODES; i++)
        vt->reader.is_on[i] = known_modes[i].is_on;
    vt->terminal = vterm_new(vt->rows, vt->columns);
    vterm_set_utf8(vt->terminal, 1);
    vt->screen = vterm_obtain_screen(vt->terminal);
    vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
    vterm_screen_enable_altscreen(vt->screen, 1);
    vterm_screen_reset(vt->screen, 1);
    struct winsize size = {.ws_col = (unsigned short)vt->columns, .ws_row = (unsigned short)vt->rows};
    if (openpty(&vt->fd, &vt->slave, NULL, NULL, &size) != 0)
        abort();
    struct termios modes;
    if (options->is_silent && tcgetattr(vt->slave, &modes) == 0) {
        modes.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
        tcsetattr(vt->slave, TCSANOW, &modes);
    }
    vt->pid = fork();
    if (vt->pid == 0) {
        close(vt->fd);
        login_tty(vt->slave);
        run_child(options);
    }
    return vt;
}

void vt_hang_up(Vt *vt)
{
    if (vt->fd < 0)
        return;
    close(vt->slave);
    close(vt->fd);
    vt->fd = -1;
}

void vt_free(Vt *vt)
{
    vt_hang_up(vt);
    if (!vt->has_ended) {
        kill(vt->pid, SIGKILL);
        waitpid(vt->pid, NULL, 0);
    }
    vterm_free(vt->terminal);
    buf_deinit(&vt->log);
    buf_deinit(&vt->row);
    free(vt);
}

void vt_send(Vt *vt, const char *bytes, size_t len)
{
    while (len > 0 && vt->fd >= 0) {
        ssize_t sent = write(vt->fd, bytes, len);
        if (sent < 0 && errno != EINTR)
            return;
        if (sent > 0) {
            bytes += sent;
            len -= (size_t)sent;
        }
    }
}

void vt_type(Vt *vt, const char *text)
{
    vt_send(vt, text, strlen(text));
}

void vt_resize(Vt *vt, int columns, int rows)
{
    vt->columns = columns;
    vt->rows = rows;
    if (!vt->is_hidden)
        vterm_set_size(vt->terminal, rows, columns);
    vt_tell_size(vt, columns, rows);
}

void vt_hide(Vt *vt)
{
    vt->is_hidden = true;
}

void vt_show_on_rubbish(Vt *vt)
{
    static const char alternate[] = "\033[?1049h\033[41m";
    vt->is_hidden = false;
    vterm_screen_reset(vt->screen, 1);
    vterm_input_write(vt->terminal, alternate, sizeof alternate - 1);
    for (int i = 0; i < vt->columns * vt->rows; i++)
        vterm_input_write(vt->terminal, "X", 1);
    vterm_input_write(vt->terminal, "\033[m", 3);
}

void vt_tell_size(Vt *vt, int columns, int rows)
{
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    ioctl(vt->fd, TIOCSWINSZ, &size);
}

int vt_unread(const Vt *vt)
{
    int count = 0;
    return vt->fd >= 0 && ioctl(vt->slave, FIONREAD, &count) == 0 ? count : 0;
}

pid_t vt_pid(const Vt *vt)
{
    return vt->pid;
}

/* What the terminal answers to the program (device attributes, cursor reports). */
static void send_answers(Vt *vt)
{
    char answer[256];
    size_t len;
    while ((len = vterm_output_read(vt->terminal, answer, sizeof answer)) > 0)
        vt_send(vt, answer, len);
}

static void set_modes(ModeReader *reader, bool is_on)
{
    for (size_t n = 0; n < reader->count; n++)
        for (size_t i = 0; i < MODES; i++)
            if ((reader->mark ? known_modes[i].number : -known_modes[i].number) == reader->numbers[n])
                reader->is_on[i] = is_on;
}

static void read_modes(ModeReader *reader, const char *bytes, size_t len)
{
    enum { NUMBERS_MOST = sizeof reader->numbers / sizeof *reader->numbers };
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '\x1b') {
            reader->state = ESCAPED;
        } else if (reader->state == ESCAPED) {
            reader->state = c == '[' ? PARAMETERS : GROUND;
            reader->mark = 0;
            reader->count = 1;
            reader->numbers[0] = 0;
        } else if (reader->state == PARAMETERS && c == '?') {
            reader->mark = c;
        } else if (reader->state == PARAMETERS && c >= '0' && c <= '9') {
            reader->numbers[reader->count - 1] = reader->numbers[reader->count - 1] % 10000 * 10 + (c - '0');
        } else if (reader->state == PARAMETERS && c == ';' && reader->count < NUMBERS_MOST) {
            reader->numbers[reader->count++] = 0;
        } else if (reader->state == PARAMETERS) {
            if (c == 'h' || c == 'l')
                set_modes(reader, c == 'h');
            reader->state = GROUND;
        }
    }
}

/* Reads once, waiting at most that long; false when nothing came. */
static bool read_once(Vt *vt, double ms)
{
    if (vt->fd < 0)
        return false;
    struct pollfd one = {.fd = vt->fd, .events = POLLIN};
    struct timespec timeout = {.tv_sec = (time_t)(ms / 1e3),
                               .tv_nsec = (long)((ms - 1e3 * (double)(time_t)(ms / 1e3)) * 1e6)};
    if (ppoll(&one, 1, &timeout, NULL) <= 0)
        return false;
    char bytes[65536];
    ssize_t len = read(vt->fd, bytes, sizeof bytes);
    if (len <= 0) {
        vt_hang_up(vt);
        return false;
    }
    vt->last_output = vt_now();
    buf_append(&vt->log, bytes, (size_t)len);
    buf_append_byte(&vt->log, '\0'); /* so that it can be searched as a string */
    vt->log.len--;
    read_modes(&vt->reader, bytes, (size_t)len);
    if (!vt->is_hidden)
        vterm_input_write(vt->terminal, bytes, (size_t)len);
    send_answers(vt);
    return true;
}

void vt_pump(Vt *vt, double ms)
{
    double end = vt_now() + ms;
    for (double left = ms; left > 0 && vt->fd >= 0; left = end - vt_now())
        read_once(vt, left);
}

static bool wait_for(Vt *vt, const char *text, bool is_shown, double ms)
{
    double end = vt_now() + ms;
    while ((vt_find(vt, text) >= 0) != is_shown) {
        double left = end - vt_now();
        if (left <= 0 || (!read_once(vt, left < 20 ? left : 20) && vt->fd < 0))
            return (vt_find(vt, text) >= 0) == is_shown;
    }
    return true;
}

bool vt_until(Vt *vt, const char *text, double ms)
{
    return wait_for(vt, text, true, ms);
}

bool vt_until_gone(Vt *vt, const char *text, double ms)
{
    return wait_for(vt, text, false, ms);
}

int vt_wait_exit(Vt *vt, double ms)
{
    double end = vt_now() + ms;
    while (!vt->has_ended && vt_now() < end) {
        if (!read_once(vt, 5))
            usleep(1000);
        vt->has_ended = waitpid(vt->pid, &vt->status, WNOHANG) == vt->pid;
    }
    while (vt->has_ended && read_once(vt, 5))
        continue;
    return vt->has_ended ? vt->status : -1;
}

int vt_ended(Vt *vt)
{
    if (!vt->has_ended)
        vt->has_ended = waitpid(vt->pid, &vt->status, WNOHANG) == vt->pid;
    return vt->has_ended ? vt_wait_exit(vt, 0) : -1;
}

static void append_character(Buf *out, uint32_t c)
{
    char bytes[4];
    size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const uint8_t leads[] = {0, 0x00, 0xc0, 0xe0, 0xf0};
    for (size_t i = len; i-- > 1; c >>= 6)
        bytes[i] = (char)(0x80 | (c & 0x3f));
    bytes[0] = (char)(leads[len] | c);
    buf_append(out, bytes, len);
}

const char *vt_row(Vt *vt, int y)
{
    size_t shown = 0;
    buf_clear(&vt->row);
    for (int x = 0; x < vt->columns; x++) {
        VTermScreenCell cell;
        vterm_screen_get_cell(vt->screen, (VTermPos){.row = y, .col = x}, &cell);
        if (cell.chars[0] == (uint32_t)-1) /* the second half of a wide character */
            continue;
        if (cell.chars[0] == 0)
            buf_append_byte(&vt->row, ' ');
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
            append_character(&vt->row, cell.chars[i]);
        if (cell.chars[0] > ' ')
            shown = vt->row.len;
    }
    vt->row.len = shown;
    buf_append_byte(&vt->row, '\0');
    return vt->row.data;
}

int vt_find(Vt *vt, const char *text)
{
    for (int y = 0; y < vt->rows; y++)
        if (strstr(vt_row(vt, y), text))
            return y;
    return -1;
}

static int rgb_of(Vt *vt, VTermColor color, bool is_default)
{
    if (is_default)
        return -1;
    vterm_screen_convert_color_to_rgb(vt->screen, &color);
    return color.rgb.red << 16 | color.rgb.green << 8 | color.rgb.blue;
}

VtCell vt_cell(Vt *vt, int x, int y)
{
    VTermScreenCell cell;
    vterm_screen_get_cell(vt->screen, (VTermPos){.row = y, .col = x}, &cell);
    VtCell out = {.is_bold = cell.attrs.bold, .is_underlined = cell.attrs.underline != 0};
    out.foreground = rgb_of(vt, cell.fg, VTERM_COLOR_IS_DEFAULT_FG(&cell.fg));
    out.background = rgb_of(vt, cell.bg, VTERM_COLOR_IS_DEFAULT_BG(&cell.bg));
    if (cell.attrs.reverse) {
        int swapped = out.foreground;
        out.foreground = out.background;
        out.background = swapped;
    }
    buf_clear(&vt->row);
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] && cell.chars[i] != (uint32_t)-1; i++)
        append_character(&vt->row, cell.chars[i]);
    if (cell.chars[0] == 0)
        buf_append_byte(&vt->row, ' ');
    snprintf(out.text, sizeof out.text, "%.*s", (int)vt->row.len, vt->row.data);
    return out;
}

void vt_cursor(const Vt *vt, int *x, int *y)
{
    VTermPos place;
    vterm_state_get_cursorpos(vterm_obtain_state(vt->terminal), &place);
    *x = place.col;
    *y = place.row;
}

bool vt_cursor_is_visible(const Vt *vt)
{
    return vt->is_cursor_visible;
}

bool vt_is_on_main_screen(const Vt *vt)
{
    return !vt->is_on_alternate;
}

static bool pen_is_plain(const Vt *vt)
{
    VTermState *state = vterm_obtain_state(vt->terminal);
    static const VTermAttr attributes[] = {VTERM_ATTR_BOLD, VTERM_ATTR_UNDERLINE, VTERM_ATTR_REVERSE};
    VTermValue value;
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        if (vterm_state_get_penattr(state, attributes[i], &value) == 0 || value.number)
            return false;
    bool has_foreground =
        vterm_state_get_penattr(state, VTERM_ATTR_FOREGROUND, &value) == 0 || !VTERM_COLOR_IS_DEFAULT_FG(&value.color);
    return !has_foreground && vterm_state_get_penattr(state, VTERM_ATTR_BACKGROUND, &value) != 0 &&
           VTERM_COLOR_IS_DEFAULT_BG(&value.color);
}

const char *vt_not_given_back(Vt *vt)
{
    for (size_t i = 0; i < MODES; i++)
        if (vt->reader.is_on[i] != known_modes[i].is_on)
            return known_modes[i].complaint;
    if (vt->is_on_alternate)
        return "the terminal shows its alternate screen";
    if (!vt->is_cursor_visible)
        return "the terminal shows no cursor";
    return pen_is_plain(vt) ? NULL : "letters are not plain";
}

void vt_modes(const Vt *vt, struct termios *modes)
{
    memset(modes, 0, sizeof *modes);
    tcgetattr(vt->fd, modes);
}

size_t vt_received(const Vt *vt)
{
    return vt->log.len;
}

const char *vt_log(const Vt *vt)
{
    return vt->log.data;
}

void vt_forget(Vt *vt, size_t bytes)
{
    if (bytes == 0)
        return;
    memmove(vt->log.data, vt->log.data + bytes, vt->log.len - bytes + 1); /* and the NUL */
    vt->log.len -= bytes;
}

double vt_last_output(const Vt *vt)
{
    return vt->last_output;
}
