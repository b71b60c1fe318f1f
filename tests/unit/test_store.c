/* The store: every file's bytes are the disk's, in whichever tier; what changes is noticed; many may pin at once. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/store/fault.h"
#include "engine/store/parts.h"
#include "engine/store/store.h"

typedef struct Scratch {
    char root[64];
    Store *store;
    Snapshot *snapshot;
    Pool *pool;
    TreeBuilder *builder;
} Scratch;

static int setup(void **state)
{
    Scratch *scratch = calloc(1, sizeof *scratch);
    strcpy(scratch->root, "/tmp/ken-store-XXXXXX");
    assert_non_null(mkdtemp(scratch->root));
    scratch->builder = tree_builder_new(scratch->root);
    scratch->pool = pool_new(3);
    *state = scratch;
    return 0;
}

static int teardown(void **state)
{
    Scratch *scratch = *state;
    pool_free(scratch->pool);
    snapshot_release(scratch->snapshot);
    store_free(scratch->store);
    tree_builder_free(scratch->builder);
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", scratch->root);
    int status = system(command);
    free(scratch);
    return status;
}

static void full_path(const Scratch *scratch, const char *path, char *out, size_t room)
{
    snprintf(out, room, "%s/%s", scratch->root, path);
}

static void write_bytes(Scratch *scratch, const char *path, const void *bytes, size_t len)
{
    char full[256];
    full_path(scratch, path, full, sizeof full);
    int fd = open(full, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    close(fd);
}

static void list(Scratch *scratch, const char *path, EntryKind kind, unsigned flags)
{
    tree_builder_add(scratch->builder, slice_from_cstr(path), kind, flags);
}

static void add_file(Scratch *scratch, const char *path, const char *text)
{
    write_bytes(scratch, path, text, strlen(text));
    list(scratch, path, ENTRY_FILE, 0);
}

static char *pattern_bytes(size_t len)
{
    char *bytes = malloc(len + 1);
    for (size_t i = 0; i < len; i++)
        bytes[i] = i % 61 == 60 ? '\n' : (char)('a' + i * 7 % 26);
    return bytes;
}

static void add_large(Scratch *scratch, const char *path, size_t len)
{
    char *bytes = pattern_bytes(len);
    write_bytes(scratch, path, bytes, len);
    free(bytes);
    list(scratch, path, ENTRY_FILE, 0);
}

/* A snapshot of what was added so far, in a store made with the first. */
static void take_snapshot(Scratch *scratch, StoreOptions options)
{
    if (!scratch->store)
        scratch->store = store_new(&options);
    Tree *tree = tree_builder_snapshot(scratch->builder, true);
    Snapshot *older = scratch->snapshot;
    scratch->snapshot = store_snapshot(scratch->store, tree);
    tree_release(tree);
    snapshot_release(older);
}

static uint32_t index_of(const Scratch *scratch, const char *path)
{
    uint32_t index = tree_find(snapshot_tree(scratch->snapshot), slice_from_cstr(path));
    assert_int_not_equal(index, TREE_NONE);
    return index;
}

static File *file_of(const Scratch *scratch, const char *path)
{
    return snapshot_file(scratch->snapshot, index_of(scratch, path));
}

static void pin(const Scratch *scratch, const char *path, Pin *out)
{
    assert_true(file_pin(scratch->snapshot, index_of(scratch, path), out));
}

static void assert_bytes(const Scratch *scratch, const char *path, const char *text, FileText kind)
{
    Pin held;
    pin(scratch, path, &held);
    assert_int_equal(held.bytes.len, strlen(text));
    if (*text)
        assert_memory_equal(held.bytes.data, text, strlen(text));
    assert_int_equal(held.text, kind);
    assert_int_equal(file_text(held.file), kind);
    assert_int_equal(file_size(held.file), strlen(text));
    assert_true(file_pin_is_intact(&held));
    file_unpin(&held);
}

static void assert_not_pinned(const Scratch *scratch, const char *path, FileText kind, int cause)
{
    Pin held;
    assert_false(file_pin(scratch->snapshot, index_of(scratch, path), &held));
    assert_int_equal(file_text(file_of(scratch, path)), kind);
    assert_int_equal(file_errno(file_of(scratch, path)), cause);
}

static void note_changed(void *context, uint32_t changed)
{
    *(uint32_t *)context = changed;
}

static uint32_t revalidate(Scratch *scratch)
{
    uint32_t changed = UINT32_MAX;
    store_revalidate(scratch->store, scratch->snapshot, scratch->pool, note_changed, &changed);
    pool_wait_idle(scratch->pool);
    return changed;
}

/* Longer than the clock of the file system ticks, so that a second write has another time. */
static void let_the_clock_tick(void)
{
    struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
    nanosleep(&pause, NULL);
}

static void facts_are_unknown_before_the_first_pin(void **state)
{
    Scratch *scratch = *state;
    add_file(scratch, "a", "text\n");
    take_snapshot(scratch, (StoreOptions){0});
    assert_int_equal(file_text(file_of(scratch, "a")), TEXT_UNKNOWN);
    assert_int_equal(file_size(file_of(scratch, "a")), 0);
    assert_int_equal(snapshot_count(scratch->snapshot), 1);
    assert_ptr_equal(snapshot_store(scratch->snapshot), scratch->store);
    assert_true(sizeof(File) <= 96);
}

