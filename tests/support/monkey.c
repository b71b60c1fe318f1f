/* A monkey at the keyboard. */
#include "tests/support/monkey.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "tests/support/ken.h"
#include "tests/support/terminal_oracle.h"

enum {
    PATIENCE_MS = 30000,
    KEYS_AT_ONCE = 12,
    PAUSE_MS = 3,
    ESCAPE_MS = 8,
    KEYS_A_CHANGE = 40,
    KEYS_A_RESIZE = 500,
    MADE_FILES = 64, /* names that are made, changed and deleted */
    FIXED_FILES = 150,
    COLUMNS = 110,
    ROWS = 32,
    SEQUENCE_MOST = 1 << 17, /* the longest thing the oracle knows: what is copied */
    SETTLE_MS = 1500,        /* it tidies up after a second */
    SLAB_BYTES = 2 << 20,
    LEVELS_MOST = 60,
    LEVEL_MS = 150,
};

static uint32_t next_random(Monkey *monkey, uint32_t below)
{
    monkey->random = monkey->random * 1664525U + 1013904223U;
    return (monkey->random >> 8) % below;
}

/* No '/' is among them, so that what is typed for a file's name stays in the folder; and what leaves a view follows a
 * letter, so that it does not leave ken. */
static const char *const keys[] = {
    KEY_DOWN,
    KEY_DOWN,
    KEY_UP,
    KEY_RIGHT,
    "\x1bOD",
    KEY_PAGE_DOWN,
    "\x1b[5~",
    KEY_END,
    "\x1bOH",
    "\x1b[1;2B",
    "\x1b[1;2A",
    "\x1b[1;5A",
    "\x1b[1;5B",
    "\x1b[1;5H",
    "\x1b[1;5F",
    "\x1b[6;2~",
    "\x1b[1;3C",
    "\x1b[1;3D",
    "\x1b[1;3A",
    "\x1b[1;3B",
    /* function keys: help, find again, reload, page, outline, symbols, status */
    "\x1bOP",
    "\x1bOR",
    "\x1b[15~",
    "\x1b[17~",
    "\x1b[17~",
    "\x1b[17~",
    "\x1b[18~",
    "\x1b[19~",
    "\x1b[24~",
    /* controls: but ^C and ^D, which end it */
    "\x01",
    "\x02",
    "\x05",
    "\x06",
    "\x06",
    "\x07",
    "\x08",
    "\t",
    "\n",
    "\x0b",
    "\x0c",
    "\r",
    "\x0e",
    "\x0e",
    "\x0f",
    "\x10",
    "\x11",
    "\x12",
    "\x14",
    "\x14",
    "\x15",
    "\x15",
    "\x15",
    "\x16",
    "\x17",
    "\x18",
    "\x19",
    "\x1a",
    "\x1d",
    "\x7f",
    "\x7f",
    /* with Alt */
    "\033c",
    "\033w",
    "\033r",
    "\033g",
    "\033a",
    "\033z",
    "\x1b\r",
    "\033q",
    "\033o",
    "\033O",
    "\033.",
    "\033j",
    "\033C",
    "\033p",
    "\033m",
    "\033S",
    "\033u",
    "\033i",
    "\033h",
    "\033y",
    "\033l",
    "\033Y",
    "\033x",
    "\033L",
    "\033W",
    "\033<",
    /* one level up */
    "x\x1b",
    "x\x1b",
    "x\x1b",
    "x\x1b",
    "q",
    "q",
    /* words that are found, and views of many rows */
    "needle",
    "int ",
    "[a-",
    "(",
    "value_1",
    "?int\r",
    "&int\r",
    "G",
    "g",
    "40%",
    "n",
    "N",
    "*",
    "o",
    "D",
    ".",
    "F",
    /* mouse, paste, focus, and what no key sends */
    "\x1b[<0;10;6M",
    "\x1b[<0;10;6m",
    "\x1b[<64;20;8M",
    "\x1b[<65;20;8M",
    "\x1b[200~pasted text\x1b[201~",
    "\x1b[I",
    "\x1b[O",
    "\xc3\xa9",
    "\xe4\xb8\xad",
    "\xff\xfe",
    "\xc3",
    "\x1b[99;99~",
    "\x1b]11;rgb:ffff/ffff/ffff\a",
    "\x1b[?1;2c",
};

/* True when it is Esc, which must be followed by nothing for a moment. */
static bool append_key(Monkey *monkey, Buf *out)
{
    if (next_random(monkey, 4) == 0) {
        static const char letters[] = "abdefghijklmnoprtuvwxyzABCEFGHIJKLMNOPRTUVWXYZ0123456789 _().*[]{}=,'\"#+&!|%-";
        char letter = letters[next_random(monkey, sizeof letters - 1)];
        buf_append_byte(out, letter == '*' && monkey->stays_near ? '.' : letter);
    } else {
        const char *key = keys[next_random(monkey, sizeof keys / sizeof *keys)];
        if (*key == '*' && monkey->stays_near)
            key = ".";
        if (*key == '\r' && monkey->stays_near)
            key = "needle\r"; /* which chooses no command in the help */
        buf_append(out, key, strlen(key));
        return key[strlen(key) - 1] == '\x1b';
    }
    return false;
}

