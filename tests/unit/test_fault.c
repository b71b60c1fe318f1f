/* Mapped files that shrink, vanish and change under their readers kill nobody; faults that are not ours do. */
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
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/store/fault.h"
#include "engine/store/newlines.h"

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { IS_SANITIZED = 1 };
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif
#else
enum { IS_SANITIZED = 0 };
#endif

static size_t page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* In the test itself: cmocka puts handlers of its own around each. */
static void guard(void)
{
    Error err;
    assert_true(fault_install(NULL, &err));
}

/* An unlinked file of `len` bytes 'x'. */
static int make_file(size_t len)
{
    char path[] = "/tmp/ken-fault-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    unlink(path);
    char *bytes = malloc(len);
    memset(bytes, 'x', len);
    assert_int_equal(write(fd, bytes, len), len);
    free(bytes);
    return fd;
}

static unsigned sum(const char *data, size_t len)
{
    const volatile char *bytes = data;
    unsigned total = 0;
    for (size_t i = 0; i < len; i++)
        total += (unsigned char)bytes[i];
    return total;
}

static void a_region_holds_the_bytes_and_a_readable_page_behind(void **state)
{
    (void)state;
    for (size_t len = page_bytes() - 1; len <= page_bytes() + 1; len++) {
        int fd = make_file(len);
        Region *region = region_map(fd, 0, len);
        assert_non_null(region);
        close(fd);
        assert_int_equal(sum(region_data(region), len), 'x' * len);
        assert_int_equal(sum(region_data(region) + len, page_bytes()), 0);
        assert_false(region_is_poisoned(region));
        region_unmap(region);
    }
}

static void a_region_may_begin_inside_the_file(void **state)
{
    (void)state;
    int fd = make_file(3 * page_bytes());
    assert_int_equal(pwrite(fd, "middle", 6, (off_t)page_bytes()), 6);
    Region *region = region_map(fd, page_bytes(), page_bytes());
    close(fd);
    assert_memory_equal(region_data(region), "middle", 6);
    region_unmap(region);
}

static void nothing_and_too_much_are_refused(void **state)
{
    (void)state;
    int fd = make_file(1);
    assert_null(region_map(fd, 0, 0));
    assert_null(region_map(fd, 0, UINT64_MAX));
    assert_null(region_map(fd, 0, (uint64_t)1 << 62));
    assert_null(region_map(-1, 0, 1));
    close(fd);
    region_unmap(NULL);
}

static void reading_past_a_shrunk_file_gives_zeros_and_poisons(void **state)
{
    (void)state;
    guard();
    size_t len = 8 * page_bytes();
    int fd = make_file(len);
    Region *region = region_map(fd, 0, len);
    Region *other = region_map(fd, 0, len);
    unsigned long before = fault_count();
    assert_int_equal(ftruncate(fd, (off_t)(2 * page_bytes())), 0);
    assert_int_equal(sum(region_data(region), len), 2 * page_bytes() * 'x');
    assert_true(region_is_poisoned(region));
    assert_false(region_is_poisoned(other));
    assert_int_equal(fault_count(), before + 1);
    assert_int_equal(sum(region_data(other), 2 * page_bytes()), 2 * page_bytes() * 'x');
    assert_false(region_is_poisoned(other));
    region_unmap(region);
    region_unmap(other);
    close(fd);
}

static void an_entry_used_again_is_not_poisoned(void **state)
{
    (void)state;
    guard();
    int fd = make_file(page_bytes());
    Region *region = region_map(fd, 0, page_bytes());
    assert_int_equal(ftruncate(fd, 0), 0);
    sum(region_data(region), 1);
    assert_true(region_is_poisoned(region));
    region_unmap(region);
    assert_int_equal(ftruncate(fd, (off_t)page_bytes()), 0);
    Region *again = region_map(fd, 0, page_bytes());
    assert_ptr_equal(again, region);
    assert_false(region_is_poisoned(again));
    region_unmap(again);
    close(fd);
}