static void small_files_are_what_the_disk_holds(void **state)
{
    Scratch *scratch = *state;
    add_file(scratch, "ascii", "one\ntwo\n");
    add_file(scratch, "empty", "");
    add_file(scratch, "no-newline", "x");
    add_file(scratch, "utf8", "gr\xc3\xbc\xc3\x9f\x65\n");
    add_file(scratch, "latin1", "gr\xfc\xdf\x65\n");
    add_file(scratch, "bom", "\xef\xbb\xbfint x;\n");
    take_snapshot(scratch, (StoreOptions){0});
    for (int again = 0; again < 2; again++) {
        assert_bytes(scratch, "ascii", "one\ntwo\n", TEXT_ASCII);
        assert_bytes(scratch, "empty", "", TEXT_ASCII);
        assert_bytes(scratch, "no-newline", "x", TEXT_ASCII);
        assert_bytes(scratch, "utf8", "gr\xc3\xbc\xc3\x9f\x65\n", TEXT_WIDE);
        assert_bytes(scratch, "latin1", "gr\xfc\xdf\x65\n", TEXT_WIDE);
        assert_bytes(scratch, "bom", "\xef\xbb\xbfint x;\n", TEXT_WIDE);
    }
    StoreStats stats;
    store_stats(scratch->store, &stats);
    assert_int_equal(stats.files, 6);
    assert_int_equal(stats.packed_files, 5);
    assert_int_equal(stats.passing_pins, 0);
    assert_int_equal(stats.slab_bytes % SLAB_BYTES, 0);
}

static void high_bytes_anywhere_make_text_wide(void **state)
{
    Scratch *scratch = *state;
    enum { LEN = 700 };
    char text[LEN + 1];
    char path[16];
    for (size_t at = 0; at < LEN; at += 23) {
        memset(text, 'x', LEN);
        text[LEN] = '\0';
        text[at] = '\x80';
        snprintf(path, sizeof path, "f%zu", at);
        add_file(scratch, path, text);
    }
    take_snapshot(scratch, (StoreOptions){0});
    for (size_t at = 0; at < LEN; at += 23) {
        snprintf(path, sizeof path, "f%zu", at);
        Pin held;
        pin(scratch, path, &held);
        assert_int_equal(held.text, TEXT_WIDE);
        file_unpin(&held);
    }
}

static void an_early_nul_makes_binary_and_a_late_one_does_not(void **state)
{
    Scratch *scratch = *state;
    static char bytes[BINARY_SNIFF_BYTES + 10];
    memset(bytes, 'x', sizeof bytes);
    bytes[BINARY_SNIFF_BYTES - 1] = '\0';
    write_bytes(scratch, "early", bytes, sizeof bytes);
    write_bytes(scratch, "said-text", bytes, sizeof bytes);
    bytes[BINARY_SNIFF_BYTES - 1] = 'x';
    bytes[BINARY_SNIFF_BYTES] = '\0';
    write_bytes(scratch, "late", bytes, sizeof bytes);
    write_bytes(scratch, "said-binary", "plain", 5);
    list(scratch, "early", ENTRY_FILE, 0);
    list(scratch, "late", ENTRY_FILE, 0);
    list(scratch, "said-text", ENTRY_FILE, ENTRY_TEXT);
    list(scratch, "said-binary", ENTRY_FILE, ENTRY_BINARY);
    take_snapshot(scratch, (StoreOptions){0});
    static const struct {
        const char *path;
        FileText text;
    } expected[] = {
        {"early", TEXT_BINARY},
        {"late", TEXT_ASCII},
        {"said-text", TEXT_ASCII},
        {"said-binary", TEXT_BINARY},
    };
    for (size_t i = 0; i < 4; i++) {
        Pin held;
        pin(scratch, expected[i].path, &held);
        assert_int_equal(held.text, expected[i].text);
        file_unpin(&held);
    }
    StoreStats stats;
    store_stats(scratch->store, &stats);
    assert_int_equal(stats.binary_files, 2);
}

static void attributes_that_come_later_count_without_reading_again(void **state)
{
    Scratch *scratch = *state;
    add_file(scratch, "a", "text");
    take_snapshot(scratch, (StoreOptions){0});
    assert_bytes(scratch, "a", "text", TEXT_ASCII);
    uint32_t generation = file_generation(file_of(scratch, "a"));
    list(scratch, "a", ENTRY_FILE, ENTRY_BINARY);
    take_snapshot(scratch, (StoreOptions){0});
    assert_bytes(scratch, "a", "text", TEXT_BINARY);
    assert_int_equal(file_generation(file_of(scratch, "a")), generation);
}

