/* What the system tells about another process, out of /proc. */
#include "tests/support/process.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The sum of a figure over the threads of the process, each told by the file `name` of its folder. */
static double sum_of_tasks(pid_t pid, const char *name, double (*figure)(const char *path))
{
    char path[300];
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *tasks = opendir(path);
    assert_non_null(tasks);
    double sum = 0;
    for (struct dirent *task = readdir(tasks); task; task = readdir(tasks)) {
        if (task->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "/proc/%d/task/%.20s/%s", (int)pid, task->d_name, name);
        sum += figure(path);
    }
    closedir(tasks);
    return sum;
}

static double sleeps(const char *path)
{
    char line[256];
    double count = 0;
    FILE *in = fopen(path, "re");
    while (in && fgets(line, sizeof line, in))
        if (strncmp(line, "voluntary_ctxt_switches:", 24) == 0)
            count = strtod(line + 24, NULL);
    if (in)
        fclose(in);
    return count;
}

static double held_up_ms(const char *path)
{
    char text[128] = "";
    FILE *in = fopen(path, "re");
    if (in && !fgets(text, sizeof text, in))
        text[0] = '\0';
    if (in)
        fclose(in);
    char *waited = text;
    strtoull(text, &waited, 10); /* what it ran */
    return (double)strtoull(waited, NULL, 10) / 1e6;
}

long process_sleeps(pid_t pid)
{
    return (long)sum_of_tasks(pid, "status", sleeps);
}

double process_held_up_ms(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/schedstat", (int)pid);
    return held_up_ms(path);
}

double process_all_held_up_ms(pid_t pid)
{
    return sum_of_tasks(pid, "schedstat", held_up_ms);
}
