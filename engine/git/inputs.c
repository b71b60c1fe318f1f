/* Names the files that a listing depends on.
 *
 *     git folder, common folder --> HEAD, index, config, ... --+
 *     search paths of libgit2's levels --> config, attributes --+--> FRAME_INPUT
 *     configuration --> included files, excludes, attributes ---+ */
#include "engine/git/inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "engine/git/libgit2.h"

static void answer_path(Answer *answer, const char *folder, const char *name)
{
    Buf path = {0};
    size_t len = strlen(folder);
    const char *slash = len > 0 && folder[len - 1] == '/' ? "" : "/";
    buf_printf(&path, "%s%s%s", folder, slash, name);
    if (path.data[0] == '/')
        answer_add(answer, FRAME_INPUT, 0, buf_slice(&path));
    else
        answer_add(answer, FRAME_UNSURE, 0, slice_of("", 0));
    buf_deinit(&path);
}

/* The folders' own times are no input: git writes in them all the time. That they are there is. */
static void answer_git_folder(Answer *answer, const char *folder)
{
    static const char *const files[] = {"HEAD",   "index",     "config",       "config.worktree",
                                        "gitdir", "commondir", "info/exclude", "info/attributes"};
    static const char *const folders[] = {"", "objects", "refs"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        answer_path(answer, folder, files[i]);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        Buf path = {0};
        buf_printf(&path, "%s%s", folder, folders[i]);
        while (path.len > 1 && path.data[path.len - 1] == '/')
            path.len--;
        answer_add(answer, FRAME_INPUT, 1, buf_slice(&path));
        buf_deinit(&path);
    }
}

/* `name` in each folder of the level's search path, which is separated by colons. */
static void answer_level(Answer *answer, git_config_level_t level, const char *name)
{
    git_buf folders = {0};
    if (libgit2()->libgit2_opts(GIT_OPT_GET_SEARCH_PATH, level, &folders) != 0) {
        answer_add(answer, FRAME_UNSURE, 0, slice_of("", 0));
        return;
    }
    char *rest = folders.ptr;
    for (char *folder; rest && (folder = strsep(&rest, ":")) != NULL;)
        if (*folder)
            answer_path(answer, folder, name);
    libgit2()->buf_dispose(&folders);
}

/* Files that the configuration includes, whether the condition holds or not. */
static int answer_include(const git_config_entry *entry, void *context)
{
    Answer *answer = context;
    const char *home = getenv("HOME");
    const char *value = entry->value ? entry->value : "";
    if (value[0] == '/')
        answer_path(answer, "/", value + 1);
    else if (value[0] == '~' && value[1] == '/' && home)
        answer_path(answer, home, value + 2);
    else /* relative to the file that has it, which libgit2 does not name */
        answer_add(answer, FRAME_UNSURE, 0, slice_of("", 0));
    return 0;
}

static void answer_configured(Answer *answer, const git_config *config, const char *name)
{
    git_buf path = {0};
    if (libgit2()->config_get_path(&path, config, name) == 0)
        answer_add(answer, path.ptr[0] == '/' ? FRAME_INPUT : FRAME_UNSURE, 0, slice_from_cstr(path.ptr));
    libgit2()->buf_dispose(&path);
}

static void answer_config(Answer *answer, git_repository *repository)
{
    git_config *config = NULL;
    if (libgit2()->repository_config_snapshot(&config, repository) != 0) {
        answer_add(answer, FRAME_UNSURE, 0, slice_of("", 0));
        return;
    }
    libgit2()->config_foreach_match(config, "^include(if\\..*)?\\.path$", answer_include, answer);
    answer_configured(answer, config, "core.excludesfile");
    answer_configured(answer, config, "core.attributesfile");
    libgit2()->config_free(config);
}

/* Where git and ken look for rules and attributes of the user's own when nothing is configured. */
static void answer_usual_files(Answer *answer)
{
    static const char *const names[] = {"ignore", "attributes"};
    const char *home = getenv("HOME");
    const char *xdg = getenv("XDG_CONFIG_HOME");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Buf path = {0};
        if (xdg && *xdg)
            buf_printf(&path, "%s/git/%s", xdg, names[i]);
        else if (home && *home)
            buf_printf(&path, "%s/.config/git/%s", home, names[i]);
        if (path.len > 0)
            answer_add(answer, path.data[0] == '/' ? FRAME_INPUT : FRAME_UNSURE, 0, buf_slice(&path));
        buf_deinit(&path);
    }
}

void inputs_answer_link(Answer *answer, const char *work_folder)
{
    answer_path(answer, work_folder, ".git");
}

void inputs_answer(Answer *answer, git_repository *repository)
{
    const char *own = libgit2()->repository_path(repository);
    const char *common = libgit2()->repository_commondir(repository);
    answer_git_folder(answer, own);
    if (common && strcmp(common, own) != 0)
        answer_git_folder(answer, common);
    answer_level(answer, GIT_CONFIG_LEVEL_SYSTEM, "gitconfig");
    answer_level(answer, GIT_CONFIG_LEVEL_SYSTEM, "gitattributes");
    answer_level(answer, GIT_CONFIG_LEVEL_XDG, "config");
    answer_level(answer, GIT_CONFIG_LEVEL_XDG, "attributes");
    answer_level(answer, GIT_CONFIG_LEVEL_GLOBAL, ".gitconfig");
    answer_path(answer, "/etc", "gitattributes");
    answer_usual_files(answer);
    answer_config(answer, repository);
}
