/* Running a program over streams of bits. */
#include "engine/search/stream.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define HAS_AVX2_FORM 1
#else
#define HAS_AVX2_FORM 0
#endif

/* A stream in registers: four words, which compilers turn into what the processor has. */
typedef uint64_t Quad __attribute__((vector_size(32)));

enum { WORDS = STREAM_WORDS, QUADS = WORDS / 4 };

/* The streams of one block. */
typedef struct Block {
    Quad newlines[QUADS];
    Quad classes[STREAM_CLASSES][QUADS];
    Quad markers[QUADS];
    Quad run[QUADS];
    Quad registers[STREAM_REGISTERS][QUADS];
} Block;

#define STEP static inline __attribute__((always_inline))

/* The word before each word of `now`, whose first one follows the last of `before`. */
#if defined(__has_builtin) && __has_builtin(__builtin_shufflevector)
#define WORDS_BEFORE(before, now) __builtin_shufflevector(before, now, 3, 4, 5, 6)
#else
#define WORDS_BEFORE(before, now) __builtin_shuffle(before, now, (Quad){3, 4, 5, 6})
#endif

void stream_start(StreamRun *run, const StreamProgram *program, bool hits_high)
{
    run->program = program;
    run->hits_high = hits_high;
    run->has_high = false;
    run->line_is_hit = 0;
    run->line_is_high = 0;
    memset(run->carries, 0, program->step_count * sizeof run->carries[0]);
    for (unsigned i = 0; i < program->step_count; i++)
        if (program->steps[i].kind == STEP_LINE_START)
            run->carries[i][3] = 1ULL << 63; /* as behind a newline */
}

/* --- the steps, each over the whole block; `carry` is what the last block leaves to this one --- */

STEP void step_class(Quad *markers, const Quad *class, Quad *carry, bool keeps)
{
    Quad before = *carry;
    for (int i = 0; i < QUADS; i++) {
        Quad moved = markers[i] & class[i];
        Quad next = moved << 1 | WORDS_BEFORE(before, moved) >> 63;
        markers[i] = keeps ? markers[i] | next : next;
        before = moved;
    }
    *carry = before;
}

STEP uint64_t add_words(uint64_t a, uint64_t b, uint64_t *carry)
{
    uint64_t sum = a + b;
    uint64_t is_over = sum < a;
    sum += *carry;
    *carry = is_over | (sum < *carry);
    return sum;
}

/* a + b + carry, as one long number. Words are taken one by one: stored singly and loaded as a vector they would have
 * to wait for each other. */
STEP void add_quads(const Quad *a, const Quad *b, uint64_t *carry, Quad *sum)
{
    uint64_t first = add_words((*a)[0], (*b)[0], carry);
    uint64_t second = add_words((*a)[1], (*b)[1], carry);
    uint64_t third = add_words((*a)[2], (*b)[2], carry);
    uint64_t fourth = add_words((*a)[3], (*b)[3], carry);
    *sum = (Quad){first, second, third, fourth};
}

/* A sum carries each marker through the run of class members that it stands in. */
STEP void step_star(Quad *markers, const Quad *class, Quad *carry)
{
    uint64_t over = (*carry)[0];
    for (int i = 0; i < QUADS; i++) {
        Quad moved = markers[i] & class[i];
        Quad sum;
        add_quads(&moved, &class[i], &over, &sum);
        markers[i] |= sum ^ class[i];
    }
    (*carry)[0] = over;
}

STEP void step_shift(Quad *stream, unsigned by, Quad *carry, bool ands)
{
    Quad before = *carry;
    for (int i = 0; i < QUADS; i++) {
        Quad now = stream[i];
        Quad shifted = now << by | WORDS_BEFORE(before, now) >> (64 - by);
        stream[i] = ands ? now & shifted : shifted;
        before = now;
    }
    *carry = before;
}

/* Keeps the markers that stand just behind a bit of `stream`, or (inverse) those that do not; with `is_edge`, those of
 * which that is true either behind or before. */
