/* The table of mapped regions and the SIGBUS handler that keeps their readers alive.
 *
 *     region_map: reserve of zeros -> file pages over it -> entry in the table
 *     fault in a known region: poisoned = true -> zeros from the faulting page to the region's end -> read goes on
 *
 * The table is a list of chunks that only grows, so that the handler can walk it without a lock. An entry is
 * used again after region_unmap; a version number beside it, odd while it is being changed, lets the handler tell. The
 * entry it looks for is never one that changes: whoever faults in a region is a reader of it. */
#include "engine/store/fault.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "engine/base/mem.h"
#include "engine/store/holes.h"

enum { CHUNK_ENTRIES = 1024, SPARE_PAGES = 16, LAST_WORDS_MS = 500 };

typedef struct Entry {
    Region region; /* first: a Region is handed out and comes back as its entry */
    atomic_uint version;
    struct Entry *next_free;
} Entry;

typedef struct Chunk {
    Entry entries[CHUNK_ENTRIES];
    atomic_uint used; /* entries handed out at least once */
    struct Chunk *next;
} Chunk;

/* The fault handler has no other way to its data: the one place of mutable globals in the engine. */
static _Atomic(Chunk *) newest_chunk;
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER; /* guards changes of the table, and free_entries */
static Entry *free_entries;
static atomic_ulong faults;
static _Atomic(uintptr_t) page_size;
static _Atomic(void (*)(int)) fatal_hook;
/* Mappings to give up when the handler must map and the process has as many as it may. */
static void *spare_pages[SPARE_PAGES];
static atomic_int spare_count;

static uintptr_t page_bytes(void)
{
    /* relaxed: whoever computes it, it is the same number */
    uintptr_t bytes = atomic_load_explicit(&page_size, memory_order_relaxed);
    if (bytes == 0) {
        bytes = (uintptr_t)sysconf(_SC_PAGESIZE);
        atomic_store_explicit(&page_size, bytes, memory_order_relaxed);
    }
    return bytes;
}

static uintptr_t round_up_to_page(uintptr_t bytes)
{
    return (bytes + page_bytes() - 1) & ~(page_bytes() - 1);
}

/* mmap without the C library around it: safe in a signal handler, and no sanitizer intercepts it. */
static bool map_zeros_over(uintptr_t from, uintptr_t end)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
#if defined SYS_mmap && !defined __s390__ /* there it takes a struct */
    return syscall(SYS_mmap, from, end - from, PROT_READ, flags, -1, 0) != -1;
#else
    return mmap((void *)from, end - from, PROT_READ, flags, -1, 0) != MAP_FAILED;
#endif
}

static bool give_up_spare_page(void)
{
    int left = atomic_fetch_sub(&spare_count, 1);
    if (left <= 0) {
        atomic_fetch_add(&spare_count, 1);
        return false;
    }
#ifdef SYS_munmap
    return syscall(SYS_munmap, spare_pages[left - 1], page_bytes()) == 0;
#else
    return munmap(spare_pages[left - 1], page_bytes()) == 0;
#endif
}

/* True when the address is in this region, then with the end of its pages in `end`. */
static bool entry_holds(Entry *entry, uintptr_t address, uintptr_t *end)
{
    /* acquire, three times: read in this order, the bounds belong to the version if it still stands afterwards */
    unsigned version = atomic_load_explicit(&entry->version, memory_order_acquire);
    uintptr_t low = atomic_load_explicit(&entry->region.low, memory_order_acquire);
    uintptr_t high = atomic_load_explicit(&entry->region.high, memory_order_acquire);
    if (version % 2 != 0 || atomic_load_explicit(&entry->version, memory_order_relaxed) != version)
        return false;
    *end = round_up_to_page(high);
    return low != 0 && address >= low && address < *end;
}

