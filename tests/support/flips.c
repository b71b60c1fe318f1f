/* Bytes that change under the match. Each file is mapped a second time by the threads that write, so that they write as
 * another process would. */
#include "tests/support/flips.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/search/search.h"
#include "engine/store/fault.h"
#include "tests/support/scratch.h"

enum {
    FILES = 8,
    FILE_BYTES = 500000, /* mapped; the last ones in spans */
    LARGE_BYTES = 1500000,
    FLIPPERS = 2,
    PATTERNS_MOST = 120,
    PATTERNS_LEAST = 50,
    WORKERS = 2,
    ROWS = 32,
};

typedef struct FlipCounts {
    uint64_t lines;    /* given to the compiled pattern, each a match tried */
    uint64_t matched;  /* of these */
    uint64_t resolved; /* rows of results that were looked up again */
    uint64_t flips;    /* bytes changed meanwhile */
    unsigned patterns; /* different ones */
} FlipCounts;

typedef struct Flipping {
    Scratch scratch;
    char *bytes[FILES];
    size_t lens[FILES];
    uint64_t lines; /* as written */
    atomic_bool is_over;
    atomic_ullong flips;
    pthread_t flippers[FLIPPERS];
    Pattern *patterns[PATTERNS_MOST];
    Pool *pool;
    Store *store;
    Snapshot *snapshot;
    Matcher *matcher;
    FlipCounts counts;
} Flipping;

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* --- the files --- */

