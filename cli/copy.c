/* `ken` in the middle of a pipeline, as less does it. */
#include "cli/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/grep.h"
#include "cli/output.h"
#include "cli/report.h"
#include "engine/base/mem.h"

enum { COPY_BYTES = 1 << 16 };

static bool copy(int fd, const char *name, char *bytes, Error *err)
{
    for (;;) {
        ssize_t got = read(fd, bytes, COPY_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(err, "%s: %s", name, strerror(errno));
        if (got == 0)
            return true;
        if (!output_write(slice_of(bytes, (size_t)got), err))
            return false;
    }
}

static bool copy_path(const char *path, char *bytes, Error *err)
{
    if (strcmp(path, "-") == 0)
        return copy(STDIN_FILENO, "standard input", bytes, err);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return error_set(err, "%s: %s", path, strerror(errno));
    bool ok = copy(fd, path, bytes, err);
    close(fd);
    return ok;
}

int copy_run(const Options *options)
{
    Error err;
    char *bytes = mem_alloc(COPY_BYTES);
    int status = EXIT_MATCHED;
    signal(SIGPIPE, SIG_DFL);
    if (options->paths.count == 0 && !copy_path("-", bytes, &err)) {
        report("%s", err.text);
        status = EXIT_TROUBLE;
    }
    for (size_t i = 0; i < options->paths.count; i++) {
        if (copy_path(options->paths.items[i], bytes, &err))
            continue;
        report("%s", err.text);
        status = EXIT_TROUBLE;
    }
    free(bytes);
    return status;
}
