/* Making programs over streams of bits ready to run. */
#include "engine/search/stream.h"

#include "engine/search/kernels.h"

void stream_init(StreamProgram *program)
{
    memset(program, 0, sizeof *program);
}

bool stream_add(StreamProgram *program, StreamStepKind kind, unsigned arg)
{
    if (program->step_count == STREAM_STEPS)
        return false;
    program->steps[program->step_count++] = (StreamStep){(uint8_t)kind, (uint8_t)arg};
    return true;
}

bool stream_class(StreamProgram *program, const ByteSet *set, unsigned *arg)
{
    ByteSet wanted = *set;
    byte_set_remove(&wanted, '\n');
    for (*arg = 0; *arg < program->class_count; ++*arg)
        if (byte_set_is_equal(&program->sets[*arg], &wanted))
            return true;
    if (program->class_count == STREAM_CLASSES)
        return false;
    program->sets[program->class_count++] = wanted;
    return true;
}

/* The first range of the set from *at on, in [first, last]; false when there is none. *at moves behind it. */
static bool next_range(const ByteSet *set, unsigned *at, unsigned *first, unsigned *last)
{
    while (*at < 256 && !byte_set_has(set, (uint8_t)*at))
        ++*at;
    *first = *at;
    while (*at < 256 && byte_set_has(set, (uint8_t)*at))
        ++*at;
    *last = *at - 1;
    return *first < *at;
}

/* Notes the set's first two ranges; how many it has, 3 for more. */
static unsigned note_ranges(StreamClass *class, const ByteSet *set)
{
    unsigned at = 0, first, last, count = 0;
    for (; count < 3 && next_range(set, &at, &first, &last); count++) {
        if (count == 2)
            continue;
        class->first[count] = (uint8_t)first;
        class->last[count] = (uint8_t)last;
        if (last - first == 127)
            return 3; /* too long for a test by signed bytes */
    }
    return count;
}

/* True when the set holds letters of one range, each in either case: notes the range of the small ones. */
static bool note_letters(StreamClass *class, const ByteSet *set)
{
    ByteSet small = *set;
    for (unsigned letter = 'A'; letter <= 'Z'; letter++)
        byte_set_remove(&small, (uint8_t)letter);
    ByteSet folded = small;
    byte_set_fold(&folded);
    StreamClass ranges = *class;
    if (!byte_set_is_equal(&folded, set) || note_ranges(&ranges, &small) != 1)
        return false;
    for (unsigned byte = 0; byte < 256; byte++)
        if (byte_set_has(&small, (uint8_t)byte) && (byte < 'a' || byte > 'z'))
            return false;
    *class = ranges;
    return true;
}

static void note_rows(StreamClass *class, const ByteSet *set)
{
    memset(class->rows, 0, sizeof class->rows);
    memset(class->tops, 0, sizeof class->tops);
    for (unsigned byte = 0; byte < 0x80; byte++) {
        if (!byte_set_has(set, (uint8_t)byte))
            continue;
        class->rows[byte & 15] |= (uint8_t)(1u << (byte >> 4));
        class->tops[byte] = 0x80;
    }
}

/* The cheapest test that finds the set, or its complement. What is said of the newline does not matter. */
static void finish_class(StreamClass *class, const ByteSet *members)
{
    ByteSet set = *members;
    class->is_inverted = byte_set_has(&set, 0x80) && byte_set_has(&set, 0xff);
    if (class->is_inverted)
        byte_set_invert(&set);
    ByteSet with_newline = set;
    byte_set_remove(&set, '\n');
    byte_set_add(&with_newline, '\n');
    unsigned ranges = note_ranges(class, &set);
    if (ranges == 0)
        class->test = TEST_NOTHING;
    else if (ranges == 1)
        class->test = byte_set_count(&set) == 1 ? TEST_BYTE : TEST_RANGE;
    else if (note_letters(class, &set))
        class->test = TEST_LETTERS;
    else if (ranges == 2 || note_ranges(class, &with_newline) == 2)
        class->test = TEST_TWO_RANGES;
    else
        class->test = TEST_TABLE;
    note_rows(class, &set);
}

void stream_finish(StreamProgram *program)
{
    program->has_tables = false;
    for (unsigned class = 0; class < program->class_count; class ++) {
        finish_class(&program->classes[class], &program->sets[class]);
        program->has_tables = program->has_tables || program->classes[class].test == TEST_TABLE;
    }
    program->form = kernel_form();
}
