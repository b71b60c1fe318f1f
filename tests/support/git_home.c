/* Repositories for tests. */
#include "tests/support/git_home.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

bool git_home_make(char folder[GIT_HOME_LEN])
{
    strcpy(folder, "/tmp/ken-git-XXXXXX");
    if (!mkdtemp(folder))
        return false;
    setenv("HOME", folder, 1);
    unsetenv("XDG_CONFIG_HOME");
    shell_in(folder, "git config --global user.name t; git config --global user.email t@example.org; "
                     "git config --global init.defaultBranch main; git config --global protocol.file.allow always");
    return true;
}

int git_home_remove(const char *folder)
{
    char command[256];
    snprintf(command, sizeof command, "chmod -R u+rwx %s; rm -rf %s", folder, folder);
    return system(command);
}

void shell_in(const char *folder, const char *format, ...)
{
    char command[8192];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    assert_int_equal(chdir(folder), 0);
    int status = system(command);
    assert_int_equal(chdir("/"), 0);
    if (status != 0)
        fail_msg("%s: status %d", command, status);
}