static void utf16_is_transcoded(void **state)
{
    Scratch *scratch = *state;
    /* "aü\n", U+1F600, a lone surrogate, "z" and half a unit */
    static const char little[] = "\xff\xfe\x61\0\xfc\0\x0a\0\x3d\xd8\x00\xde\x00\xd8z\0q";
    static const char big[] = "\xfe\xff\0\x61\0\xfc\0\x0a\xd8\x3d\xde\x00\xd8\x00\0zq";
    write_bytes(scratch, "little", little, sizeof little - 1);
    write_bytes(scratch, "big", big, sizeof big - 1);
    write_bytes(scratch, "plain", "\xff\xfe\x61\0\x0a\0", 6);
    write_bytes(scratch, "mark-alone", "\xfe\xff", 2);
    write_bytes(scratch, "utf32", "\xff\xfe\0\0\x61\0\0\0", 8);
    static const char *const paths[] = {"little", "big", "plain", "mark-alone", "utf32"};
    for (size_t i = 0; i < 5; i++)
        list(scratch, paths[i], ENTRY_FILE, 0);
    take_snapshot(scratch, (StoreOptions){0});
    const char *expected = "a\xc3\xbc\n\xf0\x9f\x98\x80\xef\xbf\xbdz\xef\xbf\xbd";
    assert_bytes(scratch, "little", expected, TEXT_WIDE);
    assert_bytes(scratch, "big", expected, TEXT_WIDE);
    assert_bytes(scratch, "plain", "a\n", TEXT_ASCII);
    assert_bytes(scratch, "mark-alone", "", TEXT_ASCII);
    Pin held;
    pin(scratch, "utf32", &held);
    assert_int_equal(held.text, TEXT_BINARY);
    file_unpin(&held);
}

static void large_utf16_is_transcoded_out_of_its_mapping(void **state)
{
    Scratch *scratch = *state;
    enum { UNITS = 40000 };
    static char bytes[2 + 2 * UNITS] = "\xff\xfe";
    for (size_t i = 0; i < UNITS; i++)
        bytes[2 + 2 * i] = (char)('a' + i % 26);
    write_bytes(scratch, "a", bytes, sizeof bytes);
    list(scratch, "a", ENTRY_FILE, 0);
    take_snapshot(scratch, (StoreOptions){0});
    Pin held;
    pin(scratch, "a", &held);
    assert_int_equal(held.bytes.len, UNITS);
    assert_int_equal(held.text, TEXT_ASCII);
    assert_int_equal(held.bytes.data[UNITS - 1], 'a' + (UNITS - 1) % 26);
    file_unpin(&held);
    StoreStats stats;
    store_stats(scratch->store, &stats);
    assert_int_equal(stats.mapped_files, 0);
    assert_int_equal(stats.packed_files, 1);
}

static void assert_pattern(const Scratch *scratch, const char *path, size_t len)
{
    char *expected = pattern_bytes(len);
    Pin held;
    pin(scratch, path, &held);
    assert_int_equal(held.bytes.len, len);
    assert_memory_equal(held.bytes.data, expected, len);
    assert_int_equal(held.text, TEXT_ASCII);
    file_unpin(&held);
    free(expected);
}

static void files_over_the_threshold_are_mapped(void **state)
{
    Scratch *scratch = *state;
    add_large(scratch, "at", 1000);
    add_large(scratch, "over", 1001);
    add_large(scratch, "page", 4096);
    take_snapshot(scratch, (StoreOptions){.map_threshold = 1000});
    assert_pattern(scratch, "at", 1000);
    assert_pattern(scratch, "over", 1001);
    assert_pattern(scratch, "page", 4096);
    StoreStats stats;
    store_stats(scratch->store, &stats);
    assert_int_equal(stats.packed_files, 1);
    assert_int_equal(stats.mapped_files, 2);
    assert_int_equal(stats.mapped_bytes, 1001 + 4096);
    Pin held;
    pin(scratch, "page", &held);
    assert_int_equal(held.bytes.data[held.bytes.len], 0);
    file_unpin(&held);
}

static void zeros_follow_packed_bytes(void **state)
{
    Scratch *scratch = *state;
    add_file(scratch, "a", "aaaa");
    add_file(scratch, "b", "bbbb");
    take_snapshot(scratch, (StoreOptions){0});
    Pin a;
    Pin b;
    pin(scratch, "a", &a);
    pin(scratch, "b", &b);
    static const char zeros[SLAB_PADDING];
    assert_memory_equal(a.bytes.data + 4, zeros, sizeof zeros);
    assert_memory_equal(b.bytes.data + 4, zeros, sizeof zeros);
    file_unpin(&a);
    file_unpin(&b);
}

static void without_a_budget_every_pin_is_passing_and_the_bytes_are_the_same(void **state)
{
    Scratch *scratch = *state;
    add_file(scratch, "small", "small\n");
    add_file(scratch, "empty", "");
    write_bytes(scratch, "utf16", "\xff\xfe\x61\0\x0a\0", 6);
    list(scratch, "utf16", ENTRY_FILE, 0);
    add_large(scratch, "middle", 100000);
    add_large(scratch, "large", 3000000);
    take_snapshot(scratch, (StoreOptions){.memory_bytes = 1});
    atomic_store(&scratch->store->maps_left, 0);
    for (int again = 0; again < 2; again++) {
        assert_bytes(scratch, "small", "small\n", TEXT_ASCII);
        assert_bytes(scratch, "empty", "", TEXT_ASCII);
        assert_bytes(scratch, "utf16", "a\n", TEXT_ASCII);
        assert_pattern(scratch, "middle", 100000);
        assert_pattern(scratch, "large", 3000000);
    }
    StoreStats stats;
    store_stats(scratch->store, &stats);
    assert_int_equal(stats.passing_pins, 8);
    assert_int_equal(stats.slab_bytes + stats.packed_files + stats.mapped_files, 0);
    assert_int_equal(stats.files, 5);
    assert_int_equal(atomic_load(&scratch->store->maps_left), 0);
    Pin held;
    assert_false(file_pin_resident(scratch->snapshot, index_of(scratch, "small"),
                                   file_generation(file_of(scratch, "small")), &held));
    pin(scratch, "large", &held);
    assert_int_equal(file_span_newlines(&held, 0), SPAN_BYTES / 61);
    file_unpin(&held);
}

