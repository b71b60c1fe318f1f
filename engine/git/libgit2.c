/* Loading libgit2. */
#include "engine/git/libgit2.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#ifdef __APPLE__
#define LIBRARY_NAME KEN_LIBGIT2_FOLDER "libgit2." LIBGIT2_SOVERSION ".dylib"
#else
#define LIBRARY_NAME KEN_LIBGIT2_FOLDER "libgit2.so." LIBGIT2_SOVERSION
#endif

/* The nursery's own, filled once, as the dynamic loader would have done it; its children inherit it. */
static struct {
    bool was_tried;
    bool is_ready;
    Libgit2 functions;
    Error error;
} library;

/* The address of a function comes as that of an object; the two are alike wherever dlsym is. */
static bool find(void *handle, const char *name, void *function, size_t size)
{
    void *address = dlsym(handle, name);
    memcpy(function, &address, size);
    return address || error_set(&library.error, "%s has no %s", LIBRARY_NAME, name);
}

static bool find_all(void *handle)
{
    Libgit2 *functions = &library.functions;
#define LIBGIT2_FIND(name) find(handle, "git_" #name, &functions->name, sizeof functions->name) &&
    return LIBGIT2_FUNCTIONS(LIBGIT2_FIND) true;
#undef LIBGIT2_FIND
}

/* Reading the certificates of all authorities, which some builds of libgit2 do as they start, takes longer than
 * listing a small repository. ken opens no connection: no file may be opened meanwhile, unless the start fails so. */
static bool start_without_files(void)
{
    struct rlimit usual;
    if (getrlimit(RLIMIT_NOFILE, &usual) != 0)
        return false;
    struct rlimit none = {.rlim_cur = 0, .rlim_max = usual.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &none) != 0)
        return false;
    bool is_started = library.functions.libgit2_init() >= 0;
    setrlimit(RLIMIT_NOFILE, &usual);
    return is_started;
}

/* What git itself would not read is not read, and nothing but files is. */
static void configure(void)
{
    const Libgit2 *git = &library.functions;
    git->libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_PROGRAMDATA, "");
    if (getenv("GIT_CONFIG_NOSYSTEM"))
        git->libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_SYSTEM, "");
    git->libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
    git->libgit2_opts(GIT_OPT_SET_TEMPLATE_PATH, "");
}

static bool load(void)
{
    void *handle = dlopen(LIBRARY_NAME, RTLD_LAZY | RTLD_LOCAL);
    if (!handle)
        return error_set(&library.error, "libgit2 cannot be loaded: %s", dlerror());
    if (!find_all(handle))
        return false;
    if (!start_without_files() && library.functions.libgit2_init() < 0)
        return error_set(&library.error, "libgit2 does not start");
    configure();
    return true;
}

bool libgit2_load(Error *err)
{
    if (!library.was_tried) {
        library.was_tried = true;
        library.is_ready = load();
    }
    if (!library.is_ready && err)
        *err = library.error;
    return library.is_ready;
}

const Libgit2 *libgit2(void)
{
    return &library.functions;
}
