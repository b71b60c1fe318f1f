/* What git attributes say of files. libgit2 takes some 30 us to look one file up, so that attribute
 * files are read here first for the lines that say anything about it: only files that such a line may mean are looked
 * up.
 *
 *     attribute files --> lines that matter --> scopes (folder, plain start and end of the pattern) --> libgit2 */
#include "engine/git/attributes.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/git/git.h"
#include "engine/git/libgit2.h"

enum { LONGEST_ATTRIBUTES = 16 * 1024 * 1024 };

/* A line that matters. Slices into the texts. */
typedef struct Scope {
    Slice folder; /* into the index's paths; "" or with a '/' at the end */
    Slice start;  /* how what is below the folder must start */
    Slice end;    /* how the path must end */
} Scope;

struct AttributeScopes {
    git_repository *repository;
    Scope *scopes;
    size_t count, capacity;
    Buf *texts; /* of the attribute files */
    size_t text_count, text_capacity;
    Slice *names; /* of attributes that say so: diff, binary, and macros made of them */
    size_t name_count, name_capacity;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static Slice next_word(Slice line, size_t *at)
{
    while (*at < line.len && is_blank(line.data[*at]))
        ++*at;
    size_t start = *at;
    while (*at < line.len && !is_blank(line.data[*at]))
        ++*at;
    return slice_sub(line, start, *at);
}

/* The pattern at the start of the line, which may be in quotes, with blanks in it. */
static Slice cut_pattern(Slice line, size_t *at)
{
    if (line.len == 0 || line.data[0] != '"')
        return next_word(line, at);
    for (*at = 1; *at < line.len && line.data[*at] != '"'; ++*at)
        if (line.data[*at] == '\\')
            ++*at;
    size_t end = *at;
    next_word(line, at);
    return slice_sub(line, 1, end);
}

static void add_name(AttributeScopes *scopes, Slice name)
{
    scopes->names = mem_grow(scopes->names, &scopes->name_capacity, scopes->name_count + 1, sizeof *scopes->names);
    scopes->names[scopes->name_count++] = name;
}

static bool is_known_name(const AttributeScopes *scopes, Slice name)
{
    for (size_t i = 0; i < scopes->name_count; i++)
        if (slice_equal(name, scopes->names[i]))
            return true;
    return false;
}

/* Whether one of the attributes from `at` on is one that matters. */
static bool attributes_matter(const AttributeScopes *scopes, Slice line, size_t at)
{
    for (Slice word = next_word(line, &at); word.len > 0; word = next_word(line, &at)) {
        bool has_sign = word.data[0] == '-' || word.data[0] == '!';
        if (is_known_name(scopes, slice_sub(word, has_sign, word.len)) ||
            slice_starts_with(word, slice_from_cstr("linguist-language=")))
            return true;
    }
    return false;
}

static bool is_special(char c)
{
    return strchr("*?[]\\\"", c) != NULL;
}

/* A pattern without '/' may match in any folder, so that only its end tells. */
static void add_scope(AttributeScopes *scopes, Slice folder, Slice pattern)
{
    if (pattern.len > 0 && pattern.data[pattern.len - 1] == '/')
        return; /* folders have no attributes */
    bool is_anchored = pattern.len > 0 && memchr(pattern.data, '/', pattern.len);
    if (is_anchored && pattern.data[0] == '/')
        pattern = slice_sub(pattern, 1, pattern.len);
    size_t start = 0;
    size_t end = pattern.len;
    while (start < pattern.len && !is_special(pattern.data[start]))
        start++;
    while (end > 0 && !is_special(pattern.data[end - 1]))
        end--;
    if (memchr(pattern.data, '\\', pattern.len)) {
        start = 0; /* what is escaped is left to libgit2 */
        end = pattern.len;
    }
    if (slice_starts_with(slice_sub(pattern, end, pattern.len), slice_of("/", 1)))
        end++; /* "**" and its '/' may stand for nothing */
    scopes->scopes = mem_grow(scopes->scopes, &scopes->capacity, scopes->count + 1, sizeof *scopes->scopes);
    scopes->scopes[scopes->count++] =
        (Scope){folder, slice_sub(pattern, 0, is_anchored ? start : 0), slice_sub(pattern, end, pattern.len)};
}

/* Collects the macros, or else the scopes, of one line. */
static void read_line(AttributeScopes *scopes, Slice folder, Slice line, bool wants_macros)
{
    static const char macro[] = "[attr]";
    size_t at = 0;
    while (line.len > 0 && is_blank(line.data[0]))
        line = slice_sub(line, 1, line.len);
    if (line.len == 0 || line.data[0] == '#')
        return;
    Slice pattern = cut_pattern(line, &at);
    bool is_macro = slice_starts_with(pattern, slice_from_cstr(macro));
    if (is_macro != wants_macros || !attributes_matter(scopes, line, at))
        return;
    if (is_macro)
        add_name(scopes, slice_sub(pattern, strlen(macro), pattern.len));
    else
        add_scope(scopes, folder, pattern);
}

static void read_text(AttributeScopes *scopes, Slice folder, Slice text, bool wants_macros)
{
    while (text.len > 0) {
        const char *newline = memchr(text.data, '\n', text.len);
        size_t len = newline ? (size_t)(newline - text.data) : text.len;
        read_line(scopes, folder, slice_sub(text, 0, len), wants_macros);
        text = slice_sub(text, len + 1, text.len);
    }
}

/* Keeps the file's text, "" when it cannot be read. The slice lives as long as the scopes. */
static Slice load_text(AttributeScopes *scopes, const char *folder, const char *name)
{
    Buf path = {0};
    buf_printf(&path, "%s%s%c", folder, name, '\0');
    FILE *file = fopen(path.data, "re");
    buf_deinit(&path);
    if (!file)
        return slice_of("", 0);
    Buf text = {0};
    size_t got = 0;
    do {
        buf_reserve(&text, 4096);
        got = fread(text.data + text.len, 1, 4096, file);
        text.len += got;
    } while (got > 0 && text.len < LONGEST_ATTRIBUTES);
    fclose(file);
    scopes->texts = mem_grow(scopes->texts, &scopes->text_capacity, scopes->text_count + 1, sizeof *scopes->texts);
    scopes->texts[scopes->text_count++] = text;
    return buf_slice(&text);
}

/* The file of the user's own, as core.attributesFile names it or where git looks without it. */
static Slice load_user_text(AttributeScopes *scopes)
{
    git_config *config = NULL;
    git_buf path = {0};
    Slice text = {"", 0};
    bool is_configured = libgit2()->repository_config_snapshot(&config, scopes->repository) == 0 &&
                         libgit2()->config_get_path(&path, config, "core.attributesfile") == 0;
    const char *home = getenv("HOME");
    const char *xdg = getenv("XDG_CONFIG_HOME");
    if (is_configured)
        text = load_text(scopes, path.ptr, "");
    else if (xdg && *xdg)
        text = load_text(scopes, xdg, "/git/attributes");
    else if (home)
        text = load_text(scopes, home, "/.config/git/attributes");
    libgit2()->buf_dispose(&path);
    libgit2()->config_free(config);
    return text;
}

/* Macros may be defined in these files only, and used in any. */
static void read_top_files(AttributeScopes *scopes, const char *root)
{
    Slice texts[] = {load_user_text(scopes), load_text(scopes, "/etc/gitattributes", ""),
                     load_text(scopes, root, ".gitattributes"),
                     load_text(scopes, libgit2()->repository_commondir(scopes->repository), "info/attributes")};
    for (int round = 0; round < 3; round++) /* two for macros, which may name one another */
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            read_text(scopes, slice_of("", 0), texts[i], round < 2);
}

AttributeScopes *attribute_scopes_new(git_repository *repository, git_index *index)
{
    AttributeScopes *scopes = mem_zalloc(1, sizeof *scopes);
    scopes->repository = repository;
    const char *root = libgit2()->repository_workdir(repository);
    add_name(scopes, slice_from_cstr("diff"));
    add_name(scopes, slice_from_cstr("binary"));
    read_top_files(scopes, root);
    size_t count = libgit2()->index_entrycount(index);
    for (size_t i = 0; i < count; i++) {
        Slice path = slice_from_cstr(libgit2()->index_get_byindex(index, i)->path);
        Slice folder = slice_sub(path, 0, path.len - slice_base_name(path).len);
        if (folder.len > 0 && slice_ends_with(path, slice_from_cstr("/.gitattributes")))
            read_text(scopes, folder, load_text(scopes, root, path.data), false);
    }
    return scopes;
}

void attribute_scopes_free(AttributeScopes *scopes)
{
    if (!scopes)
        return;
    for (size_t i = 0; i < scopes->text_count; i++)
        buf_deinit(&scopes->texts[i]);
    free(scopes->texts);
    free(scopes->names);
    free(scopes->scopes);
    free(scopes);
}

/* Without regard to case, as core.ignoreCase may have it: to be in doubt is to look up. */
static bool ends_with(Slice path, Slice end)
{
    return path.len >= end.len && strncasecmp(path.data + path.len - end.len, end.data, end.len) == 0;
}

static bool may_mean(const Scope *scope, Slice path)
{
    if (!slice_starts_with(path, scope->folder) || !ends_with(path, scope->end))
        return false;
    Slice below = slice_sub(path, scope->folder.len, path.len);
    return below.len >= scope->start.len && strncasecmp(below.data, scope->start.data, scope->start.len) == 0;
}

static const char *look_up(AttributeScopes *scopes, const char *path, const char *name)
{
    const char *value = NULL;
    int status = libgit2()->attr_get(&value, scopes->repository, GIT_ATTR_CHECK_FILE_THEN_INDEX, path, name);
    return status == 0 ? value : NULL;
}

unsigned attribute_look_up(AttributeScopes *scopes, const char *path, const char **language)
{
    *language = "";
    Slice whole = slice_from_cstr(path);
    size_t i = 0;
    while (i < scopes->count && !may_mean(&scopes->scopes[i], whole))
        i++;
    if (i == scopes->count)
        return 0;
    const char *value = look_up(scopes, path, "linguist-language");
    if (libgit2()->attr_value(value) == GIT_ATTR_VALUE_STRING)
        *language = value;
    git_attr_value_t said = libgit2()->attr_value(look_up(scopes, path, "diff"));
    return said == GIT_ATTR_VALUE_FALSE ? GIT_ENTRY_BINARY : said == GIT_ATTR_VALUE_TRUE ? GIT_ENTRY_TEXT : 0;
}
