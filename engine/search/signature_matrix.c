/* Transposed signatures, and asking them. */
#include "engine/search/signature_matrix.h"

#include <stdlib.h>

#include "engine/base/mem.h"

enum { PREFETCHED = 8 }; /* rows: most queries are through with a matrix after so many */

unsigned matrix_stride(unsigned columns)
{
    if (columns <= 8)
        return 1;
    if (columns <= 16)
        return 2;
    return columns <= 32 ? 4 : (columns + 63) / 64 * 8;
}

size_t matrix_bytes(const SignatureMatrix *matrix)
{
    return (size_t)matrix->stride << matrix->log;
}

/* Bit j of byte i and bit i of byte j change places. */
static uint64_t transpose_8x8(uint64_t x)
{
    uint64_t t = (x ^ x >> 7) & 0x00aa00aa00aa00aau;
    x ^= t ^ t << 7;
    t = (x ^ x >> 14) & 0x0000cccc0000ccccu;
    x ^= t ^ t << 14;
    t = (x ^ x >> 28) & 0x00000000f0f0f0f0u;
    return x ^ t ^ t << 28;
}

/* Byte `at` of each of eight tables becomes eight bytes, a row apart. */
static void transpose_byte(const uint8_t *const tables[8], size_t at, uint8_t *out, size_t stride)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < 8; i++)
        bits |= (uint64_t)tables[i][at] << 8 * i;
    bits = transpose_8x8(bits);
    for (unsigned i = 0; i < 8; i++)
        out[i * stride] = (uint8_t)(bits >> 8 * i);
}

/* In pieces of eight bytes of all tables: what is read and written at a time stays in the first cache. */
static void transpose(const uint8_t *tables, size_t table_stride, unsigned columns, unsigned log, uint8_t *rows)
{
    enum { PIECE = 8 };
    static const uint8_t nothing[(1 << SIGNATURE_MOST_LOG) / 8];
    size_t stride = matrix_stride(columns);
    for (size_t piece = 0; piece < (size_t)1 << log >> 3; piece += PIECE)
        for (size_t group = 0; group < stride; group++) {
            const uint8_t *eight[8];
            for (unsigned i = 0; i < 8; i++)
                eight[i] = group * 8 + i < columns ? tables + (group * 8 + i) * table_stride : nothing;
            for (size_t at = piece; at < piece + PIECE; at++)
                transpose_byte(eight, at, rows + at * 8 * stride + group, stride);
        }
}

static SignatureMatrix *make(unsigned columns, unsigned log)
{
    SignatureMatrix *matrix = mem_alloc(sizeof *matrix);
    *matrix = (SignatureMatrix){.log = log, .columns = columns, .stride = matrix_stride(columns)};
    atomic_init(&matrix->refs, 1);
    return matrix;
}

SignatureMatrix *matrix_new(const uint8_t *tables, size_t table_stride, unsigned columns, unsigned log)
{
    SignatureMatrix *matrix = make(columns, log);
    size_t bytes = (matrix_bytes(matrix) + 63) / 64 * 64;
    uint8_t *rows = aligned_alloc(64, bytes);
    if (!rows)
        mem_exhausted();
    transpose(tables, table_stride, columns, log, rows);
    matrix->rows = rows;
    return matrix;
}

SignatureMatrix *matrix_new_borrowed(const uint8_t *rows, unsigned columns, unsigned log, MatrixHome *home)
{
    SignatureMatrix *matrix = make(columns, log);
    matrix->rows = rows;
    matrix->home = home;
    atomic_fetch_add_explicit(&home->refs, 1, memory_order_relaxed);
    return matrix;
}

SignatureMatrix *matrix_retain(SignatureMatrix *matrix)
{
    atomic_fetch_add_explicit(&matrix->refs, 1, memory_order_relaxed);
    return matrix;
}

void matrix_home_release(MatrixHome *home)
{
    /* acq_rel, here and below: the last holder frees after all others are through */
    if (atomic_fetch_sub_explicit(&home->refs, 1, memory_order_acq_rel) == 1)
        home->free(home);
}

void matrix_release(SignatureMatrix *matrix)
{
    if (!matrix || atomic_fetch_sub_explicit(&matrix->refs, 1, memory_order_acq_rel) != 1)
        return;
    if (matrix->home)
        matrix_home_release(matrix->home);
    else
        free((uint8_t *)(uintptr_t)matrix->rows);
    free(matrix);
}

static const uint8_t *row_of(const SignatureMatrix *matrix, uint16_t gram)
{
    return matrix->rows + signature_place(gram, matrix->log) * matrix->stride;
}

/* False when nothing is left. */
static bool and_row(uint64_t *columns, const uint8_t *row, unsigned stride)
{
    uint64_t left = 0;
    unsigned words = stride / 8;
    for (unsigned i = 0; i < words; i++) {
        uint64_t word;
        memcpy(&word, row + i * 8, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        word = __builtin_bswap64(word);
#endif
        left |= columns[i] &= word;
    }
    if (words > 0)
        return left != 0;
    uint64_t narrow = row[0];
    for (unsigned i = 1; i < stride; i++)
        narrow |= (uint64_t)row[i] << 8 * i;
    return (columns[0] &= narrow) != 0;
}

static unsigned word_count(const SignatureMatrix *matrix)
{
    return (matrix->columns + 63) / 64;
}

/* Leaves the columns that may have one of the clause's strings. */
static bool filter_clause(const SignatureMatrix *matrix, const SignatureClause *clause, uint64_t *columns)
{
    uint64_t any[MATRIX_WORDS] = {0};
    uint64_t left = 0;
    unsigned words = word_count(matrix);
    for (unsigned i = 0; i < clause->string_count; i++) {
        const SignatureString *string = &clause->strings[i];
        uint64_t one[MATRIX_WORDS];
        memcpy(one, columns, sizeof one);
        bool has_some = true;
        for (unsigned j = 0; j < string->gram_count && has_some; j++)
            has_some = and_row(one, row_of(matrix, string->grams[j]), matrix->stride);
        for (unsigned j = 0; j < words && has_some; j++)
            left |= any[j] |= one[j];
    }
    memcpy(columns, any, sizeof any);
    return left != 0;
}

bool matrix_filter(const SignatureMatrix *matrix, const SignatureQuery *query, uint64_t columns[MATRIX_WORDS])
{
    for (unsigned i = 0; i < query->clause_count; i++)
        if (!filter_clause(matrix, &query->clauses[i], columns))
            return false;
    return true;
}

void matrix_prefetch(const SignatureMatrix *matrix, const SignatureQuery *query)
{
    if (query->clause_count == 0)
        return;
    const SignatureString *string = &query->clauses[0].strings[0];
    for (unsigned i = 0; i < string->gram_count && i < PREFETCHED; i++)
        __builtin_prefetch(row_of(matrix, string->grams[i]));
}