STEP void step_behind(Quad *markers, const Quad *stream, Quad *carry, uint64_t inverse, bool is_edge)
{
    Quad before = *carry;
    for (int i = 0; i < QUADS; i++) {
        Quad behind = stream[i] << 1 | WORDS_BEFORE(before, stream[i]) >> 63;
        if (is_edge)
            behind ^= stream[i];
        markers[i] &= behind ^ inverse;
        before = stream[i];
    }
    *carry = before;
}

STEP void step_and(Quad *markers, const Quad *stream, uint64_t inverse)
{
    for (int i = 0; i < QUADS; i++)
        markers[i] &= stream[i] ^ inverse;
}

STEP void step_or(Quad *to, const Quad *from)
{
    for (int i = 0; i < QUADS; i++)
        to[i] |= from[i];
}

STEP void step_copy(Quad *to, const Quad *from)
{
    for (int i = 0; i < QUADS; i++)
        to[i] = from[i];
}

STEP void take_step(Block *block, StreamStep step, Quad *carry)
{
    Quad *markers = block->markers;
    switch ((StreamStepKind)step.kind) {
    case STEP_CLASS: step_class(markers, block->classes[step.arg], carry, false); break;
    case STEP_OPTION: step_class(markers, block->classes[step.arg], carry, true); break;
    case STEP_STAR: step_star(markers, block->classes[step.arg], carry); break;
    case STEP_SHIFT: step_shift(markers, step.arg, carry, false); break;
    case STEP_RUN_START: step_copy(block->run, block->classes[step.arg]); break;
    case STEP_RUN_GROW: step_shift(block->run, step.arg, carry, true); break;
    case STEP_RUN_TAKE: step_behind(markers, block->run, carry, 0, false); break;
    case STEP_LINE_START: step_behind(markers, block->newlines, carry, 0, false); break;
    case STEP_LINE_END: step_and(markers, block->newlines, 0); break;
    case STEP_EDGE: step_behind(markers, block->classes[step.arg], carry, 0, true); break;
    case STEP_NO_EDGE: step_behind(markers, block->classes[step.arg], carry, ~0ULL, true); break;
    case STEP_NOT_AFTER: step_behind(markers, block->classes[step.arg], carry, ~0ULL, false); break;
    case STEP_NOT_BEFORE: step_and(markers, block->classes[step.arg], ~0ULL); break;
    case STEP_SAVE: step_copy(block->registers[step.arg], markers); break;
    case STEP_LOAD: step_copy(markers, block->registers[step.arg]); break;
    case STEP_MERGE: step_or(block->registers[step.arg], markers); break;
    case STEP_JOIN: step_or(markers, block->registers[step.arg]); break;
    }
}

/* Carries the marks to the ends of their lines, by a sum that runs through the bytes up to the newline. `over` is
 * whether the line that goes on behind the block has one. */
STEP void carry_to_line_ends(const Quad *marks, const Quad *newlines, uint64_t *over, Quad *ends)
{
    for (int i = 0; i < QUADS; i++) {
        Quad inside = marks[i] & ~newlines[i];
        Quad lines = ~newlines[i];
        Quad sum;
        add_quads(&inside, &lines, over, &sum);
        ends[i] = (sum | marks[i]) & newlines[i];
    }
}

/* `high` has the block's bytes over 0x7f; it may be NULL for none. */
STEP unsigned run_block(StreamRun *run, Block *block, const Quad *high, uint64_t *hits)
{
    static const Quad none[QUADS];
    const StreamProgram *program = run->program;
    Quad ends[QUADS];
    memset(block->markers, 0xff, sizeof block->markers);
    for (unsigned i = 0; i < program->step_count; i++)
        take_step(block, program->steps[i], (Quad *)(void *)run->carries[i]);
    carry_to_line_ends(block->markers, block->newlines, &run->line_is_hit, ends);
    run->has_high = high || run->line_is_high;
    if (run->has_high) {
        Quad high_ends[QUADS];
        carry_to_line_ends(high ? high : none, block->newlines, &run->line_is_high, high_ends);
        step_or(ends, high_ends);
    }
    memcpy(hits, ends, sizeof ends);
    unsigned count = 0;
    for (int i = 0; i < WORDS; i++)
        count += (unsigned)__builtin_popcountll(hits[i]);
    return count;
}

/* --- class streams, portable: a table says of each byte which classes it is in --- */

#define ONES 0x0101010101010101ULL