/* --- files --- */

static void write_made(Monkey *monkey, const char *name)
{
    Buf text = {0};
    uint32_t lines = next_random(monkey, 80);
    for (uint32_t i = 0; i < lines; i++)
        buf_printf(&text, "int value_%u_%u = %u; /* needle */\n", (unsigned)i, (unsigned)next_random(monkey, 9),
                   (unsigned)next_random(monkey, 1000));
    scratch_write(monkey->scratch, name, buf_slice(&text));
    buf_deinit(&text);
}

static void made_name(Monkey *monkey, char *out, size_t size)
{
    uint32_t number = next_random(monkey, MADE_FILES);
    snprintf(out, size, "made%u/file %u\033[31m\xff.c", (unsigned)(number % 5), (unsigned)number);
}

static void change_files(Monkey *monkey)
{
    char name[80], other[80], path[400], other_path[400];
    made_name(monkey, name, sizeof name);
    made_name(monkey, other, sizeof other);
    snprintf(path, sizeof path, "%s/%s", monkey->scratch->path, name);
    snprintf(other_path, sizeof other_path, "%s/%s", monkey->scratch->path, other);
    switch (next_random(monkey, 4)) {
    case 0:
        unlink(path);
        break;
    case 1:
        rename(path, other_path);
        break;
    default:
        write_made(monkey, name);
    }
    monkey->changes++;
}

static void fill(Monkey *monkey)
{
    char command[600];
    Buf text = {0};
    for (int i = 0; i < FIXED_FILES; i++) {
        char name[64];
        snprintf(name, sizeof name, "folder%d/sub%d/file%d.c", i % 9, i % 4, i);
        write_made(monkey, name);
    }
    for (int i = 0; i < MADE_FILES; i++) {
        char name[80];
        made_name(monkey, name, sizeof name);
        write_made(monkey, name);
    }
    for (int i = 0; i < 20000; i++)
        buf_printf(&text, "%d: a long file of words, \tneedle and \033[1mother\033[m things\n", i);
    scratch_write(monkey->scratch, "long.txt", buf_slice(&text));
    buf_clear(&text);
    for (int i = 0; i < 5000; i++)
        buf_append_byte(&text, (char)next_random(monkey, 256));
    scratch_write(monkey->scratch, "binary.bin", buf_slice(&text));
    buf_deinit(&text);
    scratch_write_text(monkey->scratch, ".gitignore", ".config\n.state\n.cache\n");
    snprintf(command, sizeof command,
             "cd '%s' && git init -q . && git add . && git -c user.name=n -c user.email=e commit -qm one",
             monkey->scratch->path);
    assert_int_equal(system(command), 0);
}

/* --- ken --- */

static void start(Monkey *monkey)
{
    static const char *const names[] = {"CONFIG", "STATE", "CACHE"};
    static const char *const folders[] = {".config", ".state", ".cache"};
    static const char *const argv[] = {KEN_PROGRAM, NULL};
    char homes[3][400];
    const char *env[] = {homes[0], homes[1], homes[2], "EDITOR=true", "SHELL=/bin/true", "ESCDELAY=5", NULL};
    for (int i = 0; i < 3; i++)
        snprintf(homes[i], sizeof homes[i], "XDG_%s_HOME=%s/%s", names[i], monkey->scratch->path, folders[i]);
    monkey->vt = vt_start(&(VtOptions){.columns = monkey->columns,
                                       .rows = monkey->rows,
                                       .folder = monkey->scratch->path,
                                       .argv = argv,
                                       .env = env,
                                       .is_silent = true});
    monkey->starts++;
    assert_true(vt_until(monkey->vt, "files", PATIENCE_MS));
}

/* What is cut off at the end is read again with what follows. */
static void read_output(Monkey *monkey, bool is_last)
{
    size_t len = vt_received(monkey->vt);
    Oracle oracle = {
        .columns = 1000, .rows = 1000, .has_copies = true}; /* sizes change: the text may be for another one */
    if (len == 0)
        return;
    bool is_fine = oracle_allows(&oracle, vt_log(monkey->vt), len);
    if (!is_fine && (is_last || len - oracle.offset > SEQUENCE_MOST))
        fail_msg("seed %u, key %lu: %s", (unsigned)monkey->seed, monkey->keys, oracle.complaint);
    size_t taken = is_fine ? len : oracle.offset;
    monkey->bytes += taken;
    vt_forget(monkey->vt, taken);
}

static void restart(Monkey *monkey, int status)
{
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("seed %u, key %lu: it ended with %x", (unsigned)monkey->seed, monkey->keys, (unsigned)status);
    read_output(monkey, true);
    vt_free(monkey->vt);
    start(monkey);
}

