/* Standard output of the commands without a screen. */
#include "cli/output.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

/* Another program may have set what is written to so that it does not wait. */
static bool wait_writable(void)
{
    struct pollfd polled = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&polled, 1, -1) >= 0 || errno == EINTR;
}

bool output_write(Slice bytes, Error *err)
{
    while (bytes.len > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes.data, bytes.len);
        if (written < 0 && (errno == EINTR || (errno == EAGAIN && wait_writable())))
            continue;
        if (written < 0)
            return error_set(err, "standard output: %s", strerror(errno));
        bytes = slice_sub(bytes, (size_t)written, bytes.len);
    }
    return true;
}

bool output_is_terminal(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

bool output_wants_color(ColorWhen when)
{
    if (when != COLOR_AUTO)
        return when == COLOR_ALWAYS;
    const char *refused = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    bool is_dumb = !term || strcmp(term, "dumb") == 0;
    return output_is_terminal() && !is_dumb && !(refused && *refused);
}
