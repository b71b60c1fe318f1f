/* Regular expressions without a matcher: all lines at once, 64 places in a word (after Cameron et al., "Bitwise Data
 * Parallelism in Regular Expression Matching", 2014).
 *
 * A stream is one bit for each place in the text. Each class of bytes has a stream of where its members stand; a
 * stream of markers says up to which places the program has matched so far, from any start. Each step of the program
 * moves all markers: over one byte of a class, over a run of them, or past a condition on the place. The lines where
 * a marker is left at the end are those that match. A marker never passes a newline, which is in no class.
 *
 *     bytes --class masks (AVX-512, AVX2, portable)--> class streams --steps--> markers --carry to the line's end-->
 * hits
 *
 * A program is plain data, immutable once finished; any thread. A run is one thread's. */
#pragma once

#include "engine/base/slice.h"
#include "engine/search/byte_set.h"
#include "engine/search/kernels.h"

enum {
    STREAM_STEPS = 40,
    STREAM_CLASSES = 16,
    STREAM_REGISTERS = 6,
    STREAM_SHIFT_MOST = 63,
    STREAM_RUN_MOST = 127, /* of one class, by the three RUN steps */
    STREAM_WORDS = 32,
    STREAM_BLOCK = STREAM_WORDS * 64, /* bytes taken at once */
};

typedef enum StreamStepKind {
    STEP_CLASS,      /* over one byte of class `arg` */
    STEP_STAR,       /* over none or more of class `arg` */
    STEP_OPTION,     /* over none or one of class `arg` */
    STEP_SHIFT,      /* over `arg` bytes, whatever they are: a RUN_TAKE follows */
    STEP_RUN_START,  /* the run stream: where a byte of class `arg` stands ... */
    STEP_RUN_GROW,   /* ... and its like stood `arg` bytes before ... */
    STEP_RUN_TAKE,   /* ... and only markers just behind such a place stay */
    STEP_LINE_START, /* only markers at a line's start stay */
    STEP_LINE_END,
    STEP_EDGE, /* ... between a byte of class `arg` and one that is not */
    STEP_NO_EDGE,
    STEP_NOT_AFTER,  /* ... not behind a byte of class `arg` */
    STEP_NOT_BEFORE, /* ... not before a byte of class `arg` */
    STEP_SAVE,       /* the markers are put into register `arg` */
    STEP_LOAD,       /* ... and taken from there */
    STEP_MERGE,      /* ... and added to it */
    STEP_JOIN,       /* those of the register are added to the markers */
} StreamStepKind;

typedef struct StreamStep {
    uint8_t kind;
    uint8_t arg;
} StreamStep;

/* How members of a class are told from other bytes, 32 at a time. */
typedef enum StreamTest {
    TEST_NOTHING, /* no byte is a member */
    TEST_BYTE,
    TEST_RANGE,
    TEST_LETTERS, /* a range of letters, in either case */
    TEST_TWO_RANGES,
    TEST_TABLE, /* any set of ASCII bytes */
} StreamTest;

/* Made by stream_finish. The members are those that the test finds, or those that it does not; and no newline. */
typedef struct StreamClass {
    StreamTest test;
    bool is_inverted;
    uint8_t first[2], last[2];     /* of the ranges; the byte is first[0] */
    _Alignas(16) uint8_t rows[16]; /* by low half of a byte: a bit for each high half under 8 */
    uint8_t tops[256];             /* by byte: the top bit for those in a row */
} StreamClass;

typedef struct StreamProgram {
    unsigned step_count;
    StreamStep steps[STREAM_STEPS];
    unsigned class_count;
    ByteSet sets[STREAM_CLASSES]; /* of the bytes over 0x7f: all, none, or just one byte in the set */
    /* made by stream_finish */
    StreamClass classes[STREAM_CLASSES];
    bool has_tables;
    KernelForm form;
} StreamProgram;

void stream_init(StreamProgram *program);
/* False when there is no more room. */
bool stream_add(StreamProgram *program, StreamStepKind kind, unsigned arg);
/* The class's number in *arg. Newlines are left out of it. */
bool stream_class(StreamProgram *program, const ByteSet *set, unsigned *arg);
/* Makes the program ready to run. */
void stream_finish(StreamProgram *program);

typedef struct StreamRun {
    const StreamProgram *program;
    bool hits_high;        /* lines with a byte over 0x7f are hit, whatever the program says */
    bool has_high;         /* one may be among those that end in the latest block */
    uint64_t line_is_hit;  /* the line that goes on behind the block has a marker already: 0 or 1 */
    uint64_t line_is_high; /* ... and a byte over 0x7f */
    _Alignas(64) uint64_t carries[STREAM_STEPS][8]; /* what each step leaves to the next block */
} StreamRun;

/* At a line's start. */
void stream_start(StreamRun *run, const StreamProgram *program, bool hits_high);
/* Takes the next STREAM_BLOCK bytes. A bit of `hits` is set at the newline of each line that matches; returns their
 * number. The end of the text is a newline, which the caller adds where it is missing. */
unsigned stream_block(StreamRun *run, const char *bytes, uint64_t hits[STREAM_WORDS]);
