/* Finding languages: a sorted list of all names, extensions, file names and interpreters, made once; and the tables
 * of each language, made when it is first asked for. Both are the same whoever makes them, and never change. */
#include "engine/syntax/language.h"

#include <ctype.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/syntax/tables.h"
#include "engine/syntax/words.h"

enum { LANGUAGES_MOST = 128, NAME_LONGEST = 64 };

typedef enum Use { USE_NAME, USE_EXTENSION, USE_FILE, USE_INTERPRETER } Use;

typedef struct Known {
    Use use;
    Slice word;
    unsigned language;
    bool is_prefix; /* of a file's name */
} Known;

typedef struct Registry {
    const LanguageData *languages[LANGUAGES_MOST];
    size_t count;
    Known *known; /* sorted by use and word; of equals the first language in the list comes first */
    size_t known_count, known_capacity;
} Registry;

/* Caches: what they hold follows from constants alone. */
static Registry registry;
static pthread_once_t registry_once = PTHREAD_ONCE_INIT;
static _Atomic(Language *) made[LANGUAGES_MOST];

static int compare_known(const void *left, const void *right)
{
    const Known *a = left;
    const Known *b = right;
    if (a->use != b->use)
        return a->use < b->use ? -1 : 1;
    int order = slice_compare(a->word, b->word);
    return order ? order : (a->language > b->language) - (a->language < b->language);
}

static void add_known(Use use, const char *list, unsigned language)
{
    Slice word;
    while (words_next(&list, &word)) {
        registry.known = mem_grow(registry.known, &registry.known_capacity, registry.known_count + 1, sizeof(Known));
        Known *known = &registry.known[registry.known_count++];
        *known = (Known){.use = use, .word = word, .language = language};
        known->is_prefix = use == USE_FILE && word.data[word.len - 1] == '*';
        known->word.len -= known->is_prefix;
    }
}

static void make_registry(void)
{
    static const LanguageData *const GROUPS[] = {
#define X(group) languages_##group,
        LANGUAGE_GROUPS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof GROUPS / sizeof *GROUPS; i++)
        for (const LanguageData *data = GROUPS[i]; data->names && registry.count < LANGUAGES_MOST; data++)
            registry.languages[registry.count++] = data;
    for (unsigned i = 0; i < registry.count; i++) {
        const LanguageData *data = registry.languages[i];
        add_known(USE_NAME, data->names, i);
        add_known(USE_EXTENSION, data->extensions, i);
        add_known(USE_FILE, data->files, i);
        add_known(USE_INTERPRETER, data->interpreters, i);
    }
    qsort(registry.known, registry.known_count, sizeof(Known), compare_known);
}