static void more_regions_than_a_chunk_of_the_table_are_all_guarded(void **state)
{
    (void)state;
    guard();
    enum { MANY = 2500 };
    int fd = make_file(page_bytes());
    static Region *regions[MANY];
    for (int i = 0; i < MANY; i++)
        assert_non_null(regions[i] = region_map(fd, 0, page_bytes()));
    assert_int_equal(ftruncate(fd, 0), 0);
    for (int i = 0; i < MANY; i += 100) {
        assert_int_equal(sum(region_data(regions[i]), page_bytes()), 0);
        assert_true(region_is_poisoned(regions[i]));
    }
    for (int i = 0; i < MANY; i++)
        region_unmap(regions[i]);
    close(fd);
}

/* Runs `body` in a child; its wait status. */
static int in_child(void (*body)(void))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGBUS, SIG_DFL);
        signal(SIGFPE, SIG_DFL);
        body();
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void say_last_words(int signal_number)
{
    (void)signal_number;
    ssize_t ignored = write(STDOUT_FILENO, "#", 1);
    (void)ignored;
}

static void fault_outside_of_regions(void)
{
    fault_install(say_last_words, NULL);
    int fd = make_file(page_bytes());
    char *data = mmap(NULL, page_bytes(), PROT_READ, MAP_SHARED, fd, 0);
    if (ftruncate(fd, 0) == 0)
        sum(data, 1);
}

static void send_bus_error_by_hand(void)
{
    fault_install(NULL, NULL);
    kill(getpid(), SIGBUS);
}

static void fault_without_the_handler(void)
{
    setenv("KEN_NO_FAULT_HANDLER", "1", 1);
    if (!fault_install(NULL, NULL))
        return;
    int fd = make_file(page_bytes());
    Region *region = region_map(fd, 0, page_bytes());
    if (ftruncate(fd, 0) == 0)
        sum(region_data(region), 1);
}

static void assert_died_of(int status, int signal_number)
{
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), signal_number);
}

static void faults_that_are_not_ours_kill_as_ever(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    int out = dup(STDOUT_FILENO);
    fflush(stdout);
    dup2(ends[1], STDOUT_FILENO);
    int status = in_child(fault_outside_of_regions);
    dup2(out, STDOUT_FILENO);
    close(out);
    close(ends[1]);
    assert_died_of(status, SIGBUS);
    char words[8];
    assert_int_equal(read(ends[0], words, sizeof words), 1); /* once */
    close(ends[0]);
    assert_died_of(in_child(send_bus_error_by_hand), SIGBUS);
}

static void without_the_handler_a_shrunk_file_kills(void **state)
{
    (void)state;
    assert_died_of(in_child(fault_without_the_handler), SIGBUS);
}

static void crash_with_last_words(void)
{
    fault_install(say_last_words, NULL);
    raise(SIGFPE);
}

static void other_crashes_keep_their_signal(void **state)
{
    (void)state;
    assert_died_of(in_child(crash_with_last_words), SIGFPE);
}