static void without_mappings_files_of_middle_size_are_packed(void **state)
{
    Scratch *scratch = *state;
    add_large(scratch, "slab", 200000);
    add_large(scratch, "block", 900000);
    add_large(scratch, "passing", 1100000);
    take_snapshot(scratch, (StoreOptions){0});
    atomic_store(&scratch->store->maps_left, 0);
    assert_pattern(scratch, "slab", 200000);
    assert_pattern(scratch, "block", 900000);
    assert_pattern(scratch, "passing", 1100000);
    StoreStats stats;
    store_stats(scratch->store, &stats);
    assert_int_equal(stats.packed_files, 2);
    assert_int_equal(stats.mapped_files, 0);
    assert_int_equal(stats.passing_pins, 1);
}

static void a_passing_file_that_changes_gets_a_new_generation_at_the_next_pin(void **state)
{
    Scratch *scratch = *state;
    add_file(scratch, "a", "first");
    take_snapshot(scratch, (StoreOptions){.memory_bytes = 1});
    assert_bytes(scratch, "a", "first", TEXT_ASCII);
    uint32_t generation = file_generation(file_of(scratch, "a"));
    let_the_clock_tick();
    write_bytes(scratch, "a", "second \xc3\xbc", 9);
    assert_bytes(scratch, "a", "second \xc3\xbc", TEXT_WIDE);
    assert_int_equal(file_generation(file_of(scratch, "a")), generation + 1);
    char full[256];
    full_path(scratch, "a", full, sizeof full);
    unlink(full);
    assert_not_pinned(scratch, "a", TEXT_ABSENT, ENOENT);
}

static void what_is_no_file_is_absent(void **state)
{
    Scratch *scratch = *state;
    char full[256];
    list(scratch, "link", ENTRY_SYMLINK, 0);
    list(scratch, "module", ENTRY_SUBMODULE, 0);
    list(scratch, "special", ENTRY_SPECIAL, 0);
    list(scratch, "vanished", ENTRY_FILE, 0);
    list(scratch, "fifo", ENTRY_FILE, 0);
    list(scratch, "became-link", ENTRY_FILE, 0);
    list(scratch, "escape/passwd", ENTRY_FILE, 0);
    full_path(scratch, "fifo", full, sizeof full);
    assert_int_equal(mkfifo(full, 0644), 0);
    full_path(scratch, "became-link", full, sizeof full);
    assert_int_equal(symlink("/etc/passwd", full), 0);
    full_path(scratch, "escape", full, sizeof full);
    assert_int_equal(symlink("/etc", full), 0);
    take_snapshot(scratch, (StoreOptions){0});
    assert_int_equal(file_text(file_of(scratch, "link")), TEXT_ABSENT); /* before any pin */
    assert_not_pinned(scratch, "link", TEXT_ABSENT, ELOOP);
    assert_not_pinned(scratch, "module", TEXT_ABSENT, EINVAL);
    assert_not_pinned(scratch, "special", TEXT_ABSENT, EINVAL);
    assert_not_pinned(scratch, "vanished", TEXT_ABSENT, ENOENT);
    assert_not_pinned(scratch, "fifo", TEXT_ABSENT, EINVAL);
    assert_not_pinned(scratch, "became-link", TEXT_ABSENT, ELOOP);
    assert_not_pinned(scratch, "escape/passwd", TEXT_ABSENT, ELOOP);
    assert_int_equal(revalidate(scratch), 0);
}

static void an_unreadable_file_says_so_until_it_is_repaired(void **state)
{
    Scratch *scratch = *state;
    if (geteuid() == 0)
        skip(); /* root reads everything */
    add_file(scratch, "a", "text");
    char full[256];
    full_path(scratch, "a", full, sizeof full);
    chmod(full, 0);
    take_snapshot(scratch, (StoreOptions){0});
    assert_not_pinned(scratch, "a", TEXT_UNREADABLE, EACCES);
    assert_int_equal(revalidate(scratch), 0);
    let_the_clock_tick();
    chmod(full, 0644);
    assert_int_equal(revalidate(scratch), 1);
    assert_bytes(scratch, "a", "text", TEXT_ASCII);
}

static void a_root_that_is_gone_makes_its_files_absent(void **state)
{
    Scratch *scratch = *state;
    rmdir(scratch->root);
    list(scratch, "a", ENTRY_FILE, 0);
    take_snapshot(scratch, (StoreOptions){0});
    assert_not_pinned(scratch, "a", TEXT_ABSENT, ENOENT);
}

