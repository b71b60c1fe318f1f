/* The steps of a program, inlined into each form of the class masks, so that compilers make of them what the form's
 * processor has. Who includes this says what its functions are compiled for (STREAM_TARGET), how many words make a row
 * (STREAM_ROW_WORDS, 4 or 8), and may bring an adder (STREAM_ADD_ROWS). Private to engine/search/stream*. */
#pragma once

#include "engine/search/stream.h"

/* Some words of a stream side by side, which compilers turn into what the processor has. */
typedef uint64_t Row __attribute__((vector_size(8 * STREAM_ROW_WORDS)));

enum { WORDS = STREAM_WORDS, ROW_WORDS = STREAM_ROW_WORDS, ROWS = WORDS / ROW_WORDS };

/* The streams of one block. */
typedef struct Block {
    Row newlines[ROWS];
    Row classes[STREAM_CLASSES][ROWS];
    Row markers[ROWS];
    Row run[ROWS];
    Row registers[STREAM_REGISTERS][ROWS];
} Block;

#define STEP STREAM_TARGET static inline __attribute__((always_inline))

#if STREAM_ROW_WORDS == 8
#define ONE_BACK 7, 8, 9, 10, 11, 12, 13, 14
#else
#define ONE_BACK 3, 4, 5, 6
#endif

/* The word before each word of `now`, whose first one follows the last of `before`. */
#if defined(__has_builtin) && __has_builtin(__builtin_shufflevector)
#define WORDS_BEFORE(before, now) __builtin_shufflevector(before, now, ONE_BACK)
#else
#define WORDS_BEFORE(before, now) __builtin_shuffle(before, now, (Row){ONE_BACK})
#endif

/* Turns a stream over, where that is asked, and takes the newlines from it. */
STEP void leave_out(Row *stream, bool is_inverted, const Row *newlines)
{
    uint64_t inverse = is_inverted ? ~0ULL : 0;
    for (int i = 0; i < ROWS; i++)
        stream[i] = (stream[i] ^ inverse) & ~newlines[i];
}

/* --- the steps, each over the whole block; `carry` is what the last block leaves to this one --- */

