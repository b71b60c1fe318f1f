/* Drives the program in process. */
#include "tests/support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
/* after the four above, as it asks for */
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/store/fault.h"
#include "tui/utf8.h"

enum { SETTLE_MS = 10000, POLL_MS = 10, ROWS_KEPT = 8 };

char *screen_folder(void)
{
    const char *base = getenv("TMPDIR");
    char path[512];
    snprintf(path, sizeof path, "%s/ken-screen-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(path));
    char *real = realpath(path, NULL);
    assert_non_null(real);
    return real;
}

void screen_write(const char *folder, const char *path, const char *text)
{
    Buf full = {0};
    buf_printf(&full, "%s/%s", folder, path);
    buf_append_byte(&full, '\0');
    for (char *at = full.data + strlen(folder) + 1; (at = strchr(at, '/')); at++) {
        *at = '\0';
        if (mkdir(full.data, 0700) != 0)
            assert_int_equal(errno, EEXIST);
        *at = '/';
    }
    FILE *out = fopen(full.data, "we");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    buf_deinit(&full);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

void screen_folder_free(char *folder)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(folder);
}

AppOptions screen_options(const char *folder)
{
    return (AppOptions){
        .session = {.folder = folder, .threads = 2, .listing = {.exact_folder = true}},
        .globs = "",
        .page_fd = -1,
        .history_path = "",
    };
}

Screen *screen_open_git(const AppOptions *options, GitHelper *git, int width, int height)
{
    setlocale(LC_ALL, "C.UTF-8");
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    setenv("XDG_CACHE_HOME", "/nonexistent", 1);
    setenv("KEN_EDITOR", "editor +{line}:{column} {file}", 1);
    Screen *screen = mem_zalloc(1, sizeof *screen);
    screen->width = width;
    screen->height = height;
    canvas_init(&screen->canvas, width, height);
    Error err = {{0}};
    screen->app = app_new(options, git, &err);
    if (!screen->app)
        fail_msg("%s", err.text);
    screen_settle(screen);
    return screen;
}

Screen *screen_open_with(const AppOptions *options, int width, int height)
{
    return screen_open_git(options, NULL, width, height);
}

Screen *screen_open(const char *folder, int width, int height)
{
    AppOptions options = screen_options(folder);
    return screen_open_with(&options, width, height);
}

void screen_close(Screen *screen)
{
    app_free(screen->app);
    canvas_deinit(&screen->canvas);
    free(screen);
}

void screen_keys(Screen *screen, const char *names)
{
    while (*names != '\0') {
        size_t len = strcspn(names, " ");
        Key key = {0};
        if (len > 0 && !key_parse(names, len, &key))
            fail_msg("no such key: %.*s", (int)len, names);
        if (len > 0)
            app_key(screen->app, key);
        names += len + (names[len] == ' ');
    }
}

void screen_type(Screen *screen, const char *text)
{
    Slice all = slice_from_cstr(text);
    for (size_t at = 0; at < all.len;) {
        uint32_t code;
        size_t len = utf8_decode(all, at, &code);
        assert_true(len > 0);
        app_key(screen->app, (Key){.code = code});
        at += len;
    }
}

void screen_click(Screen *screen, int x, int y, bool is_double)
{
    app_key(screen->app, (Key){.code = KEYCODE_CLICK, .x = (int16_t)x, .y = (int16_t)y});
    if (is_double)
        app_key(screen->app, (Key){.code = KEYCODE_DOUBLE_CLICK, .x = (int16_t)x, .y = (int16_t)y});
}

void screen_resize(Screen *screen, int width, int height)
{
    screen->width = width;
    screen->height = height;
    app_draw(screen->app, &screen->canvas, width, height);
}

void screen_step(Screen *screen)
{
    app_update(screen->app);
    app_draw(screen->app, &screen->canvas, screen->width, screen->height);
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void screen_settle(Screen *screen)
{
    fault_install(NULL, NULL); /* each time anew: cmocka puts a handler of its own around setup and test */
    double end = now_ms() + SETTLE_MS;
    int calm_rounds = 0;
    while (calm_rounds < 2) {
        screen_step(screen);
        if (app_is_settled(screen->app)) {
            calm_rounds++;
            continue;
        }
        calm_rounds = 0;
        struct pollfd poller = {.fd = app_wake(screen->app)->read_fd, .events = POLLIN};
        poll(&poller, 1, POLL_MS);
        if (now_ms() > end) {
            screen_dump(screen);
            fail_msg("the screen did not settle");
        }
    }
}

const char *screen_row(Screen *screen, int y)
{
    static char *rows[ROWS_KEPT];
    static int next;
    next = (next + 1) % ROWS_KEPT;
    free(rows[next]);
    rows[next] = canvas_row(&screen->canvas, y);
    return rows[next];
}

int screen_find(Screen *screen, const char *text)
{
    for (int y = 0; y < screen->height; y++)
        if (strstr(screen_row(screen, y), text))
            return y;
    return -1;
}

int screen_selected(Screen *screen)
{
    for (int y = 0; y < screen->height; y++)
        if (canvas_cell(&screen->canvas, 0, y)->chars[0] == L'▌')
            return y;
    return -1;
}

Role screen_role(Screen *screen, int x, int y)
{
    return (Role)canvas_cell(&screen->canvas, x, y)->style.role;
}

void screen_dump(Screen *screen)
{
    for (int y = 0; y < screen->height; y++)
        fprintf(stderr, "%3d |%s\n", y, screen_row(screen, y));
}

void screen_expect(Screen *screen, const char *text)
{
    if (screen_find(screen, text) >= 0)
        return;
    screen_dump(screen);
    fail_msg("not on the screen: %s", text);
}

void screen_expect_not(Screen *screen, const char *text)
{
    if (screen_find(screen, text) < 0)
        return;
    screen_dump(screen);
    fail_msg("on the screen: %s", text);
}

void screen_expect_at(Screen *screen, int y, const char *text)
{
    if (y >= 0 && strstr(screen_row(screen, y), text))
        return;
    screen_dump(screen);
    fail_msg("not in row %d: %s", y, text);
}

AppWish screen_wish(Screen *screen)
{
    return app_take_wish(screen->app);
}

const char *screen_editor(Screen *screen)
{
    static char line[4096];
    line[0] = '\0';
    EditorCommand *command = app_editor_command(screen->app);
    for (char **word = command->argv; word && *word; word++)
        snprintf(line + strlen(line), sizeof line - strlen(line), "%s%s", word == command->argv ? "" : " ", *word);
    return line;
}

int fixture_open_on(void **state, char *folder)
{
    Fixture *fixture = mem_alloc(sizeof *fixture);
    fixture->folder = folder;
    fixture->screen = screen_open(folder, 100, 24);
    *state = fixture;
    return 0;
}

int fixture_open(void **state)
{
    char *folder = screen_folder();
    screen_write(folder, "drivers/net/main.c", "int main(void)\n");
    screen_write(folder, "drivers/net/util.c", "int util;\n");
    screen_write(folder, "drivers/main_net.h", "int header;\n");
    screen_write(folder, "net/core.c", "int core;\n");
    screen_write(folder, "README", "main\n");
    return fixture_open_on(state, folder);
}

int fixture_close(void **state)
{
    Fixture *fixture = *state;
    screen_close(fixture->screen);
    screen_folder_free(fixture->folder);
    free(fixture);
    return 0;
}

Screen *screen_of(void **state)
{
    return ((Fixture *)*state)->screen;
}