/* Bit `place` of each of eight bytes, side by side. */
static uint64_t gather_bits(uint64_t bytes, unsigned place)
{
    return ((bytes >> place & ONES) * 0x0102040810204080ULL) >> 56;
}

/* The top bit of each byte that is zero; exact in every byte (Hacker's Delight, 6-1). */
static uint64_t zero_bytes(uint64_t bytes)
{
    const uint64_t lows = 0x7f * ONES;
    return ~(((bytes & lows) + lows) | bytes | lows);
}

/* The streams of one word's 64 bytes; those of the classes lie `WORDS` apart. */
static void portable_masks(const StreamProgram *program, const char *bytes, uint64_t *newlines, uint64_t *high,
                           uint64_t *classes)
{
    uint64_t found[STREAM_CLASSES] = {0};
    *newlines = *high = 0;
    for (int eighth = 0; eighth < 8; eighth++) {
        const char *at = bytes + eighth * 8;
        uint64_t low_classes = 0, high_classes = 0, text;
        for (int i = 0; i < 8; i++) {
            uint64_t members = program->members[(uint8_t)at[i]];
            low_classes |= (members & 0xff) << (8 * i);
            high_classes |= (members >> 8) << (8 * i);
        }
        for (unsigned class = 0; class < program->class_count; class++)
            found[class] |= gather_bits(class < 8 ? low_classes : high_classes, class % 8) << (8 * eighth);
        memcpy(&text, at, 8);
        *newlines |= gather_bits(zero_bytes(text ^ '\n' * ONES), 7) << (8 * eighth);
        *high |= gather_bits(text, 7) << (8 * eighth);
    }
    for (unsigned class = 0; class < program->class_count; class++)
        classes[class * WORDS] = found[class];
}

static unsigned portable_block(StreamRun *run, const char *bytes, uint64_t *hits)
{
    Block block;
    Quad high[QUADS];
    uint64_t any_high = 0;
    for (int word = 0; word < WORDS; word++) {
        uint64_t *high_word = (uint64_t *)(void *)high + word;
        portable_masks(run->program, bytes + 64 * word, (uint64_t *)(void *)block.newlines + word, high_word,
                       (uint64_t *)(void *)block.classes + word);
        any_high |= *high_word;
    }
    return run_block(run, &block, run->hits_high && any_high ? high : NULL, hits);
}

#if HAS_AVX2_FORM

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

/* The bytes of a block, and for each a bit that stands for its high half (which, over 0x7f, no row has). */
typedef struct Text {
    const char *bytes;
    __m256i high_bits[2 * WORDS];
} Text;

/* What a class's test compares with, spread over vectors. */
typedef struct Constants {
    __m256i byte;
    __m256i bias[2], limit[2];
    __m256i rows;
} Constants;

AVX2 STEP uint64_t bits_of(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2 STEP __m256i load_text(const Text *text, int half)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)(text->bytes + 32 * half));
}

AVX2 STEP void load_high_bits(Text *text)
{
    const __m256i bit_of_half = _mm256_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, -1, -1, -1, -1, -1, -1, -1, -1, 1, 2, 4,
                                                 8, 16, 32, 64, -128, -1, -1, -1, -1, -1, -1, -1, -1);
    for (int i = 0; i < 2 * WORDS; i++) {
        __m256i halves = _mm256_and_si256(_mm256_srli_epi16(load_text(text, i), 4), _mm256_set1_epi8(15));
        text->high_bits[i] = _mm256_shuffle_epi8(bit_of_half, halves);
    }
}

AVX2 STEP __m256i in_range(const Constants *constants, int range, __m256i bytes)
{
    return _mm256_cmpgt_epi8(constants->limit[range], _mm256_add_epi8(bytes, constants->bias[range]));
}

