/* The child's end of the answer pipe: frames gathered into large writes. One thread. */
#pragma once

#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/git/wire.h"

typedef struct Answer {
    int fd;
    Buf pending;
} Answer;

void answer_add(Answer *answer, FrameTag tag, unsigned detail, Slice bytes);
/* Ends the process when no one reads any more. */
void answer_flush(Answer *answer);
