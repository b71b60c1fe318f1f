/* Makes what the benchmarks search: the same bytes at every run.
 *
 *     bench_make log BYTES               writes a service's log to standard output
 *     bench_make tree COUNT FOLDER       takes the NUL-terminated names on standard input, relative to here, and makes
 *                                        a tree of that many files in FOLDER: five copies of the folders, each with a
 *                                        fifth of each file's lines, and a sixth of whole files up to the count */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"

enum { PARTS = 5, LINE_MOST = 1024 };

/* xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled" (2016). */
static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545f4914f6cdd1dULL >> 32) * below >> 32);
}

/* One word of several, the earlier ones more often. */
static const char *pick(uint64_t *state, const char *const *words, uint32_t count)
{
    uint32_t most = draw(state, count) + 1;
    return words[draw(state, most)];
}

/* What a request did, in the words of a web service. */
static int write_event(uint64_t *state, char *line)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "DELETE", "PATCH"};
    static const char *const paths[] = {"/api/v2/orders", "/api/v2/users",   "/static/app.js", "/health",
                                        "/api/v2/search", "/login/callback", "/metrics"};
    static const char *const failures[] = {"connection reset by peer", "upstream timed out", "no such key in cache",
                                           "deadlock detected, retrying", "queue is full"};
    uint32_t kind = draw(state, 1000);
    if (kind < 940)
        return snprintf(line, LINE_MOST, "INFO  http: %s %s/%u %u, %u bytes, took %ums", pick(state, methods, 5),
                        pick(state, paths, 7), draw(state, 2000000), draw(state, 50) ? 200U : 404U, draw(state, 90000),
                        draw(state, 40) ? draw(state, 400) : draw(state, 4000));
    if (kind < 990)
        return snprintf(line, LINE_MOST, "DEBUG pool: worker-%u took job %08x, %u waiting", draw(state, 64),
                        draw(state, UINT32_MAX), draw(state, 300));
    if (kind < 997)
        return snprintf(line, LINE_MOST, "WARN  db: statement took %ums: select * from orders where id = %u",
                        1000 + draw(state, 3000), draw(state, 2000000));
    if (draw(state, 1000) > 0)
        return snprintf(line, LINE_MOST, "ERROR proxy: %s (upstream-%u)", pick(state, failures, 5), draw(state, 32));
    return snprintf(line, LINE_MOST, "ERROR tls: certificate has expired (upstream-%u)", draw(state, 32));
}

static int make_log(uint64_t bytes)
{
    uint64_t state = 0x6b656e20626e6368ULL;
    uint64_t written = 0;
    uint64_t ms = 0; /* since midnight */
    char line[LINE_MOST];
    static char out[1 << 20];
    setvbuf(stdout, out, _IOFBF, sizeof out);
    while (written < bytes) {
        ms += draw(&state, 4);
        write_event(&state, line);
        int len = printf("2024-03-%02u %02u:%02u:%02u.%03u api-%u [%08x] %s\n", (unsigned)(ms / 86400000 % 31 + 1),
                         (unsigned)(ms / 3600000 % 24), (unsigned)(ms / 60000 % 60), (unsigned)(ms / 1000 % 60),
                         (unsigned)(ms % 1000), draw(&state, 12), draw(&state, UINT32_MAX), line);
        if (len < 0)
            return 1;
        written += (uint64_t)len;
    }
    return fflush(stdout) == 0 ? 0 : 1;
}

/* --- a tree --- */

/* The file's bytes, or false when it is none or cannot be read. */
static bool read_file(const char *path, Buf *bytes)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    buf_clear(bytes);
    bool ok = fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    if (ok && status.st_size > 0) {
        buf_reserve(bytes, (size_t)status.st_size);
        ssize_t got = read(fd, bytes->data, (size_t)status.st_size);
        bytes->len = got > 0 ? (size_t)got : 0;
    }
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Makes the folders before the last slash. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
}

