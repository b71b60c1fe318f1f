/* The child's answer: kind, root and branch first, then every path of the index.
 *
 *     repository_open --> kind, root, git dir, branch, excludes --> entries (submodules entered) --> end */
#include "engine/git/listing.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/git/answer.h"
#include "engine/git/attributes.h"
#include "engine/git/git.h"
#include "engine/git/inputs.h"
#include "engine/git/libgit2.h"
#include "engine/git/repository.h"

enum { DEEPEST_SUBMODULE = 16, ABBREVIATED = 10 };

typedef struct Lister {
    Answer answer;
    bool wants_attributes;
    bool wants_inputs;
    bool tells_only_attributes; /* of entries that were told before */
    Buf path;                   /* of the entry at hand, from the outermost root */
} Lister;

static void answer_text(Answer *answer, FrameTag tag, const char *text)
{
    answer_add(answer, tag, 0, slice_from_cstr(text));
}

static void answer_error(Answer *answer, const char *fallback)
{
    const git_error *last = libgit2()->error_last();
    answer_text(answer, FRAME_ERROR, last && last->message ? last->message : fallback);
}

/* Without the '/' that libgit2 puts at the end. */
static void answer_folder(Answer *answer, FrameTag tag, const char *folder)
{
    size_t len = strlen(folder);
    while (len > 1 && folder[len - 1] == '/')
        len--;
    answer_add(answer, tag, 0, slice_of(folder, len));
}

/* Read from HEAD alone: no object is looked at, so that no pack is. */
static void answer_branch(Answer *answer, git_repository *repository)
{
    git_reference *head = NULL;
    if (libgit2()->reference_lookup(&head, repository, "HEAD") != 0)
        return;
    if (libgit2()->reference_type(head) == GIT_REFERENCE_SYMBOLIC) {
        Slice target = slice_from_cstr(libgit2()->reference_symbolic_target(head));
        Slice heads = slice_from_cstr("refs/heads/");
        answer_add(answer, FRAME_BRANCH, 0,
                   slice_sub(target, slice_starts_with(target, heads) ? heads.len : 0, target.len));
    } else {
        char id[GIT_OID_HEXSZ + 1];
        answer_add(answer, FRAME_BRANCH, 0,
                   slice_of(libgit2()->oid_tostr(id, sizeof id, libgit2()->reference_target(head)), ABBREVIATED));
    }
    libgit2()->reference_free(head);
}

static void answer_excludes(Answer *answer, git_repository *repository)
{
    git_config *config = NULL;
    git_buf path = {0};
    Buf usual = {0};
    const char *home = getenv("HOME");
    const char *xdg = getenv("XDG_CONFIG_HOME");
    if (libgit2()->repository_config_snapshot(&config, repository) == 0 &&
        libgit2()->config_get_path(&path, config, "core.excludesfile") == 0)
        answer_text(answer, FRAME_EXCLUDES, path.ptr);
    else if (xdg && *xdg)
        buf_printf(&usual, "%s/git/ignore", xdg);
    else if (home && *home)
        buf_printf(&usual, "%s/.config/git/ignore", home);
    if (usual.len > 0)
        answer_add(answer, FRAME_EXCLUDES, 0, buf_slice(&usual));
    buf_deinit(&usual);
    libgit2()->buf_dispose(&path);
    libgit2()->config_free(config);
}

static unsigned entry_flags(const git_index_entry *entry)
{
    unsigned flags = 0;
    if (entry->mode == GIT_FILEMODE_LINK)
        flags |= GIT_ENTRY_SYMLINK;
    if (entry->mode == GIT_FILEMODE_COMMIT)
        flags |= GIT_ENTRY_SUBMODULE;
    if (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE)
        flags |= GIT_ENTRY_SKIP_WORKTREE;
    if (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD)
        flags |= GIT_ENTRY_INTENT_TO_ADD;
    if (libgit2()->index_entry_stage(entry) > 0)
        flags |= GIT_ENTRY_CONFLICTED;
    return flags;
}

static bool list_index(Lister *lister, git_repository *repository, unsigned depth);

static bool has_link(const char *folder)
{
    Buf link = {0};
    struct stat facts;
    buf_printf(&link, "%s/.git%c", folder, '\0');
    bool has = lstat(link.data, &facts) == 0;
    buf_deinit(&link);
    return has;
}

static void answer_submodule_inputs(Lister *lister, git_repository *repository, const char *folder)
{
    inputs_answer_link(&lister->answer, folder);
    if (repository)
        inputs_answer(&lister->answer, repository);
    else if (has_link(folder)) /* what is wrong with it is not known */
        answer_add(&lister->answer, FRAME_UNSURE, 0, slice_of("", 0));
}

