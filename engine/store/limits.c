/* Reads the limits, and shares them out. */
#include "engine/store/limits.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/process.h"

enum {
    USUAL_MAP_LIMIT = 65530,
    MAPS_FOR_OTHERS = 512, /* libraries, stacks, slabs, documents */
    MAPS_PER_FILE = 2,     /* its pages, and the zero page behind */
};

static const uint64_t USUAL_RAM = (uint64_t)4 << 30;
/* Version 1 says "no limit" by a number of pages that nobody has. */
static const uint64_t GROUP_LIMIT_MOST = (uint64_t)1 << 60;

/* The number that the file holds. False when there is none ("max"). */
static bool read_number(const char *path, uint64_t *number)
{
    FILE *in = fopen(path, "re");
    if (!in)
        return false;
    bool ok = fscanf(in, "%" SCNu64, number) == 1;
    fclose(in);
    return ok;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* The least limit in `base``group`/`name` and in all groups around it. Where a container shows no more of the
 * groups than its own, the path leads nowhere but the last step counts. */
static uint64_t walk_up(const char *base, const char *group, const char *name)
{
    uint64_t found = LIMIT_NONE;
    size_t len = strlen(group);
    Buf path = {0};
    for (;;) {
        while (len > 0 && group[len - 1] == '/')
            len--;
        buf_clear(&path);
        buf_printf(&path, "%s%.*s/%s", base, (int)len, group, name);
        buf_append_byte(&path, '\0');
        uint64_t limit;
        if (read_number(path.data, &limit) && limit < GROUP_LIMIT_MOST)
            found = least(found, limit);
        if (len == 0)
            break;
        while (len > 0 && group[len - 1] != '/')
            len--;
    }
    buf_deinit(&path);
    return found;
}

/* True when `list`, names between commas, has "memory". */
static bool is_memory(const char *list)
{
    for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (strncmp(at, "memory", 6) == 0 && (at[6] == ',' || at[6] == '\0'))
            return true;
    return false;
}

/* One line of /proc/self/cgroup: number:controllers:path. Version 2 has number 0 and no controllers. */
static uint64_t limit_of_line(char *line, const char *mounts)
{
    line[strcspn(line, "\n")] = '\0';
    char *controllers = strchr(line, ':');
    char *group = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!group)
        return LIMIT_NONE;
    *controllers++ = *group++ = '\0';
    bool is_unified = controllers[0] == '\0';
    if (!is_unified && !is_memory(controllers))
        return LIMIT_NONE;
    Buf base = {0};
    buf_printf(&base, "%s%s", mounts, is_unified ? "" : "/memory");
    buf_append_byte(&base, '\0');
    uint64_t limit = walk_up(base.data, group, is_unified ? "memory.max" : "memory.limit_in_bytes");
    if (is_unified) {
        buf_clear(&base);
        buf_printf(&base, "%s/unified", mounts);
        buf_append_byte(&base, '\0');
        limit = least(limit, walk_up(base.data, group, "memory.max"));
    }
    buf_deinit(&base);
    return limit;
}

static uint64_t group_limit(const char *groups, const char *mounts)
{
    uint64_t limit = LIMIT_NONE;
    FILE *in = fopen(groups, "re");
    if (!in)
        return limit;
    char *line = NULL;
    size_t capacity = 0;
    while (getline(&line, &capacity, in) > 0)
        limit = least(limit, limit_of_line(line, mounts));
    free(line);
    fclose(in);
    return limit;
}

static uint64_t ram(void)
{
    long pages = sysconf(_SC_PHYS_PAGES);
    long bytes = sysconf(_SC_PAGESIZE);
    return pages <= 0 || bytes <= 0 ? USUAL_RAM : (uint64_t)pages * (uint64_t)bytes;
}

void limits_read(Limits *limits, const LimitPaths *paths)
{
    static const LimitPaths none;
    paths = paths ? paths : &none;
    *limits = (Limits){.map_count = USUAL_MAP_LIMIT, .address_bytes = process_address_limit(), .ram_bytes = ram()};
    uint64_t count;
    if (read_number(paths->map_count ? paths->map_count : "/proc/sys/vm/max_map_count", &count))
        limits->map_count = count;
    limits->group_bytes = group_limit(paths->groups ? paths->groups : "/proc/self/cgroup",
                                      paths->mounts ? paths->mounts : "/sys/fs/cgroup");
}

/* Half of the mappings, so that everything else has room. Of the address space that is left three eighths for what is
 * packed (small files, which cost most to read anew), a quarter for what is mapped, and an eighth for what else may do
 * with less (signatures); the rest is for what cannot. */
void limits_budgets(const Limits *limits, uint64_t used_bytes, uint64_t memory_bytes, Budgets *budgets)
{
    uint64_t half = limits->map_count / 2;
    uint64_t memory = least(limits->ram_bytes, limits->group_bytes);
    *budgets = (Budgets){
        .maps = half > MAPS_FOR_OTHERS ? (half - MAPS_FOR_OTHERS) / MAPS_PER_FILE : 0,
        .mapped_bytes = LIMIT_NONE,
        .packed_bytes = memory_bytes ? memory_bytes : memory / 4,
        .address_bytes = LIMIT_NONE,
    };
    if (limits->address_bytes == LIMIT_NONE)
        return;
    uint64_t left = limits->address_bytes > used_bytes ? limits->address_bytes - used_bytes : 0;
    budgets->mapped_bytes = left / 4;
    budgets->packed_bytes = least(budgets->packed_bytes, left / 8 * 3);
    budgets->address_bytes = left / 8;
}