static const Known *find_known(Use use, Slice word)
{
    pthread_once(&registry_once, make_registry);
    Known wanted = {.use = use, .word = word, .language = 0};
    size_t low = 0;
    size_t high = registry.known_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_known(&registry.known[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const Known *known = low < registry.known_count ? &registry.known[low] : NULL;
    return known && known->use == use && !known->is_prefix && slice_equal(known->word, word) ? known : NULL;
}

/* The same, and where nothing is found once more in small letters. */
static const Known *find_folded(Use use, Slice word)
{
    const Known *known = find_known(use, word);
    char folded[NAME_LONGEST];
    if (known || word.len > NAME_LONGEST)
        return known;
    for (size_t i = 0; i < word.len; i++)
        folded[i] = (char)tolower((unsigned char)word.data[i]);
    return find_known(use, slice_of(folded, word.len));
}

const Language *language_at(size_t index)
{
    Language *language = atomic_load_explicit(&made[index], memory_order_acquire); /* pairs with the exchange below */
    if (language)
        return language;
    pthread_once(&registry_once, make_registry);
    Language *fresh = tables_new(registry.languages[index], (unsigned)index);
    /* release: the tables are complete before they are seen; acquire: so are those of whoever came first */
    if (atomic_compare_exchange_strong_explicit(&made[index], &language, fresh, memory_order_acq_rel,
                                                memory_order_acquire))
        return fresh;
    tables_free(fresh);
    return language;
}

size_t language_count(void)
{
    pthread_once(&registry_once, make_registry);
    return registry.count;
}

static const Language *language_of(const Known *known)
{
    return known ? language_at(known->language) : NULL;
}

unsigned language_index(Slice name)
{
    const Known *known = find_folded(USE_NAME, name);
    return known ? known->language : 0; /* plain text stands first */
}

const Language *language_find(Slice name)
{
    return language_of(find_folded(USE_NAME, name));
}

const char *language_name(const Language *language)
{
    return language->name;
}

/* --- choosing by a file's name --- */

static const Known *by_prefix(Slice base)
{
    for (size_t i = 0; i < registry.known_count; i++)
        if (registry.known[i].is_prefix && slice_starts_with(base, registry.known[i].word))
            return &registry.known[i];
    return NULL;
}

static Slice next_line(Slice *rest)
{
    const char *found = rest->len ? memchr(rest->data, '\n', rest->len) : NULL;
    size_t len = found ? (size_t)(found - rest->data) : rest->len;
    Slice line = slice_sub(*rest, 0, len);
    *rest = slice_sub(*rest, len + 1, rest->len);
    return line;
}

/* Whether some line of the head begins with one of the signs. */
static bool has_sign(const char *signs, Slice head)
{
    while (head.len > 0) {
        Slice line = next_line(&head);
        size_t start = 0;
        while (start < line.len && (line.data[start] == ' ' || line.data[start] == '\t'))
            start++;
        size_t end = start;
        while (end < line.len && line.data[end] != ' ' && line.data[end] != '\t' && line.data[end] != '\r')
            end++;
        if (end > start && words_has(signs, slice_sub(line, start, end)))
            return true;
    }
    return false;
}

/* Among the languages that share the extension of `known`, the first in the list: the one whose sign is seen, or it. */
static const Known *by_signs(const Known *known, Slice head)
{
    const Known *end = registry.known + registry.known_count;
    for (const Known *other = known; other < end && other->use == known->use; other++) {
        if (!slice_equal(other->word, known->word))
            break;
        if (has_sign(registry.languages[other->language]->signs, head))
            return other;
    }
    return known;
}

/* By the longest extension that is known; a template's ".in" is passed over. */
static const Known *by_extension(Slice base, Slice head)
{
    for (size_t at = 1; at < base.len; at++) {
        if (base.data[at - 1] != '.')
            continue;
        const Known *known = find_folded(USE_EXTENSION, slice_sub(base, at, base.len));
        if (known)
            return by_signs(known, head);
    }
    Slice template = slice_from_cstr(".in");
    return slice_ends_with(base, template) ? by_extension(slice_sub(base, 0, base.len - template.len), head) : NULL;
}

/* --- choosing by what a file begins with --- */

static bool is_mode_byte(char byte)
{
    return isalnum((unsigned char)byte) || (byte && strchr("_+#-.", byte));
}

static Slice mode_at(Slice line, size_t at)
{
    while (at < line.len && line.data[at] == ' ')
        at++;
    size_t end = at;
    while (end < line.len && is_mode_byte(line.data[end]))
        end++;
    return slice_sub(line, at, end);
}

/* Behind the first occurrence of `text` at or behind `from`, or SIZE_MAX. */
static size_t behind(Slice line, const char *text, size_t from)
{
    const char *found = from < line.len ? memmem(line.data + from, line.len - from, text, strlen(text)) : NULL;
    return found ? (size_t)(found - line.data) + strlen(text) : SIZE_MAX;
}

static const Known *by_mode_line(Slice line)
{
    static const char *const SETTINGS[] = {"ft=", "filetype=", "syntax="};
    size_t from = behind(line, "-*-", 0);
    if (from != SIZE_MAX) {
        size_t mode = behind(line, "mode:", from);
        return find_folded(USE_NAME, mode_at(line, mode == SIZE_MAX ? from : mode));
    }
    from = behind(line, "vim:", 0);
    if (from == SIZE_MAX)
        from = behind(line, "vi:", 0);
    for (size_t i = 0; from != SIZE_MAX && i < sizeof SETTINGS / sizeof *SETTINGS; i++) {
        size_t value = behind(line, SETTINGS[i], from);
        if (value != SIZE_MAX)
            return find_folded(USE_NAME, mode_at(line, value));
    }
    return NULL;
}

static const Known *by_mode_lines(Slice head)
{
    enum { MODE_LINES = 5 };
    for (int i = 0; i < MODE_LINES && head.len > 0; i++) {
        const Known *known = by_mode_line(next_line(&head));
        if (known)
            return known;
    }
    return NULL;
}

/* #!/usr/bin/env -S python3.11 -u */
static const Known *by_interpreter(Slice head)
{
    Slice line = next_line(&head);
    if (!slice_starts_with(line, slice_from_cstr("#!")))
        return NULL;
    size_t at = 2;
    while (at < line.len) {
        while (at < line.len && (line.data[at] == ' ' || line.data[at] == '\t'))
            at++;
        size_t end = at;
        while (end < line.len && line.data[end] != ' ' && line.data[end] != '\t' && line.data[end] != '\r')
            end++;
        Slice name = slice_base_name(slice_sub(line, at, end));
        at = end + (end == at);
        if (slice_equal(name, slice_from_cstr("env")) || (name.len > 0 && name.data[0] == '-'))
            continue;
        while (name.len > 0 && (isdigit((unsigned char)name.data[name.len - 1]) || name.data[name.len - 1] == '.'))
            name.len--;
        return find_known(USE_INTERPRETER, name);
    }
    return NULL;
}

static const Known *choose(Slice path, Slice head, Slice attribute)
{
    Slice base = slice_base_name(path);
    const Known *known = attribute.len ? find_folded(USE_NAME, attribute) : NULL;
    if (!known)
        known = by_mode_lines(head);
    if (!known)
        known = find_known(USE_FILE, base);
    if (!known)
        known = by_extension(base, head);
    if (!known)
        known = by_prefix(base);
    return known ? known : by_interpreter(head);
}

const Language *language_for(Slice path, Slice head, Slice attribute)
{
    pthread_once(&registry_once, make_registry);
    const Known *known = choose(path, head, attribute);
    bool is_plain = !known || known->language == 0;
    return is_plain ? NULL : language_of(known);
}
