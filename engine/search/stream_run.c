/* Running a program over streams of bits: where a run begins, and the choice among the forms. */
#include "engine/search/stream_forms.h"

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
            run->carries[i][3] = run->carries[i][7] = 1ULL << 63; /* as behind a newline */
}

unsigned stream_block(StreamRun *run, const char *bytes, uint64_t hits[STREAM_WORDS])
{
    switch (run->program->form) {
#if HAS_X86_FORMS
    case KERNEL_AVX512:
        return stream_avx512_block(run, bytes, hits);
    case KERNEL_AVX2:
        return stream_avx2_block(run, bytes, hits);
#endif
    default:
        return stream_portable_block(run, bytes, hits);
    }
}
