/* Running a program over streams of bits, portable: classes are told eight bytes at a time, by sums that leave the
 * answer in the top bit of each. */
#include "engine/search/stream_forms.h"

#define STREAM_TARGET
#define STREAM_ROW_WORDS 4
#include "engine/search/stream_steps.h"

#define ONES ((uint64_t)0x0101010101010101)
#define LOWS (0x7f * ONES)
#define TOPS (0x80 * ONES)

/* The bytes that are zero (Hacker's Delight, 6-1). */
static inline uint64_t zero_bytes(uint64_t bytes)
{
    return ~(((bytes & LOWS) + LOWS) | bytes | LOWS);
}

/* The bytes in [first, last], which are ASCII. */
static inline uint64_t bytes_between(uint64_t bytes, uint8_t first, uint8_t last)
{
    uint64_t lows = bytes & LOWS;
    uint64_t from_first = lows + ONES * (uint64_t)(0x80 - first);
    uint64_t behind_last = lows + ONES * (uint64_t)(0x7f - last);
    return from_first & ~behind_last & ~bytes & TOPS;
}

static inline uint64_t bytes_in_rows(const StreamClass *class, uint64_t bytes)
{
    uint64_t found = 0;
    for (int i = 0; i < 64; i += 8)
        found |= (uint64_t) class->tops[bytes >> i & 0xff] << i;
    return found;
}

/* `test` is a constant wherever this is called. */
STEP uint64_t find_in_eight(const StreamClass *class, StreamTest test, uint64_t bytes)
{
    switch (test) {
    case TEST_NOTHING:
        return 0;
    case TEST_BYTE:
        return zero_bytes(bytes ^ ONES * class->first[0]);
    case TEST_RANGE:
        return bytes_between(bytes, class->first[0], class->last[0]);
    case TEST_LETTERS:
        return bytes_between(bytes | 0x20 * ONES, class->first[0], class->last[0]);
    case TEST_TWO_RANGES:
        return bytes_between(bytes, class->first[0], class->last[0]) |
               bytes_between(bytes, class->first[1], class->last[1]);
    case TEST_TABLE:
        break;
    }
    return bytes_in_rows(class, bytes);
}

static inline uint64_t load_eight(const char *bytes)
{
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    return eight;
}

/* The top bits of eight bytes, side by side. */
static inline uint64_t gather_tops(uint64_t bytes)
{
    return ((bytes >> 7 & ONES) * 0x0102040810204080ULL) >> 56;
}

STEP void find_plainly(const char *bytes, const StreamClass *class, StreamTest test, uint64_t *stream)
{
    for (int word = 0; word < WORDS; word++) {
        uint64_t found = 0;
        for (int eighth = 0; eighth < 8; eighth++, bytes += 8)
            found |= gather_tops(find_in_eight(class, test, load_eight(bytes))) << (8 * eighth);
        stream[word] = found;
    }
}

static void find_portably(const char *bytes, const StreamClass *class, Row *stream)
{
    uint64_t *words = (uint64_t *)(void *)stream;
    switch (class->test) {
    case TEST_NOTHING:
        find_plainly(bytes, class, TEST_NOTHING, words);
        break;
    case TEST_BYTE:
        find_plainly(bytes, class, TEST_BYTE, words);
        break;
    case TEST_RANGE:
        find_plainly(bytes, class, TEST_RANGE, words);
        break;
    case TEST_LETTERS:
        find_plainly(bytes, class, TEST_LETTERS, words);
        break;
    case TEST_TWO_RANGES:
        find_plainly(bytes, class, TEST_TWO_RANGES, words);
        break;
    case TEST_TABLE:
        find_plainly(bytes, class, TEST_TABLE, words);
        break;
    }
}

static bool find_high_portably(const char *bytes, Row *high)
{
    uint64_t *words = (uint64_t *)(void *)high;
    uint64_t any = 0;
    for (int i = 0; i < STREAM_BLOCK; i += 8)
        any |= load_eight(bytes + i) & TOPS;
    for (int word = 0; any && word < WORDS; word++) {
        words[word] = 0;
        for (int eighth = 0; eighth < 8; eighth++)
            words[word] |= gather_tops(load_eight(bytes + 64 * word + 8 * eighth)) << (8 * eighth);
    }
    return any != 0;
}

static void find_streams(const StreamProgram *program, const char *bytes, Block *block)
{
    static const StreamClass newline = {.test = TEST_BYTE, .first = {'\n'}};
    find_portably(bytes, &newline, block->newlines);
    for (unsigned class = 0; class < program->class_count; class ++) {
        find_portably(bytes, &program->classes[class], block->classes[class]);
        leave_out(block->classes[class], program->classes[class].is_inverted, block->newlines);
    }
}

unsigned stream_portable_block(StreamRun *run, const char *bytes, uint64_t *hits)
{
    Block block;
    Row high[ROWS];
    find_streams(run->program, bytes, &block);
    bool has_high = run->hits_high && find_high_portably(bytes, high);
    return run_block(run, &block, has_high ? high : NULL, hits);
}