/* Which of 32 bytes the test finds. `test` is a constant wherever this is called. */
AVX2 STEP __m256i find_in(const Text *text, int half, StreamTest test, const Constants *constants)
{
    const __m256i bytes = load_text(text, half);
    switch (test) {
    case TEST_NOTHING: return _mm256_setzero_si256();
    case TEST_BYTE: return _mm256_cmpeq_epi8(bytes, constants->byte);
    case TEST_RANGE: return in_range(constants, 0, bytes);
    case TEST_LETTERS: return in_range(constants, 0, _mm256_or_si256(bytes, _mm256_set1_epi8(0x20)));
    case TEST_TWO_RANGES: return _mm256_or_si256(in_range(constants, 0, bytes), in_range(constants, 1, bytes));
    case TEST_TABLE: break;
    }
    /* a shuffle takes the row of each byte's low half, and nothing for bytes over 0x7f */
    const __m256i rows = _mm256_shuffle_epi8(constants->rows, bytes);
    return _mm256_cmpeq_epi8(_mm256_and_si256(rows, text->high_bits[half]), text->high_bits[half]);
}

AVX2 STEP uint64_t find_in_word(const Text *text, int word, StreamTest test, const Constants *constants)
{
    return bits_of(find_in(text, 2 * word, test, constants), find_in(text, 2 * word + 1, test, constants));
}

AVX2 STEP void find_all(const Text *text, StreamTest test, const Constants *constants, Quad *stream)
{
    for (int i = 0; i < QUADS; i++)
        stream[i] = (Quad){find_in_word(text, 4 * i, test, constants), find_in_word(text, 4 * i + 1, test, constants),
                           find_in_word(text, 4 * i + 2, test, constants),
                           find_in_word(text, 4 * i + 3, test, constants)};
}

AVX2 static __attribute__((noinline)) void find_class(const Text *text, const StreamClass *class, const Quad *newlines, Quad *stream)
{
    const Constants constants = {
        .byte = _mm256_set1_epi8((char)class->byte),
        .bias = {_mm256_set1_epi8(class->bias[0]), _mm256_set1_epi8(class->bias[1])},
        .limit = {_mm256_set1_epi8(class->limit[0]), _mm256_set1_epi8(class->limit[1])},
        .rows = _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(const void *)class->rows)),
    };
    switch (class->test) {
    case TEST_NOTHING: find_all(text, TEST_NOTHING, &constants, stream); break;
    case TEST_BYTE: find_all(text, TEST_BYTE, &constants, stream); break;
    case TEST_RANGE: find_all(text, TEST_RANGE, &constants, stream); break;
    case TEST_LETTERS: find_all(text, TEST_LETTERS, &constants, stream); break;
    case TEST_TWO_RANGES: find_all(text, TEST_TWO_RANGES, &constants, stream); break;
    case TEST_TABLE: find_all(text, TEST_TABLE, &constants, stream); break;
    }
    uint64_t inverse = class->is_inverted ? ~0ULL : 0;
    for (int i = 0; i < QUADS; i++)
        stream[i] = (stream[i] ^ inverse) & ~newlines[i];
}

AVX2 STEP bool find_high(const Text *text, Quad *high)
{
    __m256i any = _mm256_setzero_si256();
    for (int i = 0; i < 2 * WORDS; i++)
        any = _mm256_or_si256(any, load_text(text, i));
    if (!_mm256_movemask_epi8(any))
        return false;
    for (int i = 0; i < QUADS; i++)
        for (int j = 0; j < 4; j++)
            high[i][j] = bits_of(load_text(text, 8 * i + 2 * j), load_text(text, 8 * i + 2 * j + 1));
    return true;
}

AVX2 static unsigned avx2_block(StreamRun *run, const char *bytes, uint64_t *hits)
{
    const StreamProgram *program = run->program;
    const Constants newline = {.byte = _mm256_set1_epi8('\n')};
    Block block;
    Text text;
    Quad high[QUADS];
    text.bytes = bytes;
    if (program->has_tables)
        load_high_bits(&text);
    find_all(&text, TEST_BYTE, &newline, block.newlines);
    for (unsigned class = 0; class < program->class_count; class++)
        find_class(&text, &program->classes[class], block.newlines, block.classes[class]);
    bool has_high = run->hits_high && find_high(&text, high);
    return run_block(run, &block, has_high ? high : NULL, hits);
}

#endif

unsigned stream_block(StreamRun *run, const char *bytes, uint64_t hits[STREAM_WORDS])
{
#if HAS_AVX2_FORM
    if (run->program->is_vectored)
        return avx2_block(run, bytes, hits);
#endif
    return portable_block(run, bytes, hits);
}
