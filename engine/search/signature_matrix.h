/* Up to 512 signatures of one size, transposed, so that one row (a cache line) tells which of them have a bit: a query
 * is the AND of a few rows.
 *
 * Immutable once made, and counted; any thread. The bytes are its own, or lie in a mapped cache file. */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "engine/search/signature.h"

enum {
    MATRIX_COLUMNS = 512,
    MATRIX_WORDS = MATRIX_COLUMNS / 64,
};

/* Keeps the memory of matrices that lie in it alive. Embedded in its owner. */
typedef struct MatrixHome MatrixHome;
struct MatrixHome {
    atomic_uint refs;
    void (*free)(MatrixHome *home);
    bool (*is_intact)(const MatrixHome *home); /* false: what was read from it means nothing */
};

typedef struct SignatureMatrix {
    atomic_uint refs;
    unsigned log;     /* 2^log rows */
    unsigned columns; /* 1 .. MATRIX_COLUMNS */
    unsigned stride;  /* bytes of a row, see matrix_stride */
    const uint8_t *rows;
    MatrixHome *home; /* NULL when the bytes are its own */
} SignatureMatrix;

/* Bytes that a row of so many columns takes. */
unsigned matrix_stride(unsigned columns);
/* Bytes of all rows. */
size_t matrix_bytes(const SignatureMatrix *matrix);

/* Transposes `columns` tables of 2^log bits, that lie `table_stride` bytes apart. Returns a reference. */
SignatureMatrix *matrix_new(const uint8_t *tables, size_t table_stride, unsigned columns, unsigned log);
/* Over rows that lie in `home` (to which it takes a reference), as matrix_new laid them out. */
SignatureMatrix *matrix_new_borrowed(const uint8_t *rows, unsigned columns, unsigned log, MatrixHome *home);
SignatureMatrix *matrix_retain(SignatureMatrix *matrix);
void matrix_release(SignatureMatrix *matrix);
void matrix_home_release(MatrixHome *home);

/* Clears the bits in `columns` of the columns where nothing can match; false when none is left. */
bool matrix_filter(const SignatureMatrix *matrix, const SignatureQuery *query, uint64_t columns[MATRIX_WORDS]);
/* Starts to bring the rows that the filter looks at first into the cache. */
void matrix_prefetch(const SignatureMatrix *matrix, const SignatureQuery *query);