STEP void step_class(Row *markers, const Row *class, Row *carry, bool keeps)
{
    Row before = *carry;
    for (int i = 0; i < ROWS; i++) {
        Row moved = markers[i] & class[i];
        Row next = moved << 1 | WORDS_BEFORE(before, moved) >> 63;
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

/* a + b + carry, as one long number. */
#ifdef STREAM_ADD_ROWS
#define add_rows STREAM_ADD_ROWS
#else
/* Words are taken one by one: stored singly and loaded as a vector they would have to wait for each other. */
STEP void add_rows(const Row *a, const Row *b, uint64_t *carry, Row *sum)
{
    uint64_t first = add_words((*a)[0], (*b)[0], carry);
    uint64_t second = add_words((*a)[1], (*b)[1], carry);
    uint64_t third = add_words((*a)[2], (*b)[2], carry);
    uint64_t fourth = add_words((*a)[3], (*b)[3], carry);
    *sum = (Row){first, second, third, fourth};
}
#endif

/* A sum carries each marker through the run of class members that it stands in. */
STEP void step_star(Row *markers, const Row *class, Row *carry)
{
    uint64_t over = (*carry)[0];
    for (int i = 0; i < ROWS; i++) {
        Row moved = markers[i] & class[i];
        Row sum;
        add_rows(&moved, &class[i], &over, &sum);
        markers[i] |= sum ^ class[i];
    }
    (*carry)[0] = over;
}

STEP void step_shift(Row *stream, unsigned by, Row *carry, bool ands)
{
    Row before = *carry;
    for (int i = 0; i < ROWS; i++) {
        Row now = stream[i];
        Row shifted = now << by | WORDS_BEFORE(before, now) >> (64 - by);
        stream[i] = ands ? now & shifted : shifted;
        before = now;
    }
    *carry = before;
}

/* Keeps the markers that stand just behind a bit of `stream`, or (inverse) those that do not; with `is_edge`, those of
 * which that is true either behind or before. */
STEP void step_behind(Row *markers, const Row *stream, Row *carry, uint64_t inverse, bool is_edge)
{
    Row before = *carry;
    for (int i = 0; i < ROWS; i++) {
        Row behind = stream[i] << 1 | WORDS_BEFORE(before, stream[i]) >> 63;
        if (is_edge)
            behind ^= stream[i];
        markers[i] &= behind ^ inverse;
        before = stream[i];
    }
    *carry = before;
}

STEP void step_and(Row *markers, const Row *stream, uint64_t inverse)
{
    for (int i = 0; i < ROWS; i++)
        markers[i] &= stream[i] ^ inverse;
}

STEP void step_or(Row *to, const Row *from)
{
    for (int i = 0; i < ROWS; i++)
        to[i] |= from[i];
}

STEP void step_copy(Row *to, const Row *from)
{
    for (int i = 0; i < ROWS; i++)
        to[i] = from[i];
}

/* Steps that move markers. */
STEP bool take_move(Block *block, StreamStep step, Row *carry)
{
    Row *markers = block->markers;
    switch ((StreamStepKind)step.kind) {
    case STEP_CLASS:
        step_class(markers, block->classes[step.arg], carry, false);
        return true;
    case STEP_OPTION:
        step_class(markers, block->classes[step.arg], carry, true);
        return true;
    case STEP_STAR:
        step_star(markers, block->classes[step.arg], carry);
        return true;
    case STEP_SHIFT:
        step_shift(markers, step.arg, carry, false);
        return true;
    case STEP_RUN_START:
        step_copy(block->run, block->classes[step.arg]);
        return true;
    case STEP_RUN_GROW:
        step_shift(block->run, step.arg, carry, true);
        return true;
    default:
        return false;
    }
}

/* Steps that keep the markers at certain places. */
STEP bool take_condition(Block *block, StreamStep step, Row *carry)
{
    Row *markers = block->markers;
    const Row *class = block->classes[step.arg];
    switch ((StreamStepKind)step.kind) {
    case STEP_RUN_TAKE:
        step_behind(markers, block->run, carry, 0, false);
        return true;
    case STEP_LINE_START:
        step_behind(markers, block->newlines, carry, 0, false);
        return true;
    case STEP_LINE_END:
        step_and(markers, block->newlines, 0);
        return true;
    case STEP_EDGE:
        step_behind(markers, class, carry, 0, true);
        return true;
    case STEP_NO_EDGE:
        step_behind(markers, class, carry, ~0ULL, true);
        return true;
    case STEP_NOT_AFTER:
        step_behind(markers, class, carry, ~0ULL, false);
        return true;
    case STEP_NOT_BEFORE:
        step_and(markers, class, ~0ULL);
        return true;
    default:
        return false;
    }
}

/* Steps between the markers and a register. */
STEP void take_exchange(Block *block, StreamStep step)
{
    Row *stored = block->registers[step.arg];
    switch ((StreamStepKind)step.kind) {
    case STEP_SAVE:
        step_copy(stored, block->markers);
        break;
    case STEP_LOAD:
        step_copy(block->markers, stored);
        break;
    case STEP_MERGE:
        step_or(stored, block->markers);
        break;
    default:
        step_or(block->markers, stored);
        break; /* STEP_JOIN */
    }
}

/* Carries the marks to the ends of their lines, by a sum that runs through the bytes up to the newline. `over` is
 * whether the line that goes on behind the block has one. */
STEP void carry_to_line_ends(const Row *marks, const Row *newlines, uint64_t *over, Row *ends)
{
    for (int i = 0; i < ROWS; i++) {
        Row inside = marks[i] & ~newlines[i];
        Row lines = ~newlines[i];
        Row sum;
        add_rows(&inside, &lines, over, &sum);
        ends[i] = (sum | marks[i]) & newlines[i];
    }
}

STEP void take_step(Block *block, StreamStep step, Row *carry)
{
    if (!take_move(block, step, carry) && !take_condition(block, step, carry))
        take_exchange(block, step);
}

/* `high` has the block's bytes over 0x7f; it may be NULL for none. */
STEP unsigned run_block(StreamRun *run, Block *block, const Row *high, uint64_t *hits)
{
    static const Row none[ROWS];
    const StreamProgram *program = run->program;
    Row ends[ROWS];
    memset(block->markers, 0xff, sizeof block->markers);
    for (unsigned i = 0; i < program->step_count; i++)
        take_step(block, program->steps[i], (Row *)(void *)run->carries[i]);
    carry_to_line_ends(block->markers, block->newlines, &run->line_is_hit, ends);
    run->has_high = high || run->line_is_high;
    if (run->has_high) {
        Row high_ends[ROWS];
        carry_to_line_ends(high ? high : none, block->newlines, &run->line_is_high, high_ends);
        step_or(ends, high_ends);
    }
    memcpy(hits, ends, sizeof ends);
    unsigned count = 0;
    for (int i = 0; i < WORDS; i++)
        count += (unsigned)__builtin_popcountll(hits[i]);
    return count;
}