static Region *find_region(uintptr_t address, uintptr_t *end)
{
    for (Chunk *chunk = atomic_load(&newest_chunk); chunk; chunk = chunk->next) {
        /* acquire: pairs with the release in take_entry */
        unsigned used = atomic_load_explicit(&chunk->used, memory_order_acquire);
        for (unsigned i = 0; i < used; i++)
            if (entry_holds(&chunk->entries[i], address, end))
                return &chunk->entries[i].region;
    }
    return NULL;
}

static bool handle(const siginfo_t *info)
{
    if (info->si_code != BUS_ADRERR)
        return false;
    uintptr_t address = (uintptr_t)info->si_addr;
    uintptr_t end;
    Region *region = find_region(address, &end);
    if (!region)
        return false;
    /* before the zeros can be seen: whoever read some will find the mark */
    atomic_store(&region->is_poisoned, true);
    uintptr_t from = address & ~(page_bytes() - 1);
    while (!map_zeros_over(from, end))
        if (errno != ENOMEM || !give_up_spare_page())
            return false;
    atomic_fetch_add_explicit(&faults, 1, memory_order_relaxed);
    return true;
}

/* A second thread that faults waits for the first to end the program: the hook is to be run whole, and once. */
static void die_of(int signal_number)
{
    static atomic_flag is_dying = ATOMIC_FLAG_INIT;
    if (atomic_flag_test_and_set(&is_dying))
        poll(NULL, 0, LAST_WORDS_MS);
    void (*hook)(int) = atomic_load(&fatal_hook);
    if (hook)
        hook(signal_number);
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigaction(signal_number, &standard, NULL);
    raise(signal_number); /* delivered as the handler returns */
}

static void on_bus_error(int signal_number, siginfo_t *info, void *context)
{
    (void)context;
    int kept = errno;
    if (!handle(info))
        die_of(signal_number);
    errno = kept;
}

static void on_other_fault(int signal_number)
{
    die_of(signal_number);
}

/* Where nobody else (a sanitizer) listens already. */
static void install_last_words(int signal_number)
{
    struct sigaction present;
    struct sigaction ours = {.sa_handler = on_other_fault, .sa_flags = SA_ONSTACK};
    if (sigaction(signal_number, NULL, &present) == 0 && !(present.sa_flags & SA_SIGINFO) &&
        present.sa_handler == SIG_DFL)
        sigaction(signal_number, &ours, NULL);
}

/* Shared mappings: each keeps to itself, where private ones would be merged into one. */
static void set_spare_pages_aside(void)
{
    int count = 0;
    while (count < SPARE_PAGES) {
        void *page = mmap(NULL, page_bytes(), PROT_NONE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (page == MAP_FAILED)
            break;
        spare_pages[count++] = page;
    }
    atomic_store(&spare_count, count);
}

bool fault_install(void (*on_fatal)(int signal), Error *err)
{
    const char *off = getenv("KEN_NO_FAULT_HANDLER");
    if (off && strcmp(off, "1") == 0)
        return true;
    atomic_store(&fatal_hook, on_fatal);
    page_bytes();
    if (atomic_load(&spare_count) == 0)
        set_spare_pages_aside();

    struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGBUS, &action, NULL) != 0)
        return error_set(err, "the SIGBUS handler could not be installed: %s", strerror(errno));
    if (on_fatal) {
        static const int others[] = {SIGSEGV, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS, SIGXCPU};
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            install_last_words(others[i]);
    }
    sigset_t bus;
    sigemptyset(&bus);
    sigaddset(&bus, SIGBUS);
    pthread_sigmask(SIG_UNBLOCK, &bus, NULL);
    return true;
}

