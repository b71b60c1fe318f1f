/* What the operand of `ken` means. */
#include "cli/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/mem.h"

/* Cuts ":123" off the end of the path. */
static bool cut_number(char *path, uint64_t *number)
{
    char *colon = strrchr(path, ':');
    if (!colon || colon == path || strlen(colon + 1) == 0 || strlen(colon + 1) > 18 ||
        strspn(colon + 1, "0123456789") != strlen(colon + 1))
        return false;
    *number = strtoull(colon + 1, NULL, 10);
    *colon = '\0';
    return true;
}

bool target_parse(Target *target, const char *text, Error *err)
{
    struct stat facts;
    *target = (Target){.path = mem_strdup(text)};
    int missing = stat(target->path, &facts) == 0 ? 0 : errno;
    uint64_t number = 0;
    /* "file:3:7" gives up its 7, then its 3; with one number alone, that is the line */
    while (missing == ENOENT && cut_number(target->path, &number)) {
        target->column = target->line;
        target->line = number;
        missing = stat(target->path, &facts) == 0 ? 0 : errno;
        if (target->column > 0)
            break;
    }
    if (missing) {
        error_set(err, "%s: %s", text, strerror(missing));
        target_deinit(target);
        return false;
    }
    target->is_folder = S_ISDIR(facts.st_mode);
    return true;
}

void target_deinit(Target *target)
{
    free(target->path);
    *target = (Target){0};
}