static void revalidate_finds_what_changed_and_nothing_else(void **state)
{
    Scratch *scratch = *state;
    add_file(scratch, "grown", "1");
    add_file(scratch, "removed", "2");
    add_file(scratch, "replaced", "3");
    add_file(scratch, "same", "4");
    add_file(scratch, "unread", "5");
    add_large(scratch, "mapped", 50000);
    list(scratch, "appears", ENTRY_FILE, 0);
    take_snapshot(scratch, (StoreOptions){0});
    assert_bytes(scratch, "grown", "1", TEXT_ASCII);
    assert_bytes(scratch, "removed", "2", TEXT_ASCII);
    assert_bytes(scratch, "replaced", "3", TEXT_ASCII);
    assert_bytes(scratch, "same", "4", TEXT_ASCII);
    assert_pattern(scratch, "mapped", 50000);
    assert_not_pinned(scratch, "appears", TEXT_ABSENT, ENOENT);
    assert_int_equal(revalidate(scratch), 0);

    char full[256];
    char other[256];
    let_the_clock_tick();
    write_bytes(scratch, "grown", "1+", 2);
    full_path(scratch, "removed", full, sizeof full);
    unlink(full);
    write_bytes(scratch, "new", "9", 1);
    full_path(scratch, "new", full, sizeof full);
    full_path(scratch, "replaced", other, sizeof other);
    assert_int_equal(rename(full, other), 0);
    write_bytes(scratch, "unread", "7", 1);
    write_bytes(scratch, "mapped", "short", 5);
    write_bytes(scratch, "appears", "here", 4);
    assert_int_equal(revalidate(scratch), 5);
    assert_bytes(scratch, "grown", "1+", TEXT_ASCII);
    assert_not_pinned(scratch, "removed", TEXT_ABSENT, ENOENT);
    assert_bytes(scratch, "replaced", "9", TEXT_ASCII);
    assert_bytes(scratch, "same", "4", TEXT_ASCII);
    assert_bytes(scratch, "unread", "7", TEXT_ASCII);
    assert_bytes(scratch, "mapped", "short", TEXT_ASCII);
    assert_bytes(scratch, "appears", "here", TEXT_ASCII);
    assert_int_equal(file_generation(file_of(scratch, "same")), 1);
    assert_int_equal(file_generation(file_of(scratch, "grown")), 2);
    StoreStats stats;
    store_stats(scratch->store, &stats);
    assert_int_equal(stats.mapped_files, 0);
    assert_int_equal(stats.files, 7);
}

static void a_rewrite_of_the_same_size_and_mtime_is_noticed_by_ctime(void **state)
{
    Scratch *scratch = *state;
    add_file(scratch, "a", "before");
    take_snapshot(scratch, (StoreOptions){0});
    assert_bytes(scratch, "a", "before", TEXT_ASCII);
    char full[256];
    full_path(scratch, "a", full, sizeof full);
    struct stat facts;
    assert_int_equal(stat(full, &facts), 0);
    let_the_clock_tick();
    write_bytes(scratch, "a", "after!", 6);
    struct timespec times[2] = {facts.st_atim, facts.st_mtim};
    assert_int_equal(utimensat(AT_FDCWD, full, times, 0), 0);
    assert_int_equal(revalidate(scratch), 1);
    assert_bytes(scratch, "a", "after!", TEXT_ASCII);
}

static void old_bytes_stay_while_pinned_and_new_pins_see_the_new(void **state)
{
    Scratch *scratch = *state;
    add_file(scratch, "a", "old");
    take_snapshot(scratch, (StoreOptions){0});
    Pin old;
    pin(scratch, "a", &old);
    let_the_clock_tick();
    write_bytes(scratch, "a", "newer", 5);
    assert_int_equal(revalidate(scratch), 1);
    Pin fresh;
    pin(scratch, "a", &fresh);
    assert_int_equal(fresh.bytes.len, 5);
    assert_memory_equal(fresh.bytes.data, "newer", 5);
    assert_int_equal(fresh.generation, old.generation + 1);
    assert_memory_equal(old.bytes.data, "old", 3);
    Pin none;
    assert_false(file_pin_resident(scratch->snapshot, 0, old.generation, &none));
    file_unpin(&fresh);
    file_unpin(&old);
    assert_bytes(scratch, "a", "newer", TEXT_ASCII);
    assert_true(file_pin_resident(scratch->snapshot, 0, 2, &fresh));
    file_unpin(&fresh);
}

static void pin_bytes(Scratch *scratch, const char *text, Pin *out)
{
    pin(scratch, "a", out);
    assert_int_equal(out->bytes.len, strlen(text));
    assert_memory_equal(out->bytes.data, text, out->bytes.len);
}

