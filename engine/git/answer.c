/* Frames, gathered and written. */
#include "engine/git/answer.h"

#include <errno.h>
#include <unistd.h>

enum { WRITE_SIZE = 256 * 1024 };

void answer_flush(Answer *answer)
{
    const char *data = answer->pending.data;
    size_t left = answer->pending.len;
    while (left > 0) {
        ssize_t written = write(answer->fd, data, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            _exit(1);
        data += written;
        left -= (size_t)written;
    }
    buf_clear(&answer->pending);
}

void answer_add(Answer *answer, FrameTag tag, unsigned detail, Slice bytes)
{
    WireFrame frame = {.tag = (uint8_t)tag, .detail = (uint8_t)detail, .len = (uint32_t)bytes.len};
    buf_append(&answer->pending, &frame, sizeof frame);
    buf_append_slice(&answer->pending, bytes);
    if (answer->pending.len >= WRITE_SIZE)
        answer_flush(answer);
}
