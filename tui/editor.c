/* From what the user has configured to an argument vector. */
#include "tui/editor.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "tui/editor_private.h"

static void add_word(Words *words, char *word)
{
    words->items = mem_grow(words->items, &words->capacity, words->count + 2, sizeof *words->items);
    words->items[words->count++] = word;
    words->items[words->count] = NULL;
}

void editor_words_add(Words *words, const char *format, ...)
{
    char *word = NULL;
    va_list args;
    va_start(args, format);
    int len = vasprintf(&word, format, args);
    va_end(args);
    if (len < 0)
        mem_exhausted();
    add_word(words, word);
}

static void free_words(char **items)
{
    for (char **item = items; item && *item; item++)
        free(*item);
    free(items);
}

/* One word from `*text` on into `out`: quotes and backslashes as in a shell. False when a quote is not closed. */
static bool take_word(const char **text, Buf *out)
{
    char quote = 0;
    const char *p = *text;
    for (; *p && (quote || !strchr(" \t\n", *p)); p++) {
        bool is_escape = *p == '\\' && p[1] && (quote == 0 || (quote == '"' && strchr("\"\\$`", p[1])));
        if (is_escape)
            buf_append_byte(out, *++p);
        else if (quote ? *p == quote : *p == '\'' || *p == '"')
            quote = quote ? 0 : *p;
        else
            buf_append_byte(out, *p);
    }
    *text = p;
    return quote == 0;
}

static bool split(const char *configured, Words *words, Error *err)
{
    const char *p = configured;
    bool ok = true;
    for (;;) {
        p += strspn(p, " \t\n");
        if (!*p || !ok)
            break;
        Buf word = {0};
        ok = take_word(&p, &word);
        add_word(words, mem_strndup(word.data ? word.data : "", word.len));
        buf_deinit(&word);
    }
    if (!ok)
        return error_set(err, "editor: a quote is not closed in: %s", configured);
    return words->count > 0 || error_set(err, "editor: none is configured ($EDITOR is empty)");
}

/* Names that an editor could take for an option, a command, a home folder or the like get "./" in front. */
static char *safe_path(const char *path)
{
    char first = path[0];
    bool is_plain = first == '/' || first == '.' || first == '_' || (first >= '0' && first <= '9') ||
                    ((first | 0x20) >= 'a' && (first | 0x20) <= 'z');
    Buf safe = {0};
    buf_printf(&safe, "%s%s", is_plain ? "" : "./", path);
    return safe.data; /* buf_printf leaves a NUL behind the text */
}

static bool replace_name(Buf *out, const char **at, const char *name, const char *value)
{
    size_t len = strlen(name);
    if (strncmp(*at, name, len) != 0)
        return false;
    buf_append(out, value, strlen(value));
    *at += len;
    return true;
}

/* Fills {file}, {line} and {column} in the words; true when there was any. `has_file` tells whether the file was among
 * them. */
static bool fill_template(Words *words, const char *path, uint64_t line, uint64_t column, bool *has_file)
{
    char line_text[24], column_text[24];
    bool has_any = false;
    snprintf(line_text, sizeof line_text, "%" PRIu64, line ? line : 1);
    snprintf(column_text, sizeof column_text, "%" PRIu64, column ? column : 1);
    *has_file = false;
    for (size_t i = 0; i < words->count; i++) {
        Buf filled = {0};
        for (const char *p = words->items[i]; *p;) {
            bool is_file = replace_name(&filled, &p, "{file}", path);
            bool is_filled = is_file || replace_name(&filled, &p, "{line}", line_text) ||
                             replace_name(&filled, &p, "{column}", column_text);
            *has_file = *has_file || is_file;
            has_any = has_any || is_filled;
            if (!is_filled)
                buf_append_byte(&filled, *p++);
        }
        buf_append_byte(&filled, '\0');
        free(words->items[i]);
        words->items[i] = filled.data;
    }
    return has_any;
}

bool editor_command(EditorCommand *command, const char *configured, const EditorPlace *place, Error *err)
{
    Words words = {0};
    *command = (EditorCommand){0};
    if (!split(configured, &words, err)) {
        free_words(words.items);
        return false;
    }
    char *path = safe_path(place->path);
    EditorForm form = editor_form(words.items[0], &command->is_graphical);
    bool has_file;
    if (!fill_template(&words, path, place->line, place->column, &has_file))
        editor_form_place(form, &words, path, place->line, place->column);
    else if (!has_file)
        editor_words_add(&words, "%s", path);
    command->argv = words.items;
    free(path);
    return true;
}

bool editor_quickfix_command(EditorCommand *command, const char *configured, const char *list_path, Error *err)
{
    Words words = {0};
    *command = (EditorCommand){0};
    if (!split(configured, &words, err)) {
        free_words(words.items);
        return false;
    }
    char *path = safe_path(list_path);
    EditorForm form = editor_form(words.items[0], &command->is_graphical);
    bool has_file;
    if (!fill_template(&words, path, 1, 1, &has_file))
        editor_form_list(form, &words, path);
    else if (!has_file)
        editor_words_add(&words, "%s", path);
    command->argv = words.items;
    free(path);
    return true;
}

void editor_command_deinit(EditorCommand *command)
{
    free_words(command->argv);
    *command = (EditorCommand){0};
}

static bool is_installed(const char *program)
{
    const char *path = getenv("PATH");
    for (const char *p = path ? path : "/usr/bin:/bin"; p && *p;) {
        const char *colon = strchrnul(p, ':');
        char name[4096];
        int len = snprintf(name, sizeof name, "%.*s/%s", (int)(colon - p), p, program);
        if (len > 0 && (size_t)len < sizeof name && access(name, X_OK) == 0)
            return true;
        p = *colon ? colon + 1 : NULL;
    }
    return false;
}

const char *editor_configured(void)
{
    static const char *const variables[] = {"KEN_EDITOR", "VISUAL", "EDITOR"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value && value[strspn(value, " \t\n")])
            return value;
    }
    return !is_installed("vi") && is_installed("nano") ? "nano" : "vi";
}
