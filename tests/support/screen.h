/* Drives the program in process: an App on a folder, keys by name, and what stands on the screen. For the screen tests.
 */
#pragma once

#include "tui/app.h"

typedef struct Screen {
    App *app;
    Canvas canvas;
    int width, height;
} Screen;

/* A new empty folder below $TMPDIR, its path without links; and a file in it, folders made as needed. */
char *screen_folder(void);
void screen_write(const char *folder, const char *path, const char *text);
/* Removes the folder with all that is in it, and frees the path. */
void screen_folder_free(char *folder);

/* Options for the folder, to be changed before screen_open_with. */
AppOptions screen_options(const char *folder);
/* On the folder (walked, no git), of 100x24 columns and rows unless resized; waits until it has settled. */
Screen *screen_open(const char *folder, int width, int height);
Screen *screen_open_with(const AppOptions *options, int width, int height);
/* With git's helper, which is started before any thread. */
Screen *screen_open_git(const AppOptions *options, GitHelper *git, int width, int height);
void screen_close(Screen *screen);

/* Keys by name, separated by spaces: "Ctrl-F Down Enter". Does not wait. */
void screen_keys(Screen *screen, const char *names);
/* Types the text letter by letter. Does not wait. */
void screen_type(Screen *screen, const char *text);
void screen_click(Screen *screen, int x, int y, bool is_double);
void screen_resize(Screen *screen, int width, int height);
/* Draws as often as needed until nothing runs any more; fails the test after ten seconds. */
void screen_settle(Screen *screen);
/* One round of the loop: news, then a frame. */
void screen_step(Screen *screen);

/* Row `y` as text (valid until the next call but seven). */
const char *screen_row(Screen *screen, int y);
/* The first row that holds the text, -1 for none. */
int screen_find(Screen *screen, const char *text);
/* The row with the bar, -1 for none. */
int screen_selected(Screen *screen);
Role screen_role(Screen *screen, int x, int y);
/* Fails the test, showing the screen, unless some row holds (or none holds) the text. */
void screen_expect(Screen *screen, const char *text);
void screen_expect_not(Screen *screen, const char *text);
/* Fails unless row `y` holds the text. */
void screen_expect_at(Screen *screen, int y, const char *text);
void screen_dump(Screen *screen);
/* The wish the app has; for APP_WISH_EDIT see screen_editor. */
AppWish screen_wish(Screen *screen);
/* The editor's command line, words joined by spaces (valid until the next call). */
const char *screen_editor(Screen *screen);

/* What most screen tests stand on: a folder and a screen of 100x24 on it, as cmocka's state. */
typedef struct Fixture {
    char *folder;
    Screen *screen;
} Fixture;

/* Setup: two files named main.c or main_net.h among five in three folders. */
int fixture_open(void **state);
/* The same on a folder that the test has filled; takes the path. */
int fixture_open_on(void **state, char *folder);
int fixture_close(void **state);
Screen *screen_of(void **state);
