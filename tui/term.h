/* The terminal: the only user of ncurses (for output and terminfo; keys are decoded by tui/key). Owned by the main
 * loop; main thread.
 *
 * From term_open on, every way out restores the terminal: term_close, the async-signal-safe term_restore for
 * fatal signals, and an exit handler. */
#pragma once

#include "engine/base/error.h"
#include "tui/canvas.h"

typedef struct Term Term;

/* Opens the terminal on the given descriptors (/dev/tty when standard input is a pipe), enters the alternate
 * screen, raw keys (IXON, IEXTEN, ICRNL, ISIG cleared; the suspend key is an action), bracketed paste, asks for the
 * background. With `keeps_screen` it is the main screen instead, which keeps what was shown last, and what was on it
 * before is scrolled out upward. NULL with `err`. */
Term *term_open(bool keeps_screen, Error *err);
void term_close(Term *term);
/* Only async-signal-safe calls: modes, cursor and main screen as they were. What other threads draw afterwards goes
 * nowhere. Where the terminal takes nothing for a while, what it has not taken yet is thrown away. */
void term_restore(void);
/* As term_restore, without the while. */
void term_abandon(void);

/* Gives the terminal back for an editor or the shell, and takes it again. */
void term_leave(Term *term);
bool term_enter(Term *term, Error *err);
/* True when another process group has the terminal. */
bool term_is_in_background(const Term *term);

int term_input_fd(const Term *term);
/* Reads what has come; 0 = nothing, -1 = the terminal is gone. */
long term_read(Term *term, char *out, size_t size);
/* The size now (after SIGWINCH the caller asks again). */
void term_size(Term *term, int *width, int *height);
/* Sends what differs from the last canvas shown. */
void term_show(Term *term, const Canvas *canvas);
/* The next term_show sends everything. */
void term_invalidate(Term *term);
void term_set_mouse(Term *term, bool is_on);
/* Copies through OSC 52. Returns how many bytes of the text were sent: 0 where the terminal would print them. */
size_t term_copy(Term *term, Slice text);
void term_set_light(Term *term, bool is_light);
/* Milliseconds to wait before a lone ESC is Esc: ESCDELAY or 25. */
int term_escape_delay_ms(const Term *term);