/* A pin on "old", which has expired, and a passing one on "newer" that has gone. */
static uint32_t pass_while_pinned(Scratch *scratch, Pin *old)
{
    Pin passing;
    add_file(scratch, "a", "old");
    take_snapshot(scratch, (StoreOptions){0});
    pin(scratch, "a", old);
    assert_int_not_equal(file_pin_fingerprint(old), 0);
    write_bytes(scratch, "a", "newer", 5);
    file_expire(old->file, old->generation);
    pin_bytes(scratch, "newer", &passing);
    assert_int_equal(passing.generation, old->generation + 1);
    assert_int_equal(file_pin_fingerprint(old), 0);
    uint32_t generation = passing.generation;
    file_unpin(&passing);
    return generation;
}

static void what_was_read_beside_old_bytes_has_its_own_generation(void **state)
{
    Scratch *scratch = *state;
    Pin old, now;
    uint32_t passed = pass_while_pinned(scratch, &old);
    let_the_clock_tick();
    write_bytes(scratch, "a", "newest", 6);
    file_unpin(&old);
    uint64_t changes = store_changes(scratch->store);
    pin_bytes(scratch, "newest", &now);
    assert_int_not_equal(now.generation, passed);
    assert_int_not_equal(store_changes(scratch->store), changes);
    file_unpin(&now);
}

static void what_was_read_twice_beside_old_bytes_has_two_generations(void **state)
{
    Scratch *scratch = *state;
    Pin old, now;
    uint32_t passed = pass_while_pinned(scratch, &old);
    pin_bytes(scratch, "newer", &now);
    assert_int_equal(now.generation, passed);
    file_unpin(&now);
    let_the_clock_tick();
    write_bytes(scratch, "a", "newest", 6);
    pin_bytes(scratch, "newest", &now);
    uint32_t generation = now.generation;
    assert_int_not_equal(generation, passed);
    file_unpin(&now);
    file_unpin(&old);
    pin_bytes(scratch, "newest", &now);
    assert_int_equal(now.generation, generation);
    file_unpin(&now);
}

/* What was found by the passing pin is carried over while nobody reads the file again. */
static void changes_of_what_was_read_beside_old_bytes_are_noticed(void **state)
{
    Scratch *scratch = *state;
    Pin old;
    uint32_t passed = pass_while_pinned(scratch, &old);
    file_unpin(&old);
    assert_int_equal(revalidate(scratch), 0);
    assert_int_equal(file_generation(file_of(scratch, "a")), passed);
    let_the_clock_tick();
    write_bytes(scratch, "a", "newest", 6);
    assert_int_equal(revalidate(scratch), 1);
    assert_int_not_equal(file_generation(file_of(scratch, "a")), passed);
    StoreStats stats;
    store_stats(scratch->store, &stats);
    assert_int_equal(stats.files, 0);
    assert_bytes(scratch, "a", "newest", TEXT_ASCII);
}

static void a_slab_goes_with_its_last_file(void **state)
{
    Scratch *scratch = *state;
    enum { FILES = 40, LEN = 200000 };
    char path[16];
    for (int i = 0; i < FILES; i++) {
        snprintf(path, sizeof path, "f%d", i);
        add_large(scratch, path, LEN);
    }
    take_snapshot(scratch, (StoreOptions){.map_threshold = LEN, .memory_bytes = 64 << 20});
    for (int i = 0; i < FILES; i++) {
        snprintf(path, sizeof path, "f%d", i);
        assert_pattern(scratch, path, LEN);
    }
    StoreStats before;
    store_stats(scratch->store, &before);
    assert_int_equal(before.packed_files, FILES);
    for (int i = 0; i < FILES; i++)
        file_expire(snapshot_file(scratch->snapshot, (uint32_t)i), 1);
    StoreStats after;
    store_stats(scratch->store, &after);
    assert_int_equal(after.packed_files, 0);
    assert_int_equal(after.files, 0);
    assert_int_equal(after.slab_bytes, SLAB_BYTES); /* the open one */
    assert_true(before.slab_bytes > after.slab_bytes);
}

static void only_bytes_in_memory_are_resident(void **state)
{
    Scratch *scratch = *state;
    add_file(scratch, "a", "text");
    add_file(scratch, "b", "text");
    take_snapshot(scratch, (StoreOptions){0});
    Pin held;
    assert_false(file_pin_resident(scratch->snapshot, 0, 1, &held));
    assert_bytes(scratch, "a", "text", TEXT_ASCII);
    assert_true(file_pin_resident(scratch->snapshot, 0, 1, &held));
    assert_memory_equal(held.bytes.data, "text", 4);
    file_unpin(&held);
    assert_false(file_pin_resident(scratch->snapshot, 0, 2, &held));
    assert_false(file_pin_resident(scratch->snapshot, 1, 1, &held));
}

static void a_file_that_shrinks_under_a_pin_is_read_anew(void **state)
{
    Scratch *scratch = *state;
    assert_true(fault_install(NULL, NULL)); /* here: cmocka sets handlers of its own around each test */
    add_large(scratch, "a", 100000);
    take_snapshot(scratch, (StoreOptions){0});
    Pin held;
    pin(scratch, "a", &held);
    assert_true(file_pin_is_intact(&held));
    char full[256];
    full_path(scratch, "a", full, sizeof full);
    assert_int_equal(truncate(full, 3), 0);
    assert_int_equal(held.bytes.data[held.bytes.len - 1], 0);
    assert_false(file_pin_is_intact(&held));
    Pin again;
    pin(scratch, "a", &again); /* while the poisoned bytes are still pinned */
    assert_int_equal(again.bytes.len, 3);
    assert_int_equal(again.generation, held.generation + 1);
    file_unpin(&again);
    file_unpin(&held);
    assert_bytes(scratch, "a", "aho", TEXT_ASCII);
    assert_int_equal(file_generation(file_of(scratch, "a")), 2);
}

