/* Running a program over streams of bits with AVX2. */
#include "engine/search/kernels_forms.h"

#if HAS_X86_FORMS

#include <immintrin.h>

#define AVX2             __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define STREAM_TARGET    AVX2
#define STREAM_ROW_WORDS 4
#include "engine/search/stream_forms.h"
#include "engine/search/stream_steps.h"

/* The bytes of a block, and for each a bit that stands for its high half (which, over 0x7f, no row has). */
typedef struct Text {
    const char *bytes;
    __m256i high_bits[2 * WORDS];
} Text;

/* What a class's test compares with, spread over vectors. */
typedef struct Constants {
    __m256i byte;
    __m256i bias[2], limit[2]; /* in a range is what, with the bias added, is under the limit: signed, wrapping */
    __m256i rows;
} Constants;

STEP uint64_t bits_of(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

STEP __m256i load_text(const Text *text, int half)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)(text->bytes + 32 * half));
}

STEP void load_high_bits(Text *text)
{
    const __m256i bit_of_half = _mm256_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, -1, -1, -1, -1, -1, -1, -1, -1, 1, 2, 4,
                                                 8, 16, 32, 64, -128, -1, -1, -1, -1, -1, -1, -1, -1);
    for (int i = 0; i < 2 * WORDS; i++) {
        __m256i halves = _mm256_and_si256(_mm256_srli_epi16(load_text(text, i), 4), _mm256_set1_epi8(15));
        text->high_bits[i] = _mm256_shuffle_epi8(bit_of_half, halves);
    }
}

STEP __m256i in_range(const Constants *constants, int range, __m256i bytes)
{
    return _mm256_cmpgt_epi8(constants->limit[range], _mm256_add_epi8(bytes, constants->bias[range]));
}

/* Which of 32 bytes the test finds. `test` is a constant wherever this is called. */
STEP __m256i find_in(const Text *text, int half, StreamTest test, const Constants *constants)
{
    const __m256i bytes = load_text(text, half);
    switch (test) {
    case TEST_NOTHING:
        return _mm256_setzero_si256();
    case TEST_BYTE:
        return _mm256_cmpeq_epi8(bytes, constants->byte);
    case TEST_RANGE:
        return in_range(constants, 0, bytes);
    case TEST_LETTERS:
        return in_range(constants, 0, _mm256_or_si256(bytes, _mm256_set1_epi8(0x20)));
    case TEST_TWO_RANGES:
        return _mm256_or_si256(in_range(constants, 0, bytes), in_range(constants, 1, bytes));
    case TEST_TABLE:
        break;
    }
    /* a shuffle takes the row of each byte's low half, and nothing for bytes over 0x7f */
    const __m256i rows = _mm256_shuffle_epi8(constants->rows, bytes);
    return _mm256_cmpeq_epi8(_mm256_and_si256(rows, text->high_bits[half]), text->high_bits[half]);
}

STEP uint64_t find_in_word(const Text *text, int word, StreamTest test, const Constants *constants)
{
    return bits_of(find_in(text, 2 * word, test, constants), find_in(text, 2 * word + 1, test, constants));
}

STEP void find_all(const Text *text, StreamTest test, const Constants *constants, Row *stream)
{
    for (int i = 0; i < ROWS; i++)
        stream[i] =
            (Row){find_in_word(text, 4 * i, test, constants), find_in_word(text, 4 * i + 1, test, constants),
                  find_in_word(text, 4 * i + 2, test, constants), find_in_word(text, 4 * i + 3, test, constants)};
}

AVX2 static __attribute__((noinline)) void find_class(const Text *text, const StreamClass *class, const Row *newlines,
                                                      Row *stream)
{
    Constants constants;
    constants.byte = _mm256_set1_epi8((char)class->first[0]);
    for (int i = 0; i < 2; i++) {
        constants.bias[i] = _mm256_set1_epi8((char)(0x80 - class->first[i]));
        constants.limit[i] = _mm256_set1_epi8((char)(0x80 + class->last[i] - class->first[i] + 1));
    }
    constants.rows = _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(const void *)class->rows));
    switch (class->test) {
    case TEST_NOTHING:
        find_all(text, TEST_NOTHING, &constants, stream);
        break;
    case TEST_BYTE:
        find_all(text, TEST_BYTE, &constants, stream);
        break;
    case TEST_RANGE:
        find_all(text, TEST_RANGE, &constants, stream);
        break;
    case TEST_LETTERS:
        find_all(text, TEST_LETTERS, &constants, stream);
        break;
    case TEST_TWO_RANGES:
        find_all(text, TEST_TWO_RANGES, &constants, stream);
        break;
    case TEST_TABLE:
        find_all(text, TEST_TABLE, &constants, stream);
        break;
    }
    leave_out(stream, class->is_inverted, newlines);
}

STEP bool find_high(const Text *text, Row *high)
{
    __m256i any = _mm256_setzero_si256();
    for (int i = 0; i < 2 * WORDS; i++)
        any = _mm256_or_si256(any, load_text(text, i));
    if (!_mm256_movemask_epi8(any))
        return false;
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < 4; j++)
            high[i][j] = bits_of(load_text(text, 8 * i + 2 * j), load_text(text, 8 * i + 2 * j + 1));
    return true;
}

AVX2 unsigned stream_avx2_block(StreamRun *run, const char *bytes, uint64_t *hits)
{
    const StreamProgram *program = run->program;
    const Constants newline = {.byte = _mm256_set1_epi8('\n')};
    Block block;
    Text text;
    Row high[ROWS];
    text.bytes = bytes;
    if (program->has_tables)
        load_high_bits(&text);
    find_all(&text, TEST_BYTE, &newline, block.newlines);
    for (unsigned class = 0; class < program->class_count; class ++)
        find_class(&text, &program->classes[class], block.newlines, block.classes[class]);
    bool has_high = run->hits_high && find_high(&text, high);
    return run_block(run, &block, has_high ? high : NULL, hits);
}

#endif