/* Words that the patterns look for; half of the files hold bytes over 0x7f from the start. */
static void write_file(Flipping *flipping, unsigned nth, TreeBuilder *builder)
{
    static const char *const words[] = {"mutex_lock(",
                                        "static ",
                                        "int",
                                        "struct ",
                                        "0xdeadbeef",
                                        " = ",
                                        "abc_init(",
                                        "TODO ",
                                        "1234",
                                        "a.b",
                                        "\treturn -EINVAL;",
                                        "likely(",
                                        "\"text\"",
                                        "++x",
                                        "naïve ",
                                        "\xe2\x84\xa2 \xff"};
    unsigned kinds = (unsigned)(sizeof words / sizeof words[0]) - (nth % 2 ? 0 : 2);
    size_t wanted = nth < FILES - 2 ? FILE_BYTES : LARGE_BYTES;
    Buf text = {0};
    uint32_t seed = nth;
    while (text.len < wanted) {
        buf_printf(&text, "%s", words[next_random(&seed) % kinds]);
        if (next_random(&seed) % 3 == 0) {
            buf_append_byte(&text, '\n');
            flipping->lines++;
        }
    }
    char name[32];
    char path[400];
    snprintf(name, sizeof name, "file%u", nth);
    snprintf(path, sizeof path, "%s/%s", flipping->scratch.path, name);
    scratch_write(&flipping->scratch, name, buf_slice(&text));
    tree_builder_add(builder, slice_from_cstr(name), ENTRY_FILE, 0);
    int fd = open(path, O_RDWR);
    flipping->lens[nth] = text.len;
    flipping->bytes[nth] = mmap(NULL, text.len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    assert_true(flipping->bytes[nth] != MAP_FAILED);
    close(fd);
    buf_deinit(&text);
}

static void write_files(Flipping *flipping)
{
    scratch_init(&flipping->scratch);
    TreeBuilder *builder = tree_builder_new(flipping->scratch.path);
    for (unsigned i = 0; i < FILES; i++)
        write_file(flipping, i, builder);
    Tree *tree = tree_builder_snapshot(builder, true);
    flipping->store = store_new(&(StoreOptions){0});
    flipping->snapshot = store_snapshot(flipping->store, tree);
    tree_release(tree);
    tree_builder_free(builder);
}

/* --- the flips --- */

/* Another byte than it was, and soon the old one again, so that the text stays one that the patterns are for. */
static void *flip(void *context)
{
    static const unsigned char any[] = {'\n', 0xff, 0xe2, 0x80, 0xf0, 'a', '(', 0, 0xc3, ' ', '0', '\r'};
    Flipping *flipping = context;
    uint32_t seed = (uint32_t)(uintptr_t)&seed;
    while (!atomic_load_explicit(&flipping->is_over, memory_order_relaxed)) {
        unsigned nth = next_random(&seed) % FILES;
        uint64_t place = (uint64_t)next_random(&seed) << 16 ^ next_random(&seed);
        volatile char *byte = flipping->bytes[nth] + place % flipping->lens[nth];
        char old = *byte;
        *byte = (char)any[next_random(&seed) % sizeof any];
        for (unsigned pause = next_random(&seed) % 200; pause > 0; pause--)
            atomic_signal_fence(memory_order_seq_cst);
        *byte = old;
        atomic_fetch_add_explicit(&flipping->flips, 2, memory_order_relaxed);
    }
    return NULL;
}

/* --- the matches --- */

/* Compiled so that each line is given to PCRE2, none ruled out before. */
static void compile_all(Flipping *flipping)
{
    FILE *in = fopen(KEN_SOURCE_DIR "/tests/support/patterns.txt", "r");
    assert_non_null(in);
    char *text = NULL;
    size_t size = 0;
    setenv("KEN_SCAN", "plain", 1);
    for (ssize_t len; (len = getline(&text, &size, in)) > 0 && flipping->counts.patterns < PATTERNS_MOST;) {
        PatternError err;
        if (strncmp(text, "## ", 3) == 0)
            continue;
        text[len - 1] = '\0';
        Query query = {.pattern = slice_from_cstr(text), .case_mode = CASE_SENSITIVE};
        Pattern *pattern = pattern_compile(&query, &err);
        if (pattern)
            flipping->patterns[flipping->counts.patterns++] = pattern;
    }
    unsetenv("KEN_SCAN");
    free(text);
    fclose(in);
}

static void search_once(Flipping *flipping, Pattern *pattern)
{
    Row rows[ROWS];
    SearchProgress progress;
    Search *search = search_start(flipping->pool, flipping->snapshot, pattern, NULL, NULL, NULL);
    search_wait(search, &progress);
    flipping->counts.lines += flipping->lines;
    flipping->counts.matched += progress.lines;
    uint64_t first = progress.rows > ROWS ? progress.rows - ROWS : 0;
    flipping->counts.resolved += search_resolve(search, flipping->matcher, first, progress.rows - first, rows);
    search_release(search);
}

static void tear_down(Flipping *flipping)
{
    pool_wait_idle(flipping->pool);
    for (unsigned i = 0; i < flipping->counts.patterns; i++)
        pattern_release(flipping->patterns[i]);
    matcher_free(flipping->matcher);
    snapshot_release(flipping->snapshot);
    pool_free(flipping->pool);
    store_free(flipping->store);
    for (unsigned i = 0; i < FILES; i++)
        munmap(flipping->bytes[i], flipping->lens[i]);
    scratch_deinit(&flipping->scratch);
}

static void tell(const FlipCounts *counts, uint64_t lines_wanted)
{
    printf(
        "figure: matches tried while bytes change: %llu with %u patterns, %llu found, %llu bytes changed, no crash\n",
        (unsigned long long)counts->lines, counts->patterns, (unsigned long long)counts->matched,
        (unsigned long long)counts->flips);
    assert_true(counts->lines >= lines_wanted && counts->matched > 0 && counts->resolved > 0 && counts->flips > 0);
    assert_true(counts->patterns >= PATTERNS_LEAST);
}

void flip_storm_run(uint64_t lines_wanted)
{
    Flipping *flipping = mem_zalloc(1, sizeof *flipping);
    fault_install(NULL, NULL);
    flipping->pool = pool_new(WORKERS);
    flipping->matcher = matcher_new();
    write_files(flipping);
    compile_all(flipping);
    for (int i = 0; i < FLIPPERS; i++)
        assert_int_equal(pthread_create(&flipping->flippers[i], NULL, flip, flipping), 0);
    for (unsigned i = 0; flipping->counts.lines < lines_wanted; i++)
        search_once(flipping, flipping->patterns[i % flipping->counts.patterns]);
    atomic_store(&flipping->is_over, true);
    for (int i = 0; i < FLIPPERS; i++)
        pthread_join(flipping->flippers[i], NULL);
    flipping->counts.flips = atomic_load(&flipping->flips);
    FlipCounts counts = flipping->counts;
    tear_down(flipping);
    free(flipping);
    tell(&counts, lines_wanted);
}
