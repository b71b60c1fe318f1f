/* Running a program over streams of bits with AVX-512: comparisons give words of a stream at once, and a row is a whole
 * block. */
#include "engine/search/stream_forms.h"

#if HAS_X86_FORMS

#include <immintrin.h>

#define AVX512           __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,bmi,bmi2,popcnt")))
#define STREAM_TARGET    AVX512
#define STREAM_ROW_WORDS 8
#define STREAM_ADD_ROWS  add_whole
#define INLINE           AVX512 static inline __attribute__((always_inline))

typedef uint64_t Whole __attribute__((vector_size(64)));

/* The mask as a number. gcc 12 spills such a mask as one byte and loads four of it where it believes the others to be
 * 0, at -O1 with sanitizers; behind the barrier it knows nothing of them. */
INLINE unsigned bits_of(__mmask8 mask)
{
    unsigned bits = mask;
    __asm__("" : "+r"(bits));
    return bits;
}

/* a + b + carry, as one number of 512 bits: the words' own carries are added to the words of ones that pass them on, in
 * one small sum. */
INLINE void add_whole(const Whole *a, const Whole *b, uint64_t *carry, Whole *sum)
{
    const __m512i ones = _mm512_set1_epi8(-1);
    __m512i words = _mm512_add_epi64((__m512i)*a, (__m512i)*b);
    unsigned over = bits_of(_mm512_cmplt_epu64_mask(words, (__m512i)*a));
    unsigned passing = bits_of(_mm512_cmpeq_epi64_mask(words, ones));
    unsigned carried = (over << 1 | (unsigned)*carry) + passing;
    *carry = carried >> 8;
    *sum = (Whole)_mm512_mask_sub_epi64(words, (__mmask8)(carried ^ passing), words, ones);
}

#include "engine/search/stream_steps.h"

/* What a class's test compares with, spread over vectors. */
typedef struct Constants {
    __m512i first[2], length[2];
    __m512i low, high; /* the top bit for each member under 0x80 */
} Constants;

STEP __m512i load_text(const char *bytes, int word)
{
    return _mm512_loadu_si512(bytes + 64 * word);
}

STEP uint64_t in_range(const Constants *constants, int range, __m512i bytes)
{
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, constants->first[range]), constants->length[range]);
}

/* Which of 64 bytes the test finds. `test` is a constant wherever this is called. */
STEP uint64_t find_in(__m512i bytes, StreamTest test, const Constants *constants)
{
    switch (test) {
    case TEST_NOTHING:
        return 0;
    case TEST_BYTE:
        return _mm512_cmpeq_epi8_mask(bytes, constants->first[0]);
    case TEST_RANGE:
        return in_range(constants, 0, bytes);
    case TEST_LETTERS:
        return in_range(constants, 0, _mm512_or_si512(bytes, _mm512_set1_epi8(0x20)));
    case TEST_TWO_RANGES:
        return in_range(constants, 0, bytes) | in_range(constants, 1, bytes);
    case TEST_TABLE:
        break;
    }
    __m512i tops = _mm512_permutex2var_epi8(constants->low, bytes, constants->high);
    return _mm512_movepi8_mask(_mm512_andnot_si512(bytes, tops)); /* none over 0x7f */
}

/* Words are stored one by one, for vectors to load when they have long been written: to put them together in a register
 * takes longer. */
STEP void find_all(const char *bytes, StreamTest test, const Constants *constants, uint64_t inverse,
                   const uint64_t *newlines, uint64_t *stream)
{
    for (int i = 0; i < WORDS; i++)
        stream[i] = (find_in(load_text(bytes, i), test, constants) ^ inverse) & ~newlines[i];
}

AVX512 static __attribute__((noinline)) void find_class(const char *bytes, const StreamClass *class,
                                                        const uint64_t *newlines, uint64_t *stream)
{
    const uint64_t inverse = class->is_inverted ? ~0ULL : 0;
    Constants constants;
    for (int i = 0; i < 2; i++) {
        constants.first[i] = _mm512_set1_epi8((char)class->first[i]);
        constants.length[i] = _mm512_set1_epi8((char)(class->last[i] - class->first[i]));
    }
    constants.low = _mm512_loadu_si512(class->tops);
    constants.high = _mm512_loadu_si512(class->tops + 64);
    switch (class->test) {
    case TEST_NOTHING:
        find_all(bytes, TEST_NOTHING, &constants, inverse, newlines, stream);
        break;
    case TEST_BYTE:
        find_all(bytes, TEST_BYTE, &constants, inverse, newlines, stream);
        break;
    case TEST_RANGE:
        find_all(bytes, TEST_RANGE, &constants, inverse, newlines, stream);
        break;
    case TEST_LETTERS:
        find_all(bytes, TEST_LETTERS, &constants, inverse, newlines, stream);
        break;
    case TEST_TWO_RANGES:
        find_all(bytes, TEST_TWO_RANGES, &constants, inverse, newlines, stream);
        break;
    case TEST_TABLE:
        find_all(bytes, TEST_TABLE, &constants, inverse, newlines, stream);
        break;
    }
}

STEP void find_newlines(const char *bytes, uint64_t *stream)
{
    const __m512i newline = _mm512_set1_epi8('\n');
    for (int i = 0; i < WORDS; i++)
        stream[i] = _mm512_cmpeq_epi8_mask(load_text(bytes, i), newline);
}

STEP bool find_high(const char *bytes, Row *high)
{
    uint64_t words[WORDS];
    uint64_t any = 0;
    for (int i = 0; i < WORDS; i++)
        any |= words[i] = _mm512_movepi8_mask(load_text(bytes, i));
    memcpy(high, words, sizeof words);
    return any != 0;
}

/* A stream as the words that it is stored by. */
STEP uint64_t *words_of(Row *stream)
{
    return (uint64_t *)(void *)stream;
}

AVX512 unsigned stream_avx512_block(StreamRun *run, const char *bytes, uint64_t *hits)
{
    const StreamProgram *program = run->program;
    Block block;
    Row high[ROWS];
    find_newlines(bytes, words_of(block.newlines));
    for (unsigned class = 0; class < program->class_count; class ++)
        find_class(bytes, &program->classes[class], words_of(block.newlines), words_of(block.classes[class]));
    bool has_high = run->hits_high && find_high(bytes, high);
    return run_block(run, &block, has_high ? high : NULL, hits);
}

#endif