static void newlines_are_counted_by_span(void **state)
{
    Scratch *scratch = *state;
    size_t len = 3 * SPAN_BYTES + 1234;
    add_large(scratch, "a", len);
    take_snapshot(scratch, (StoreOptions){0});
    Pin held;
    pin(scratch, "a", &held);
    for (int again = 0; again < 2; again++) {
        uint64_t total = 0;
        for (uint32_t span = 0; span < 5; span++)
            total += file_span_newlines(&held, span);
        assert_int_equal(total, len / 61);
        assert_int_equal(file_span_newlines(&held, 1), 2 * SPAN_BYTES / 61 - SPAN_BYTES / 61);
        assert_int_equal(file_span_newlines(&held, 4), 0);
    }
    file_unpin(&held);
}

static void files_are_carried_over_by_path(void **state)
{
    Scratch *scratch = *state;
    add_file(scratch, "b", "b");
    add_file(scratch, "d", "d");
    add_file(scratch, "kind", "k");
    take_snapshot(scratch, (StoreOptions){0});
    File *b = file_of(scratch, "b");
    assert_bytes(scratch, "b", "b", TEXT_ASCII);
    tree_builder_free(scratch->builder);
    scratch->builder = tree_builder_new(scratch->root);
    add_file(scratch, "a", "a");
    list(scratch, "b", ENTRY_FILE, 0);
    add_file(scratch, "c", "c");
    list(scratch, "e", ENTRY_FILE, 0);
    list(scratch, "kind", ENTRY_SYMLINK, 0);
    Snapshot *older = snapshot_retain(scratch->snapshot);
    File *kind = file_of(scratch, "kind");
    take_snapshot(scratch, (StoreOptions){0});
    assert_int_equal(snapshot_count(scratch->snapshot), 5);
    assert_ptr_equal(file_of(scratch, "b"), b);
    assert_ptr_not_equal(file_of(scratch, "kind"), kind);
    assert_bytes(scratch, "a", "a", TEXT_ASCII);
    Pin held;
    assert_true(file_pin(older, tree_find(snapshot_tree(older), slice_from_cstr("d")), &held));
    assert_memory_equal(held.bytes.data, "d", 1);
    file_unpin(&held);
    StoreStats stats;
    store_stats(scratch->store, &stats);
    assert_int_equal(stats.packed_files, 3);
    snapshot_release(older);
    store_stats(scratch->store, &stats);
    assert_int_equal(stats.packed_files, 2); /* nobody lists d any more */
}

static void another_root_has_other_files(void **state)
{
    Scratch *scratch = *state;
    add_file(scratch, "a", "here");
    take_snapshot(scratch, (StoreOptions){0});
    assert_bytes(scratch, "a", "here", TEXT_ASCII);
    char folder[256];
    full_path(scratch, "folder", folder, sizeof folder);
    assert_int_equal(mkdir(folder, 0755), 0);
    write_bytes(scratch, "folder/a", "there", 5);
    tree_builder_free(scratch->builder);
    scratch->builder = tree_builder_new(folder);
    list(scratch, "a", ENTRY_FILE, 0);
    take_snapshot(scratch, (StoreOptions){0});
    assert_bytes(scratch, "a", "there", TEXT_ASCII);
}

static void add_many(Scratch *scratch, int count)
{
    char path[32];
    char text[64];
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "many%05d", i);
        snprintf(text, sizeof text, "this is file number %d\n", i);
        add_file(scratch, path, text);
    }
}

static void pin_every_file(const Scratch *scratch)
{
    for (uint32_t i = 0; i < snapshot_count(scratch->snapshot); i++) {
        Pin pin;
        if (file_pin(scratch->snapshot, i, &pin))
            file_unpin(&pin);
    }
}

static void every_file_that_is_read_counts_in_its_tier(void **state)
{
    Scratch *scratch = *state;
    add_many(scratch, 500);
    add_large(scratch, "large", 2000000);
    list(scratch, "vanished", ENTRY_FILE, 0);
    list(scratch, "link", ENTRY_SYMLINK, 0);
    take_snapshot(scratch, (StoreOptions){0});
    pin_every_file(scratch);
    StoreStats stats;
    store_stats(scratch->store, &stats);
    assert_int_equal(stats.files, 503);
    assert_int_equal(stats.mapped_files, 1);
    assert_int_equal(stats.packed_files, 500);
    Pin held;
    assert_true(file_pin_resident(scratch->snapshot, index_of(scratch, "many00499"), 1, &held));
    assert_memory_equal(held.bytes.data, "this is file number 499\n", held.bytes.len);
    file_unpin(&held);
    take_snapshot(scratch, (StoreOptions){0});
    pin_every_file(scratch);
    store_stats(scratch->store, &stats);
    assert_int_equal(stats.files, 503);
}

