/* Open files: views of live bytes, the line index against counting by hand, spooled pipes, and change underneath. */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
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

#include "engine/store/document.h"
#include "engine/store/fault.h"

/* Two runs at a time (of two builds) must not meet. */
static const char *scratch_path(void)
{
    static char path[64];
    snprintf(path, sizeof path, "/tmp/ken-document-%d", (int)getpid());
    return path;
}

static Document *open_bytes(const void *bytes, size_t len)
{
    int fd = open(scratch_path(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    close(fd);
    Error err;
    Document *document = document_open_path(scratch_path(), &err);
    assert_non_null(document);
    return document;
}

static void index_all(Document *document)
{
    while (!document_index_more(document, 100000))
        continue;
    assert_int_equal(document_indexed_bytes(document), document_size(document));
}

/* Every line query, held against a walk over the bytes. `step` thins the offsets asked for. */
static void assert_lines(Document *document, const char *bytes, size_t len, size_t step)
{
    uint64_t line = 0;
    uint64_t offset;
    for (size_t start = 0; start < len;) {
        const char *newline = memchr(bytes + start, '\n', len - start);
        size_t next = newline ? (size_t)(newline - bytes) + 1 : len;
        line++;
        assert_true(document_line_offset(document, line, &offset));
        assert_int_equal(offset, start);
        for (size_t at = start; at < next; at += step) {
            assert_int_equal(document_line_at(document, at), line);
            assert_int_equal(document_line_start(document, at), start);
            assert_int_equal(document_next_line(document, at), next);
        }
        assert_int_equal(document_line_at(document, next - 1), line);
        start = next;
    }
    assert_int_equal(document_line_count(document), line);
    assert_false(document_line_offset(document, line + 1, &offset));
    assert_false(document_line_offset(document, 0, &offset));
    assert_int_equal(document_next_line(document, len), len);
}

static void assert_text_is_indexed(const char *bytes, size_t len, size_t step)
{
    Document *document = open_bytes(bytes, len);
    index_all(document);
    assert_lines(document, bytes, len, step);
    assert_true(document_index_more(document, 1));
    document_release(document);
}

static void small_texts_are_indexed(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "\n", "\n\n", "a", "a\n", "a\nb", "a\n\nb\n", "\na"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_text_is_indexed(texts[i], strlen(texts[i]), 1);
}

static void an_empty_file_has_no_lines_and_no_bytes(void **state)
{
    (void)state;
    Document *document = open_bytes("", 0);
    index_all(document);
    Slice bytes;
    assert_true(document_view(document, 0, 10, &bytes));
    assert_int_equal(bytes.len, 0);
    assert_int_equal(document_line_at(document, 0), 0);
    assert_int_equal(document_line_start(document, 0), 0);
    assert_int_equal(document_next_line(document, 0), 0);
    assert_int_equal(document_text(document), TEXT_ASCII);
    document_prefault(document, 0, 10);
    document_release(document);
}

static void lines_across_blocks_are_indexed(void **state)
{
    (void)state;
    enum { LEN = 400000 };
    char *bytes = malloc(LEN);
    unsigned seed = 5;
    for (size_t i = 0; i < LEN; i++) {
        seed = seed * 1103515245 + 12345;
        bytes[i] = (seed >> 16) % 300 == 0 ? '\n' : 'x';
    }
    assert_text_is_indexed(bytes, LEN, 50);
    /* ends and starts at the very edge of a block */
    static const size_t lens[] = {65535, 65536, 65537, 131072, 131073};
    for (size_t i = 0; i < 5; i++) {
        bytes[65534] = 'x';
        bytes[65535] = '\n';
        bytes[65536] = '\n';
        bytes[131071] = '\n';
        assert_text_is_indexed(bytes, lens[i], 50);
        bytes[65535] = 'y';
        assert_text_is_indexed(bytes, lens[i], 50);
    }
    /* one line over several blocks, between others */
    memset(bytes, 'x', LEN);
    bytes[100] = '\n';
    bytes[300000] = '\n';
    assert_text_is_indexed(bytes, LEN, 9999);
    bytes[100] = bytes[300000] = 'x';
    assert_text_is_indexed(bytes, LEN, 9999);
    free(bytes);
}

static void before_the_index_arrives_lines_are_found_by_looking(void **state)
{
    (void)state;
    enum { LEN = 200000 };
    char *bytes = malloc(LEN);
    for (size_t i = 0; i < LEN; i++)
        bytes[i] = i % 100 == 99 ? '\n' : 'x';
    Document *document = open_bytes(bytes, LEN);
    uint64_t offset;
    assert_int_equal(document_line_at(document, 150050), 0);
    assert_false(document_line_offset(document, 1501, &offset));
    assert_int_equal(document_line_count(document), 0);
    assert_int_equal(document_line_start(document, 150050), 150000);
    assert_int_equal(document_next_line(document, 150050), 150100);
    assert_false(document_index_more(document, 1));
    assert_int_equal(document_indexed_bytes(document), 65536);
    assert_int_equal(document_line_at(document, 65535), 656);
    assert_int_equal(document_line_at(document, 65536), 0);
    assert_true(document_line_offset(document, 656, &offset));
    assert_int_equal(offset, 65500);
    assert_int_equal(document_line_start(document, 65600), 65600);
    assert_int_equal(document_line_start(document, 150050), 150000);
    assert_int_equal(document_next_line(document, 65535), 65600);
    document_release(document);
    free(bytes);
}

static void a_view_asks_for_prefaulted_bytes(void **state)
{
    (void)state;
    enum { LEN = 200000 };
    char *bytes = malloc(LEN);
    memset(bytes, 'x', LEN);
    memcpy(bytes + 70000, "here", 4);
    Document *document = open_bytes(bytes, LEN);
    Slice view;
    assert_false(document_view(document, 70000, 4, &view));
    document_prefault(document, 70000, 4);
    assert_true(document_view(document, 70000, 4, &view));
    assert_int_equal(view.len, 4);
    assert_memory_equal(view.data, "here", 4);
    assert_true(document_view(document, 65536, 65536, &view));
    assert_false(document_view(document, 65535, 2, &view));
    assert_false(document_view(document, 131000, 200, &view));
    document_prefault(document, 199999, 1);
    assert_true(document_view(document, 199998, 100, &view));
    assert_int_equal(view.len, 2);
    assert_true(document_view(document, LEN, 5, &view));
    assert_int_equal(view.len, 0);
    document_prefault(document, LEN, 1);
    document_prefault(document, 0, UINT64_MAX);
    assert_true(document_view(document, 0, UINT64_MAX, &view));
    assert_int_equal(view.len, LEN);
    assert_memory_equal(view.data, bytes, LEN);
    document_release(document);
    free(bytes);
}

static void changes_on_disk_make_it_stale(void **state)
{
    (void)state;
    Document *document = open_bytes("text\n", 5);
    assert_false(document_check(document));
    struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
    nanosleep(&pause, NULL);
    Document *later = open_bytes("next\n", 5);
    assert_false(document_is_stale(document));
    assert_true(document_check(document));
    assert_true(document_is_stale(document));
    assert_false(document_check(later));
    unlink(scratch_path());
    assert_true(document_check(later));
    document_release(document);
    document_release(later);
}

static void a_file_that_shrinks_is_stale_and_reads_as_zeros(void **state)
{
    (void)state;
    assert_true(fault_install(NULL, NULL)); /* here: cmocka sets handlers of its own around each test */
    char *bytes = malloc(300000);
    memset(bytes, '\n', 300000);
    Document *document = open_bytes(bytes, 300000);
    assert_int_equal(truncate(scratch_path(), 10), 0);
    assert_false(document_is_stale(document));
    document_prefault(document, 200000, 10);
    assert_true(document_is_stale(document));
    Slice view;
    assert_true(document_view(document, 200000, 1, &view));
    assert_int_equal(view.data[0], 0);
    index_all(document);
    uint64_t offset;
    assert_false(document_line_offset(document, 250000, &offset));
    document_release(document);
    free(bytes);
}

static void text_is_told_from_binary(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        FileText text;
    } cases[] = {{"abc", 3, TEXT_ASCII}, {"\xc3\xbc", 2, TEXT_WIDE}, {"a\0b", 3, TEXT_BINARY}};
    for (size_t i = 0; i < 3; i++) {
        Document *document = open_bytes(cases[i].bytes, cases[i].len);
        assert_int_equal(document_text(document), cases[i].text);
        document_release(document);
    }
}

static void utf16_is_shown_as_utf8(void **state)
{
    (void)state;
    Document *document = open_bytes("\xfe\xff\0a\0\n\0\xfc", 8);
    Slice view;
    assert_true(document_view(document, 0, 100, &view)); /* no page of a file: nothing to prefault */
    assert_int_equal(view.len, 4);
    assert_memory_equal(view.data, "a\n\xc3\xbc", 4);
    assert_int_equal(document_text(document), TEXT_WIDE);
    index_all(document);
    assert_int_equal(document_line_count(document), 2);
    assert_false(document_check(document));
    document_release(document);
}

static void what_cannot_be_paged_says_why(void **state)
{
    (void)state;
    Error err;
    assert_null(document_open_path("/tmp", &err));
    assert_non_null(strstr(err.text, "/tmp: "));
    assert_null(document_open_path("/tmp/ken-nothing-here", &err));
    assert_non_null(strstr(err.text, "No such file"));
    unlink(scratch_path());
    assert_int_equal(mkfifo(scratch_path(), 0644), 0);
    assert_null(document_open_path(scratch_path(), &err));
    assert_non_null(strstr(err.text, "not a regular file"));
    unlink(scratch_path());
    assert_null(document_open_path("/dev/null", NULL));
}

static void listed_files_open_beneath_their_root_only(void **state)
{
    (void)state;
    char root[] = "/tmp/ken-document-XXXXXX";
    assert_non_null(mkdtemp(root));
    int dir = open(root, O_RDONLY | O_DIRECTORY);
    int fd = openat(dir, "file", O_WRONLY | O_CREAT, 0644);
    assert_int_equal(write(fd, "inside\n", 7), 7);
    close(fd);
    assert_int_equal(symlinkat("/etc/passwd", dir, "link"), 0);
    TreeBuilder *builder = tree_builder_new(root);
    tree_builder_add(builder, slice_from_cstr("file"), ENTRY_FILE, 0);
    tree_builder_add(builder, slice_from_cstr("link"), ENTRY_FILE, 0);
    tree_builder_add(builder, slice_from_cstr("real-link"), ENTRY_SYMLINK, 0);
    Tree *tree = tree_builder_snapshot(builder, true);
    tree_builder_free(builder);
    Store *store = store_new(&(StoreOptions){0});
    Snapshot *snapshot = store_snapshot(store, tree);
    tree_release(tree);
    Error err;
    Document *document = document_open(snapshot, 0, &err);
    assert_non_null(document);
    assert_null(document_open(snapshot, 1, &err));
    assert_null(document_open(snapshot, 2, &err));
    snapshot_release(snapshot);
    store_free(store);
    /* The document stands by itself. */
    assert_int_equal(document_size(document), 7);
    assert_false(document_check(document_retain(document)));
    document_release(document);
    assert_int_equal(unlinkat(dir, "file", 0), 0);
    assert_true(document_check(document));
    document_release(document);
    unlinkat(dir, "link", 0);
    close(dir);
    rmdir(root);
}

static int count_descriptors(void)
{
    int count = 0;
    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static void documents_of_a_listing_share_one_descriptor(void **state)
{
    (void)state;
    enum { DOCUMENTS = 20 };
    char root[] = "/tmp/ken-document-XXXXXX";
    assert_non_null(mkdtemp(root));
    int dir = open(root, O_RDONLY | O_DIRECTORY);
    int fd = openat(dir, "file", O_WRONLY | O_CREAT, 0644);
    assert_int_equal(write(fd, "inside\n", 7), 7);
    TreeBuilder *builder = tree_builder_new(root);
    tree_builder_add(builder, slice_from_cstr("file"), ENTRY_FILE, 0);
    Tree *tree = tree_builder_snapshot(builder, true);
    tree_builder_free(builder);
    int before = count_descriptors();
    Store *store = store_new(&(StoreOptions){0});
    Snapshot *snapshot = store_snapshot(store, tree);
    tree_release(tree);
    Document *documents[DOCUMENTS];
    for (int i = 0; i < DOCUMENTS; i++)
        assert_non_null(documents[i] = document_open(snapshot, 0, NULL));
    assert_int_equal(count_descriptors(), before + 1);
    snapshot_release(snapshot);
    store_free(store);
    assert_int_equal(write(fd, "more\n", 5), 5);
    close(fd);
    Document *longer = document_open_longer(documents[0]);
    assert_non_null(longer);
    for (int i = 0; i < DOCUMENTS; i++)
        document_release(documents[i]);
    assert_true(!document_check(longer));
    document_release(longer);
    assert_int_equal(count_descriptors(), before - 1);
    unlinkat(dir, "file", 0);
    close(dir);
    rmdir(root);
}

static void a_pipe_is_spooled_as_it_comes(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    Error err;
    bool is_ended;
    Document *document = document_spool(NULL, ends[0], &is_ended, &err);
    assert_non_null(document);
    assert_false(is_ended);
    assert_int_equal(document_size(document), 0);
    assert_int_equal(write(ends[1], "one\ntw", 6), 6);
    assert_ptr_equal(document_spool(document, ends[0], &is_ended, &err), document);
    const char *before = document_bytes(document).data;
    assert_int_equal(document_size(document), 6);
    assert_false(document_index_more(document, 1 << 20)); /* the end may still move */
    assert_int_equal(document_line_count(document), 0);
    assert_int_equal(document_line_at(document, 5), 2);
    assert_int_equal(write(ends[1], "o\nthree", 7), 7);
    close(ends[1]);
    assert_ptr_equal(document_spool(document, ends[0], &is_ended, &err), document);
    assert_true(is_ended);
    assert_ptr_equal(document_bytes(document).data, before);
    index_all(document);
    assert_lines(document, "one\ntwo\nthree", 13, 1);
    assert_false(document_check(document));
    document_release(document);
    close(ends[0]);
}

static void *write_much(void *context)
{
    int fd = *(int *)context;
    char line[101];
    for (int i = 0; i < 400000; i++) {
        snprintf(line, sizeof line, "%099d", i);
        line[99] = '\n';
        for (size_t at = 0; at < 100;)
            at += (size_t)write(fd, line + at, 100 - at);
    }
    close(fd);
    return NULL;
}

typedef struct Asker {
    Document *document;
    atomic_bool is_over;
} Asker;

/* What the main thread does meanwhile. */
static void *ask(void *context)
{
    Asker *asker = context;
    while (!atomic_load(&asker->is_over)) {
        uint64_t indexed = document_indexed_bytes(asker->document);
        uint64_t offset;
        if (indexed < 1000)
            continue;
        uint64_t line = document_line_at(asker->document, indexed - 1);
        assert_int_equal(line, (indexed - 1) / 100 + 1);
        assert_true(document_line_offset(asker->document, line, &offset));
        assert_int_equal(offset, (line - 1) * 100);
        assert_int_equal(document_line_start(asker->document, indexed - 1), offset);
    }
    return NULL;
}

static void a_large_pipe_is_indexed_while_it_grows_and_is_asked(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pthread_t writer;
    pthread_t reader;
    assert_int_equal(pthread_create(&writer, NULL, write_much, &ends[1]), 0);
    bool is_ended;
    Error err;
    Document *document = document_spool(NULL, ends[0], &is_ended, &err);
    assert_non_null(document);
    Asker asker = {.document = document};
    assert_int_equal(pthread_create(&reader, NULL, ask, &asker), 0);
    while (!is_ended) {
        assert_ptr_equal(document_spool(document, ends[0], &is_ended, &err), document);
        document_index_more(document, 1 << 22);
    }
    index_all(document);
    atomic_store(&asker.is_over, true);
    pthread_join(writer, NULL);
    pthread_join(reader, NULL);
    assert_int_equal(document_size(document), 40000000);
    assert_int_equal(document_line_count(document), 400000);
    Slice view;
    document_prefault(document, 39999900, 100);
    assert_true(document_view(document, 39999900, 100, &view));
    assert_memory_equal(view.data + 90, "000399999\n", 10);
    document_release(document);
    close(ends[0]);
}

static void a_spool_without_a_place_to_go_says_so(void **state)
{
    (void)state;
    char *kept = getenv("TMPDIR");
    kept = kept ? strdup(kept) : NULL;
    setenv("TMPDIR", "/tmp/ken-nothing-here", 1);
    bool is_ended;
    Error err;
    assert_null(document_spool(NULL, 0, &is_ended, &err));
    assert_non_null(strstr(err.text, "/tmp/ken-nothing-here"));
    if (kept)
        setenv("TMPDIR", kept, 1);
    else
        unsetenv("TMPDIR");
    free(kept);
}

static void what_changes_before_the_end_of_a_longer_file_is_counted(void **state)
{
    (void)state;
    Buf text = {0};
    for (int i = 0; i < 100000; i++)
        buf_append(&text, "x\n", 2);
    Document *document = open_bytes(text.data, text.len);
    index_all(document);
    memcpy(text.data + 100000, "xxx\n", 4); /* two lines become one: the beginning and the end stay */
    buf_append(&text, "x\n", 2);
    int fd = open(scratch_path(), O_WRONLY);
    assert_int_equal(write(fd, text.data, text.len), text.len);
    close(fd);
    Document *longer = document_open_longer(document);
    assert_non_null(longer);
    index_all(longer);
    assert_lines(longer, text.data, text.len, 997);
    document_release(longer);
    document_release(document);
    buf_deinit(&text);
}

static int clean_up(void **state)
{
    (void)state;
    unlink(scratch_path());
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_texts_are_indexed),
        cmocka_unit_test(an_empty_file_has_no_lines_and_no_bytes),
        cmocka_unit_test(lines_across_blocks_are_indexed),
        cmocka_unit_test(before_the_index_arrives_lines_are_found_by_looking),
        cmocka_unit_test(a_view_asks_for_prefaulted_bytes),
        cmocka_unit_test(changes_on_disk_make_it_stale),
        cmocka_unit_test(a_file_that_shrinks_is_stale_and_reads_as_zeros),
        cmocka_unit_test(text_is_told_from_binary),
        cmocka_unit_test(utf16_is_shown_as_utf8),
        cmocka_unit_test(what_cannot_be_paged_says_why),
        cmocka_unit_test(listed_files_open_beneath_their_root_only),
        cmocka_unit_test(documents_of_a_listing_share_one_descriptor),
        cmocka_unit_test(a_pipe_is_spooled_as_it_comes),
        cmocka_unit_test(a_large_pipe_is_indexed_while_it_grows_and_is_asked),
        cmocka_unit_test(a_spool_without_a_place_to_go_says_so),
        cmocka_unit_test(what_changes_before_the_end_of_a_longer_file_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, clean_up);
}
