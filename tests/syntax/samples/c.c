/* A queue of work. */
#include <stdio.h>
#include "queue.h"
#  define QUEUE_MOST 0x40u /* a comment behind
                              that goes on */
#define LOG(text, ...) \
    fprintf(stderr, "queue: " text "\n", __VA_ARGS__)

/** Documents what follows. */
struct queue {
    unsigned long count; // a line comment \
       that goes on
    char name[16];
};
/**/ static const double SCALE = 1.5e-3 + 0x1p+4; /***/
static int queue_push(struct queue *q, char c)
{
    if (q->count >= QUEUE_MOST || c == '\'' || c == '"')
        return -1;
    q->name[q->count++ % 16] = c / 2;
    LOG("pushed %c \x41\t \"quoted\"", c);
    const wchar_t wide = L'x', *text = L"wide";
    puts("a string that is not closed);
    return q->count ? 1'000'000 : 0; /// documents
}
#error don't do this
#if defined(A) && \
    !defined(B)
#endif