/* The submodule whose path is in `lister->path`. One that cannot be read is listed as a folder and no more. */
static void list_submodule(Lister *lister, const char *root, const char *path, unsigned depth)
{
    if (depth >= DEEPEST_SUBMODULE || !git_path_is_safe(slice_from_cstr(path)))
        return;
    Buf folder = {0};
    buf_printf(&folder, "%s%s%c", root, path, '\0');
    git_repository *repository = NULL;
    bool is_open = libgit2()->repository_open_ext(&repository, folder.data, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) == 0;
    if (lister->wants_inputs)
        answer_submodule_inputs(lister, is_open ? repository : NULL, folder.data);
    if (is_open && libgit2()->repository_workdir(repository)) {
        buf_append_byte(&lister->path, '/');
        list_index(lister, repository, depth + 1);
    }
    libgit2()->repository_free(repository);
    buf_deinit(&folder);
}

/* Paths begin with what is in `lister->path`. */
static void list_entries(Lister *lister, git_repository *repository, git_index *index, unsigned depth)
{
    AttributeScopes *scopes = lister->wants_attributes ? attribute_scopes_new(repository, index) : NULL;
    size_t prefix = lister->path.len;
    size_t count = libgit2()->index_entrycount(index);
    const char *last = "";
    for (size_t i = 0; i < count; i++) {
        const git_index_entry *entry = libgit2()->index_get_byindex(index, i);
        if (i > 0 && libgit2()->index_entry_stage(entry) > 0 && strcmp(entry->path, last) == 0)
            continue; /* another side of the same conflict */
        last = entry->path;
        unsigned flags = entry_flags(entry);
        const char *language = "";
        unsigned attributes = scopes ? attribute_look_up(scopes, entry->path, &language) : 0;
        buf_append(&lister->path, entry->path, strlen(entry->path));
        if (*language != '\0')
            answer_add(&lister->answer, FRAME_LANGUAGE, 0, slice_from_cstr(language));
        if (attributes != 0 || *language != '\0' || !lister->tells_only_attributes)
            answer_add(&lister->answer, FRAME_ENTRY, flags | attributes, buf_slice(&lister->path));
        if (flags & GIT_ENTRY_SUBMODULE)
            list_submodule(lister, libgit2()->repository_workdir(repository), entry->path, depth);
        lister->path.len = prefix;
    }
    attribute_scopes_free(scopes);
}

static bool list_index(Lister *lister, git_repository *repository, unsigned depth)
{
    git_index *index = NULL;
    if (libgit2()->repository_index(&index, repository) != 0)
        return false;
    list_entries(lister, repository, index, depth);
    libgit2()->index_free(index);
    return true;
}

/* Looking them up may take long: what is listed is told before. The repository keeps the index that it has read. */
static void answer_attributes(Lister *lister, git_repository *repository)
{
    answer_add(&lister->answer, FRAME_LISTED, 0, slice_of("", 0));
    answer_flush(&lister->answer);
    lister->wants_attributes = lister->tells_only_attributes = true;
    lister->wants_inputs = false;
    list_index(lister, repository, 0);
}

static void answer_listing(Lister *lister, git_repository *repository, uint32_t wants)
{
    answer_folder(&lister->answer, FRAME_ROOT, libgit2()->repository_workdir(repository));
    answer_folder(&lister->answer, FRAME_GIT_DIR, libgit2()->repository_path(repository));
    answer_branch(&lister->answer, repository);
    answer_excludes(&lister->answer, repository);
    if (lister->wants_inputs) {
        inputs_answer_link(&lister->answer, libgit2()->repository_workdir(repository));
        inputs_answer(&lister->answer, repository);
    }
    if (!list_index(lister, repository, 0)) {
        answer_error(&lister->answer, "the index cannot be read");
        return;
    }
    if (wants & WANT_ATTRIBUTES_LAST)
        answer_attributes(lister, repository);
}

void listing_answer(const char *folder, uint32_t wants, int answer_fd)
{
    Lister lister = {.answer.fd = answer_fd, .wants_attributes = wants & WANT_ATTRIBUTES};
    lister.wants_inputs = wants & WANT_INPUTS;
    git_repository *repository = NULL;
    GitKind kind = GIT_NONE;
    Error err;
    if (repository_open(folder, wants & WANT_FOREIGN_ROOT, &repository, &kind, &err)) {
        answer_add(&lister.answer, FRAME_KIND, kind, slice_of("", 0));
        if (repository)
            answer_listing(&lister, repository, wants);
    } else {
        answer_text(&lister.answer, FRAME_ERROR, err.text);
    }
    answer_add(&lister.answer, FRAME_END, 0, slice_of("", 0));
    answer_flush(&lister.answer); /* the process ends: freeing 100,000 entries would only take time */
}