static bool write_file(const char *folder, int part, const char *name, const char *bytes, size_t len)
{
    Buf path = {0};
    buf_printf(&path, "%s/part%d/%s", folder, part, name);
    buf_append_byte(&path, '\0');
    int fd = open(path.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0 && errno == ENOENT) {
        make_folders(path.data);
        fd = open(path.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    }
    bool ok = fd >= 0 && write(fd, bytes, len) == (ssize_t)len;
    ok = fd >= 0 && close(fd) == 0 && ok;
    if (!ok)
        perror(path.data);
    buf_deinit(&path);
    return ok;
}

/* Where part number `part` of the bytes begins: at a line's start. */
static size_t part_start(const Buf *bytes, int part)
{
    size_t at = bytes->len * (size_t)part / PARTS;
    if (at == 0 || part == PARTS)
        return at;
    const char *newline = memchr(bytes->data + at - 1, '\n', bytes->len - at + 1);
    return newline ? (size_t)(newline + 1 - bytes->data) : bytes->len;
}

static bool write_parts(const char *folder, const char *name, const Buf *bytes)
{
    bool ok = true;
    for (int part = 0; ok && part < PARTS; part++) {
        size_t start = part_start(bytes, part);
        ok = write_file(folder, part, name, bytes->data + start, part_start(bytes, part + 1) - start);
    }
    return ok;
}

static bool write_tree(uint64_t count, const char *folder, const Buf *names)
{
    Buf bytes = {0};
    uint64_t made = 0;
    bool ok = true;
    for (size_t at = 0; ok && at < names->len && made + PARTS <= count; at += strlen(names->data + at) + 1)
        if (read_file(names->data + at, &bytes)) {
            ok = write_parts(folder, names->data + at, &bytes);
            made += PARTS;
        }
    for (size_t at = 0; ok && at < names->len && made < count; at += strlen(names->data + at) + 1)
        if (read_file(names->data + at, &bytes)) {
            ok = write_file(folder, PARTS, names->data + at, bytes.data, bytes.len);
            made++;
        }
    buf_deinit(&bytes);
    return ok;
}

static int make_tree(uint64_t count, const char *folder)
{
    Buf names = {0};
    char *name = NULL;
    size_t capacity = 0;
    for (ssize_t len; (len = getdelim(&name, &capacity, '\0', stdin)) > 0;)
        buf_append(&names, name, (size_t)len);
    bool ok = write_tree(count, folder, &names);
    free(name);
    buf_deinit(&names);
    return ok ? 0 : 1;
}

/* --- small files --- */

static int format_small(uint64_t *state, uint64_t number, char *text)
{
    static const char *const types[] = {"int", "char", "long", "double", "size_t", "bool"};
    static const char *const verbs[] = {"open", "close", "read", "send", "list", "count", "sort", "merge"};
    static const char *const nouns[] = {"file", "folder", "window", "buffer", "packet", "thread", "device", "page"};
    int target = 60 + (int)draw(state, 130);
    int len = snprintf(text, LINE_MOST, "/* part %llu */\n", (unsigned long long)number);
    if (number % 1000 == 7)
        len += snprintf(text + len, LINE_MOST - (size_t)len, "needle_%llu\n", (unsigned long long)number);
    while (len < target)
        len += snprintf(text + len, LINE_MOST - (size_t)len, "%s %s_%s(%u);\n", pick(state, types, 6),
                        pick(state, verbs, 8), pick(state, nouns, 8), draw(state, 1000));
    return len < 200 ? len : 200;
}

static bool write_small(int folder, const char *name, const char *text, int len)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool ok = fd >= 0 && write(fd, text, (size_t)len) == len;
    return fd >= 0 && close(fd) == 0 && ok;
}

static int make_small(uint64_t count, uint64_t each, const char *root)
{
    uint64_t state = 0x6d696c6c696f6eULL;
    char name[64];
    char text[LINE_MOST];
    int top = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int folder = -1;
    bool ok = top >= 0;
    for (uint64_t i = 0; ok && i < count; i++) {
        if (i % each == 0) {
            snprintf(name, sizeof name, "module_%04llu", (unsigned long long)(i / each));
            if (folder >= 0)
                close(folder);
            ok = mkdirat(top, name, 0777) == 0;
            folder = openat(top, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        }
        snprintf(name, sizeof name, "part_%07llu.c", (unsigned long long)i);
        ok = ok && write_small(folder, name, text, format_small(&state, i, text));
    }
    if (!ok)
        perror(root);
    if (folder >= 0)
        close(folder);
    if (top >= 0)
        close(top);
    return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "log") == 0)
        return make_log(strtoull(argv[2], NULL, 10));
    if (argc == 4 && strcmp(argv[1], "tree") == 0)
        return make_tree(strtoull(argv[2], NULL, 10), argv[3]);
    uint64_t each = argc == 5 ? strtoull(argv[3], NULL, 10) : 0;
    if (argc == 5 && strcmp(argv[1], "small") == 0 && each > 0)
        return make_small(strtoull(argv[2], NULL, 10), each, argv[4]);
    fprintf(stderr, "usage: bench_make log BYTES | tree COUNT FOLDER | small COUNT EACH FOLDER\n");
    return 2;
}
