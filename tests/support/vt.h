/* A real program in a real terminal: forked on a pseudo terminal, its output read by libvterm, for the pty tests and
 * the benchmarks. One thread. Times are in milliseconds. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

typedef struct Vt Vt;

typedef struct VtOptions {
    int columns, rows;
    const char *folder;      /* where the program starts; NULL = here */
    const char *const *argv; /* NULL-terminated */
    const char *const *env;  /* "NAME=value" on top of a plain environment, NULL-terminated; may be NULL */
    bool is_silent;          /* the terminal echoes no keys, whoever has it */
} VtOptions;

Vt *vt_start(const VtOptions *options);
/* Kills what still runs. */
void vt_free(Vt *vt);
/* The terminal goes away, as when its window is closed. */
void vt_hang_up(Vt *vt);

void vt_send(Vt *vt, const char *bytes, size_t len);
void vt_type(Vt *vt, const char *text);
void vt_resize(Vt *vt, int columns, int rows);
/* What comes is only kept, and not shown: libvterm does not bear output that is for another size than it has. */
void vt_hide(Vt *vt);
/* Shows what comes again, on an alternate screen that is full of rubbish. */
void vt_show_on_rubbish(Vt *vt);
/* Only tells the program this size, which may be none at all. */
void vt_tell_size(Vt *vt, int columns, int rows);
/* Bytes sent that nobody has read yet. */
int vt_unread(const Vt *vt);
pid_t vt_pid(const Vt *vt);

/* Reads what comes for that long. */
void vt_pump(Vt *vt, double ms);
/* Reads until the screen shows the text (or, with `is_gone`, no longer does); false when that takes longer than `ms`.
 */
bool vt_until(Vt *vt, const char *text, double ms);
bool vt_until_gone(Vt *vt, const char *text, double ms);
/* Reads until the program has ended; its wait status, or -1 when it has not by then. */
int vt_wait_exit(Vt *vt, double ms);
/* Its wait status if it has ended, -1 while it runs. */
int vt_ended(Vt *vt);

/* Row `y` as UTF-8, trailing blanks cut. Borrowed: valid until the next call. */
const char *vt_row(Vt *vt, int y);
/* The row that shows the text, or -1. */
int vt_find(Vt *vt, const char *text);

typedef struct VtCell {
    char text[32];              /* UTF-8, "" in the second half of a wide character */
    int foreground, background; /* 0xRRGGBB, or -1 for the terminal's own */
    bool is_bold, is_underlined;
} VtCell;

/* As it is to be painted: reversed colours are exchanged already. */
VtCell vt_cell(Vt *vt, int x, int y);
void vt_cursor(const Vt *vt, int *x, int *y);
bool vt_cursor_is_visible(const Vt *vt);
bool vt_is_on_main_screen(const Vt *vt);
/* NULL when the terminal is as a shell wants it: main screen, cursor shown, plain letters, no mouse, focus or paste
 * reports, no insert or origin mode, lines that wrap. Otherwise what is not; constant text. */
const char *vt_not_given_back(Vt *vt);
/* The terminal's modes, as the program has left them. */
void vt_modes(const Vt *vt, struct termios *modes);
/* Bytes that the program has sent so far. */
size_t vt_received(const Vt *vt);
/* All of them, raw. Borrowed. */
const char *vt_log(const Vt *vt);
/* Forgets the first of them. */
void vt_forget(Vt *vt, size_t bytes);
double vt_now(void);
/* When the last bytes came. */
double vt_last_output(const Vt *vt);