/* Workers that pin everything at once, while files change and others expire them. */
typedef struct Race {
    Scratch *scratch;
    atomic_bool is_over;
    atomic_ulong pins;
    atomic_ulong wrong;
} Race;

/* Each file holds one letter, over and over; which one changes. */
static bool is_one_letter(Slice bytes)
{
    for (size_t i = 1; i < bytes.len; i++)
        if (bytes.data[i] != bytes.data[0])
            return false;
    return true;
}

static void *pin_at_random(void *context)
{
    Race *race = context;
    const Snapshot *snapshot = race->scratch->snapshot;
    unsigned seed = (unsigned)(uintptr_t)&seed;
    while (!atomic_load(&race->is_over)) {
        seed = seed * 1103515245 + 12345;
        Pin held;
        if (!file_pin(snapshot, (seed >> 16) % snapshot_count(snapshot), &held))
            continue;
        bool is_right = is_one_letter(held.bytes);
        if (!is_right && held.bytes.len <= 64)
            atomic_fetch_add(&race->wrong, 1);
        if ((seed >> 8) % 16 == 0)
            file_expire(held.file, held.generation);
        file_unpin(&held);
        atomic_fetch_add(&race->pins, 1);
    }
    return NULL;
}

static void replace_with_letter(Scratch *scratch, const char *path, int letter, size_t len)
{
    static char bytes[100000];
    memset(bytes, letter, sizeof bytes);
    write_bytes(scratch, "new", bytes, len);
    char from[256];
    char to[256];
    full_path(scratch, "new", from, sizeof from);
    full_path(scratch, path, to, sizeof to);
    assert_int_equal(rename(from, to), 0);
}

static void many_threads_pin_while_files_change(void **state)
{
    Scratch *scratch = *state;
    assert_true(fault_install(NULL, NULL));
    static const char *const paths[] = {"a", "b", "c", "d"};
    static const size_t lens[] = {64, 40000, 10, 100000};
    for (size_t i = 0; i < 4; i++) {
        replace_with_letter(scratch, paths[i], 'a', lens[i]);
        list(scratch, paths[i], ENTRY_FILE, 0);
    }
    take_snapshot(scratch, (StoreOptions){0});
    Race race = {.scratch = scratch};
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, pin_at_random, &race), 0);
    for (int round = 0; round < 200; round++) {
        replace_with_letter(scratch, paths[round % 4], 'a' + round % 26, lens[round % 4]);
        revalidate(scratch);
    }
    atomic_store(&race.is_over, true);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&race.wrong), 0);
    assert_true(atomic_load(&race.pins) > 100);
    revalidate(scratch);
    for (size_t i = 0; i < 4; i++) {
        Pin held;
        pin(scratch, paths[i], &held);
        assert_int_equal(held.bytes.data[0], 'a' + (196 + i) % 26);
        assert_int_equal(held.bytes.len, lens[i]);
        file_unpin(&held);
    }
    StoreStats stats;
    store_stats(scratch->store, &stats);
    assert_int_equal(stats.files, 4);
    assert_int_equal(stats.bytes, 64 + 40000 + 10 + 100000);
    assert_int_equal(stats.mapped_files, 2);
    assert_int_equal(stats.packed_files, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(facts_are_unknown_before_the_first_pin),
        TEST(small_files_are_what_the_disk_holds),
        TEST(high_bytes_anywhere_make_text_wide),
        TEST(an_early_nul_makes_binary_and_a_late_one_does_not),
        TEST(attributes_that_come_later_count_without_reading_again),
        TEST(utf16_is_transcoded),
        TEST(large_utf16_is_transcoded_out_of_its_mapping),
        TEST(files_over_the_threshold_are_mapped),
        TEST(zeros_follow_packed_bytes),
        TEST(without_a_budget_every_pin_is_passing_and_the_bytes_are_the_same),
        TEST(without_mappings_files_of_middle_size_are_packed),
        TEST(a_passing_file_that_changes_gets_a_new_generation_at_the_next_pin),
        TEST(what_is_no_file_is_absent),
        TEST(an_unreadable_file_says_so_until_it_is_repaired),
        TEST(a_root_that_is_gone_makes_its_files_absent),
        TEST(revalidate_finds_what_changed_and_nothing_else),
        TEST(a_rewrite_of_the_same_size_and_mtime_is_noticed_by_ctime),
        TEST(old_bytes_stay_while_pinned_and_new_pins_see_the_new),
        TEST(what_was_read_beside_old_bytes_has_its_own_generation),
        TEST(what_was_read_twice_beside_old_bytes_has_two_generations),
        TEST(changes_of_what_was_read_beside_old_bytes_are_noticed),
        TEST(a_slab_goes_with_its_last_file),
        TEST(only_bytes_in_memory_are_resident),
        TEST(a_file_that_shrinks_under_a_pin_is_read_anew),
        TEST(newlines_are_counted_by_span),
        TEST(files_are_carried_over_by_path),
        TEST(another_root_has_other_files),
        TEST(every_file_that_is_read_counts_in_its_tier),
        TEST(many_threads_pin_while_files_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
