/* The limit of every search without an index. */
#include "tests/bench/limit.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "tests/support/vt.h"

enum { STEP_BYTES = 1 << 20, MAPPED_BYTES = 16 << 20, THREADS_MOST = 64 };

/* Room for the small files, of which only what is written costs memory. */
static const size_t PACKED_MOST = (size_t)16 << 30;

typedef uint64_t Lanes __attribute__((vector_size(32)));

typedef struct Piece {
    const char *bytes; /* aligned to a page, and zeros to the end of the last one */
    size_t len;
} Piece;

struct Limit {
    Buf pieces;   /* of Piece, none longer than STEP_BYTES */
    char *packed; /* the small files, one behind the other */
    size_t packed_len;
    atomic_size_t next; /* relaxed: only who takes which piece */
    atomic_ullong sum;  /* relaxed: only there so that the work is not dropped */
};

static void add_pieces(Limit *limit, const char *bytes, size_t len)
{
    for (size_t at = 0; at < len; at += STEP_BYTES) {
        Piece piece = {bytes + at, len - at < STEP_BYTES ? len - at : STEP_BYTES};
        buf_append(&limit->pieces, &piece, sizeof piece);
    }
}

static void add_file(Limit *limit, const char *path)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return;
    size_t len = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? (size_t)status.st_size : 0;
    if (len >= MAPPED_BYTES) {
        char *bytes = mmap(NULL, len, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
        if (bytes != MAP_FAILED)
            add_pieces(limit, bytes, len);
    } else if (limit->packed_len + len < PACKED_MOST) {
        ssize_t got = read(fd, limit->packed + limit->packed_len, len);
        limit->packed_len += got > 0 ? (size_t)got : 0;
    }
    close(fd);
}

Limit *limit_load(void)
{
    Limit *limit = mem_zalloc(1, sizeof *limit);
    limit->packed = mmap(NULL, PACKED_MOST, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    FILE *list = popen("'" KEN_PROGRAM "' files -0", "r");
    if (limit->packed == MAP_FAILED || !list)
        abort();
    madvise(limit->packed, PACKED_MOST, MADV_HUGEPAGE);
    char *path = NULL;
    size_t capacity = 0;
    while (getdelim(&path, &capacity, '\0', list) > 0)
        add_file(limit, path);
    pclose(list);
    free(path);
    add_pieces(limit, limit->packed, limit->packed_len);
    return limit;
}

/* The maps of large files stay until the process ends. */
void limit_free(Limit *limit)
{
    munmap(limit->packed, PACKED_MOST);
    buf_deinit(&limit->pieces);
    free(limit);
}

static void *add_up(void *context)
{
    Limit *limit = context;
    const Piece *pieces = (const Piece *)(const void *)limit->pieces.data;
    size_t count = limit->pieces.len / sizeof *pieces;
    Lanes sums[4] = {{0}, {0}, {0}, {0}};
    size_t taken;
    while ((taken = atomic_fetch_add_explicit(&limit->next, 1, memory_order_relaxed)) < count) {
        const Lanes *lanes = (const Lanes *)(const void *)pieces[taken].bytes;
        size_t blocks = (pieces[taken].len + sizeof sums - 1) / sizeof sums; /* the page's zeros fill the last one */
        for (size_t i = 0; i < blocks; i++)
            for (size_t k = 0; k < 4; k++)
                sums[k] += lanes[4 * i + k];
    }
    Lanes sum = sums[0] + sums[1] + sums[2] + sums[3];
    atomic_fetch_add_explicit(&limit->sum, sum[0] + sum[1] + sum[2] + sum[3], memory_order_relaxed);
    return NULL;
}

double limit_run(Limit *limit)
{
    pthread_t threads[THREADS_MOST];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int count = cores < 2 ? 2 : cores > THREADS_MOST ? THREADS_MOST : (int)cores;
    atomic_store_explicit(&limit->next, 0, memory_order_relaxed);
    double start = vt_now();
    for (int i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, add_up, limit) != 0)
            abort();
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    return vt_now() - start;
}
