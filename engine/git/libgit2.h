/* libgit2, loaded when the first question about a repository comes, and only in the git helper: with the libraries it
 * brings along it takes longer to load than ken takes to show a file.
 *
 *     libgit2()->repository_open_ext(...)   is   git_repository_open_ext(...)
 *
 * The library is that of the version whose <git2.h> ken was built with, found by the name which that version has on
 * this system. Only for the nursery, which loads it, and its children; one thread. */
#pragma once

#include <git2.h>
#include <stdbool.h>

#include "engine/base/error.h"

/* What ken calls, without the "git_". */
/* clang-format off */
#define LIBGIT2_FUNCTIONS(use) \
    use(attr_get) use(attr_value) use(branch_upstream_name) use(branch_upstream_remote) use(buf_dispose) \
    use(config_entry_free) use(config_foreach_match) use(config_free) use(config_get_entry) use(config_get_path) \
    use(error_last) use(graph_descendant_of) use(index_entry_stage) use(index_entrycount) use(index_free) \
    use(index_get_byindex) use(libgit2_init) use(libgit2_opts) use(oid_equal) use(oid_tostr) use(reference_free) \
    use(reference_iterator_glob_new) use(reference_lookup) use(reference_name_to_id) use(reference_next_name) \
    use(reference_symbolic_target) use(reference_target) use(reference_type) use(remote_free) use(remote_list) \
    use(remote_lookup) use(remote_url) use(repository_commondir) use(repository_config) \
    use(repository_config_snapshot) use(repository_free) use(repository_index) use(repository_is_bare) \
    use(repository_open_ext) use(repository_path) use(repository_set_workdir) use(repository_workdir) \
    use(status_file)
/* clang-format on */

/* One pointer a function, of the type that <git2.h> declares. */
#define LIBGIT2_FIELD(name) __typeof__(git_##name) *(name);
typedef struct Libgit2 {
    LIBGIT2_FUNCTIONS(LIBGIT2_FIELD)
} Libgit2;
#undef LIBGIT2_FIELD

/* Loads and starts it, the first time; reads nothing of any repository. False with `err` when it cannot be had, and
 * then each time. */
bool libgit2_load(Error *err);
/* The functions, once they are loaded. */
const Libgit2 *libgit2(void);