/* Maps until the system refuses, then faults: the handler has pages to give up. */
static void fault_at_the_map_limit(void)
{
    fault_install(NULL, NULL);
    int fd = make_file(4 * page_bytes());
    Region *region = region_map(fd, 0, 4 * page_bytes());
    Region *other = region_map(fd, 0, 4 * page_bytes());
    while (mmap(NULL, page_bytes(), PROT_NONE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
        continue;
    if (region_map(fd, 0, 1) || ftruncate(fd, (off_t)page_bytes()) != 0)
        _exit(1);
    unsigned whole = sum(region_data(region), 4 * page_bytes()) + sum(region_data(other), 4 * page_bytes());
    _exit(whole == 2 * page_bytes() * 'x' && region_is_poisoned(region) && region_is_poisoned(other) ? 0 : 2);
}

static void faults_are_handled_at_the_limit_of_mappings(void **state)
{
    (void)state;
    if (IS_SANITIZED)
        skip(); /* their own allocations fail there */
    assert_int_equal(in_child(fault_at_the_map_limit), 0);
}

/* The storm: readers map, scan and unmap while other processes truncate, rewrite, rename and unlink. */
enum { STORM_FILES = 6, STORM_BYTES = 200000, STORM_READERS = 3, STORM_MS = 2000 };

typedef struct Storm {
    char folder[64];
    atomic_bool is_over;
    atomic_ulong scans;
} Storm;

static void storm_path(const char *folder, unsigned nth, char *path, size_t room)
{
    snprintf(path, room, "%s/%u", folder, nth % STORM_FILES);
}

static void write_whole(const char *path, size_t len)
{
    static char bytes[STORM_BYTES];
    memset(bytes, '\n', sizeof bytes);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0)
        return;
    ssize_t ignored = write(fd, bytes, len);
    (void)ignored;
    close(fd);
}

static void make_trouble(const char *folder, unsigned seed)
{
    char path[128];
    char other[128];
    for (;; seed = seed * 1103515245 + 12345) {
        unsigned nth = seed >> 16;
        storm_path(folder, nth, path, sizeof path);
        storm_path(folder, nth / STORM_FILES, other, sizeof other);
        switch (nth / 7 % 5) {
        case 0:
            if (truncate(path, (off_t)(seed >> 8) % STORM_BYTES) == 0)
                break;
            /* fall through */
        case 1:
        case 2:
            write_whole(path, STORM_BYTES);
            break;
        case 3:
            rename(path, other);
            break;
        default:
            unlink(path);
            break;
        }
    }
}

static void scan_one(Storm *storm, const char *path)
{
    int fd = open(path, O_RDONLY);
    off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
    Region *region = size > 0 ? region_map(fd, 0, (uint64_t)size) : NULL;
    if (fd >= 0)
        close(fd);
    if (!region)
        return;
    for (int again = 0; again < 20; again++)
        newlines_count(slice_of(region_data(region), (size_t)size));
    region_is_poisoned(region);
    region_unmap(region);
    atomic_fetch_add(&storm->scans, 1);
}

static void *scan_all(void *context)
{
    Storm *storm = context;
    char path[128];
    for (unsigned nth = 0; !atomic_load(&storm->is_over); nth++) {
        storm_path(storm->folder, nth, path, sizeof path);
        scan_one(storm, path);
    }
    return NULL;
}

static void readers_survive_a_storm_of_changes(void **state)
{
    (void)state;
    guard();
    static Storm storm;
    strcpy(storm.folder, "/tmp/ken-storm-XXXXXX");
    assert_non_null(mkdtemp(storm.folder));
    unsigned long before = fault_count();
    pid_t children[2];
    for (unsigned i = 0; i < 2; i++)
        if ((children[i] = fork()) == 0)
            make_trouble(storm.folder, i + 1);
    pthread_t readers[STORM_READERS];
    for (int i = 0; i < STORM_READERS; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, scan_all, &storm), 0);
    struct timespec pause = {.tv_sec = STORM_MS / 1000};
    nanosleep(&pause, NULL);
    atomic_store(&storm.is_over, true);
    for (int i = 0; i < STORM_READERS; i++)
        pthread_join(readers[i], NULL);
    for (int i = 0; i < 2; i++) {
        kill(children[i], SIGKILL);
        waitpid(children[i], NULL, 0);
    }
    printf("%lu scans, %lu faults\n", atomic_load(&storm.scans), fault_count() - before);
    assert_true(atomic_load(&storm.scans) > 0);
    assert_true(fault_count() > before);
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", storm.folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_region_holds_the_bytes_and_a_readable_page_behind),
        cmocka_unit_test(a_region_may_begin_inside_the_file),
        cmocka_unit_test(nothing_and_too_much_are_refused),
        cmocka_unit_test(reading_past_a_shrunk_file_gives_zeros_and_poisons),
        cmocka_unit_test(an_entry_used_again_is_not_poisoned),
        cmocka_unit_test(more_regions_than_a_chunk_of_the_table_are_all_guarded),
        cmocka_unit_test(faults_that_are_not_ours_kill_as_ever),
        cmocka_unit_test(without_the_handler_a_shrunk_file_kills),
        cmocka_unit_test(other_crashes_keep_their_signal),
        cmocka_unit_test(faults_are_handled_at_the_limit_of_mappings),
        cmocka_unit_test(readers_survive_a_storm_of_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