static void see_whether_it_runs(Monkey *monkey)
{
    int status = vt_ended(monkey->vt);
    if (status >= 0)
        restart(monkey, status);
}

void monkey_begin(Monkey *monkey, const Scratch *scratch, uint32_t seed)
{
    *monkey = (Monkey){.scratch = scratch, .seed = seed, .random = seed, .columns = COLUMNS, .rows = ROWS};
    fill(monkey);
    start(monkey);
}

void monkey_type(Monkey *monkey, unsigned long count)
{
    Buf bytes = {0};
    for (unsigned long end = monkey->keys + count; monkey->keys < end;) {
        unsigned long before = monkey->keys;
        uint32_t at_once = 1 + next_random(monkey, KEYS_AT_ONCE * 2);
        bool has_escape = false;
        buf_clear(&bytes);
        for (uint32_t i = 0; i < at_once && !has_escape; i++, monkey->keys++)
            has_escape = append_key(monkey, &bytes);
        vt_send(monkey->vt, bytes.data, bytes.len);
        if (before / KEYS_A_CHANGE != monkey->keys / KEYS_A_CHANGE)
            change_files(monkey);
        if (before / KEYS_A_RESIZE != monkey->keys / KEYS_A_RESIZE)
            vt_resize(monkey->vt, 1 + (int)next_random(monkey, 160), 1 + (int)next_random(monkey, 60));
        double give_up = vt_now() + PATIENCE_MS;
        do
            vt_pump(monkey->vt, has_escape ? ESCAPE_MS : PAUSE_MS);
        while (vt_unread(monkey->vt) > 0 && vt_now() < give_up && vt_ended(monkey->vt) < 0);
        read_output(monkey, false);
        see_whether_it_runs(monkey);
    }
    buf_deinit(&bytes);
}

/* The prompt of the first search, not of one within its results, which Esc leaves. */
static bool is_at_search(Monkey *monkey)
{
    const char *row = vt_row(monkey->vt, 0);
    return strncmp(row, "\xe2\x9d\xaf", 3) == 0 && !strstr(row, "within:");
}

void monkey_settle(Monkey *monkey)
{
    int at_search = 0;
    vt_resize(monkey->vt, monkey->columns, monkey->rows);
    for (int i = 0; i < LEVELS_MOST && at_search < 3; i++) {
        do /* the key that went before has been taken, and what it draws has come */
            vt_pump(monkey->vt, LEVEL_MS);
        while (vt_unread(monkey->vt) > 0 && vt_ended(monkey->vt) < 0);
        const char *row = vt_row(monkey->vt, 0);
        bool is_asked = *row == '\0' || strstr(row, "ken:"); /* for Return, after a command */
        at_search = is_at_search(monkey) ? at_search + 1 : 0;
        vt_type(monkey->vt, at_search > 0 ? "\x05\x15" : is_asked ? "\r" : "\x1b");
    }
    double end = vt_now() + PATIENCE_MS;
    for (double quiet = 0; quiet < SETTLE_MS && vt_now() < end; quiet = vt_now() - vt_last_output(monkey->vt))
        vt_pump(monkey->vt, 50);
    read_output(monkey, false);
    see_whether_it_runs(monkey);
}

void monkey_end(Monkey *monkey)
{
    vt_type(monkey->vt, KEY_CTRL_C);
    int status = vt_wait_exit(monkey->vt, PATIENCE_MS);
    if (status < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("seed %u, after %lu keys: the end is %x", (unsigned)monkey->seed, monkey->keys, (unsigned)status);
    read_output(monkey, true);
    vt_free(monkey->vt);
}

long monkey_anonymous_kb(const Monkey *monkey)
{
    char path[64], line[256];
    long kb = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)vt_pid(monkey->vt));
    FILE *in = fopen(path, "re");
    while (in && fgets(line, sizeof line, in))
        sscanf(line, "RssAnon: %ld", &kb);
    if (in)
        fclose(in);
    return kb;
}

long monkey_slabs_kb(const Monkey *monkey)
{
    char path[64], line[512];
    unsigned long low = 0, high = 0;
    bool is_slab = false;
    long sum = 0, kb;
    snprintf(path, sizeof path, "/proc/%d/smaps", (int)vt_pid(monkey->vt));
    FILE *in = fopen(path, "re");
    while (in && fgets(line, sizeof line, in)) {
        if (sscanf(line, "%lx-%lx rw-p", &low, &high) == 2)
            is_slab = high - low == SLAB_BYTES;
        else if (is_slab && sscanf(line, "Anonymous: %ld", &kb) == 1)
            sum += kb;
    }
    if (in)
        fclose(in);
    return sum;
}

long monkey_descriptors(const Monkey *monkey)
{
    char path[64];
    long count = 0;
    snprintf(path, sizeof path, "/proc/%d/fd", (int)vt_pid(monkey->vt));
    DIR *folder = opendir(path);
    if (!folder)
        return -1;
    for (struct dirent *one = readdir(folder); one; one = readdir(folder))
        count += one->d_name[0] != '.';
    closedir(folder);
    return count;
}