/* A free entry, under the lock. */
static Entry *take_entry(void)
{
    if (free_entries) {
        Entry *entry = free_entries;
        free_entries = entry->next_free;
        return entry;
    }
    Chunk *chunk = atomic_load(&newest_chunk);
    if (!chunk || atomic_load(&chunk->used) == CHUNK_ENTRIES) {
        Chunk *added = mem_zalloc(1, sizeof *added);
        added->next = chunk;
        chunk = added;
        atomic_store(&newest_chunk, chunk);
    }
    /* release: pairs with the acquire in find_region */
    unsigned nth = atomic_fetch_add_explicit(&chunk->used, 1, memory_order_release);
    return &chunk->entries[nth];
}

/* Under the lock. */
static void set_bounds(Entry *entry, uintptr_t low, uintptr_t high)
{
    unsigned version = atomic_load_explicit(&entry->version, memory_order_relaxed);
    atomic_store_explicit(&entry->version, version + 1, memory_order_relaxed);
    /* release: the odd version is seen before either bound, and the even one after both */
    atomic_store_explicit(&entry->region.low, low, memory_order_release);
    atomic_store_explicit(&entry->region.high, high, memory_order_release);
    atomic_store_explicit(&entry->region.is_poisoned, false, memory_order_relaxed);
    atomic_store_explicit(&entry->version, version + 2, memory_order_release);
}

Region *region_map(int fd, uint64_t offset, uint64_t len)
{
    if (len == 0 || len > SIZE_MAX / 2) {
        errno = len == 0 ? EINVAL : ENOMEM;
        return NULL;
    }
    size_t reserved = round_up_to_page((uintptr_t)len) + page_bytes();
    char *low = mmap(NULL, reserved, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (low == MAP_FAILED)
        return NULL;
    if (mmap(low, (size_t)len, PROT_READ, MAP_SHARED | MAP_FIXED, fd, (off_t)offset) == MAP_FAILED) {
        int cause = errno;
        munmap(low, reserved);
        errno = cause;
        return NULL;
    }
    pthread_mutex_lock(&table_lock);
    Entry *entry = take_entry();
    set_bounds(entry, (uintptr_t)low, (uintptr_t)low + (uintptr_t)len);
    pthread_mutex_unlock(&table_lock);
    return &entry->region;
}

void region_unmap(Region *region)
{
    if (!region)
        return;
    Entry *entry = (Entry *)region;
    uintptr_t low = atomic_load(&region->low);
    uintptr_t high = atomic_load(&region->high);
    hole_map_free(region->holes);
    region->holes = NULL;
    /* Out of the table first: once unmapped, the addresses may be given to another region at any moment. */
    pthread_mutex_lock(&table_lock);
    set_bounds(entry, 0, 0);
    entry->next_free = free_entries;
    free_entries = entry;
    pthread_mutex_unlock(&table_lock);
    munmap((void *)low, round_up_to_page(high - low) + page_bytes());
}

const char *region_data(const Region *region)
{
    /* relaxed: the holder of a region got it from region_map; its bounds do not change */
    return (const char *)atomic_load_explicit(&region->low, memory_order_relaxed);
}

/* One byte of each page, read in the open: where it cannot be, the handler puts zeros. */
static void touch(const char *data, size_t len)
{
    const volatile char *bytes = data;
    for (size_t at = 0; at < len; at += page_bytes())
        (void)bytes[at];
}

void region_bring_in(const char *data, size_t len)
{
#ifdef MADV_POPULATE_READ
    /* Tells of pages that cannot be had by an error instead of a signal. */
    if (madvise((char *)(uintptr_t)data, len, MADV_POPULATE_READ) == 0)
        return;
#endif
    touch(data, len);
}

bool region_is_poisoned(const Region *region)
{
    /* An exchange that changes nothing, because a load would not be held behind the reads of bytes before it:
     * release keeps those in front, acquire pairs with the handler's store. */
    bool found = false;
    atomic_compare_exchange_strong_explicit(&((Entry *)region)->region.is_poisoned, &found, false, memory_order_acq_rel,
                                            memory_order_acquire);
    return found;
}

unsigned long fault_count(void)
{
    return atomic_load_explicit(&faults, memory_order_relaxed);
}
