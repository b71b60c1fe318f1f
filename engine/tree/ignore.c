/* Ignore rules: one object a file of rules, linked to the rules of the folder above.
 *
 *     a/b/.ignore -> a/b/.gitignore -> a/.gitignore -> .gitignore -> info/exclude -> core.excludesFile
 *
 * A rule without stars is compared, "*.o" is compared from the end: what is left for the matcher is little. */
#include "engine/tree/ignore.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/tree/glob.h"

typedef struct Rule {
    Slice pattern;    /* into `text`; without '!', the '/' before and the '/' after. For a suffix, without the '*' */
    size_t plain_len; /* of the pattern's start, up to what is special */
    bool is_negated;
    bool is_for_folders;
    bool is_for_base_name;
    bool is_plain;
    bool is_suffix;
} Rule;

struct IgnoreRules {
    atomic_uint references;
    IgnoreRules *parent;
    char *folder; /* "" or with a '/' at the end */
    size_t folder_len;
    char *text;
    Rule *rules;
    size_t count;
    size_t capacity;
};

static size_t plain_len(Slice pattern)
{
    size_t len = 0;
    while (len < pattern.len && !strchr("*?[\\", pattern.data[len]))
        len++;
    return len;
}

static bool is_plain(Slice pattern)
{
    return plain_len(pattern) == pattern.len;
}

/* Spaces at the end do not count unless a backslash is before them. */
static Slice trim_spaces(Slice line)
{
    size_t kept = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] == '\\')
            i++;
        else if (line.data[i] == ' ')
            continue;
        kept = i + 1;
    }
    return slice_sub(line, 0, kept);
}

static Slice cut_line(Slice line)
{
    if (line.len > 0 && line.data[line.len - 1] == '\r')
        line.len--;
    return trim_spaces(line);
}

static void add_rule(IgnoreRules *rules, Slice line)
{
    Rule rule = {0};
    if (line.len == 0 || line.data[0] == '#')
        return;
    rule.is_negated = line.data[0] == '!';
    line = slice_sub(line, rule.is_negated, line.len);
    rule.is_for_folders = line.len > 0 && line.data[line.len - 1] == '/';
    line.len -= rule.is_for_folders;
    rule.is_for_base_name = line.len == 0 || !memchr(line.data, '/', line.len);
    if (!rule.is_for_base_name && line.data[0] == '/')
        line = slice_sub(line, 1, line.len);
    if (line.len == 0)
        return;
    rule.plain_len = plain_len(line);
    rule.is_plain = is_plain(line);
    rule.is_suffix = rule.is_for_base_name && line.data[0] == '*' && is_plain(slice_sub(line, 1, line.len));
    rule.pattern = slice_sub(line, rule.is_suffix, line.len);
    rules->rules = mem_grow(rules->rules, &rules->capacity, rules->count + 1, sizeof *rules->rules);
    rules->rules[rules->count++] = rule;
}

static void add_rules(IgnoreRules *rules, Slice text)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    if (slice_starts_with(text, slice_from_cstr(byte_order_mark)))
        text = slice_sub(text, 3, text.len);
    while (text.len > 0) {
        const char *newline = memchr(text.data, '\n', text.len);
        size_t len = newline ? (size_t)(newline - text.data) : text.len;
        add_rule(rules, cut_line(slice_sub(text, 0, len)));
        text = slice_sub(text, len + 1, text.len);
    }
}

IgnoreRules *ignore_rules_new(IgnoreRules *parent, Slice folder, Slice text)
{
    IgnoreRules *rules = mem_zalloc(1, sizeof *rules);
    atomic_init(&rules->references, 1);
    rules->parent = parent ? ignore_rules_retain(parent) : NULL;
    rules->folder_len = folder.len > 0 ? folder.len + 1 : 0;
    rules->folder = mem_strndup(folder.data, folder.len);
    if (folder.len > 0)
        rules->folder[folder.len] = '/'; /* where the NUL was: the length says where it ends */
    rules->text = mem_strndup(text.data, text.len);
    add_rules(rules, slice_of(rules->text, text.len));
    return rules;
}

IgnoreRules *ignore_rules_retain(IgnoreRules *rules)
{
    /* relaxed: who retains holds a reference already */
    atomic_fetch_add_explicit(&rules->references, 1, memory_order_relaxed);
    return rules;
}

void ignore_rules_release(IgnoreRules *rules)
{
    /* acq_rel: the last one to let go sees all that the others did. A loop, for folders may be very deep */
    while (rules && atomic_fetch_sub_explicit(&rules->references, 1, memory_order_acq_rel) == 1) {
        IgnoreRules *parent = rules->parent;
        free(rules->folder);
        free(rules->text);
        free(rules->rules);
        free(rules);
        rules = parent;
    }
}

static bool rule_matches(const Rule *rule, Slice path, Slice base_name, bool is_folder)
{
    if (rule->is_for_folders && !is_folder)
        return false;
    Slice text = rule->is_for_base_name ? base_name : path;
    if (rule->is_plain)
        return slice_equal(rule->pattern, text);
    if (rule->is_suffix)
        return slice_ends_with(text, rule->pattern);
    if (rule->is_for_base_name)
        return glob_match(rule->pattern, text, false);
    /* The plain start is cut off before the rest is matched, as git does: so "**" is special in "a**" too. */
    Slice start = slice_sub(rule->pattern, 0, rule->plain_len);
    Slice rest = slice_sub(rule->pattern, rule->plain_len, rule->pattern.len);
    return slice_starts_with(text, start) && glob_match(rest, slice_sub(text, start.len, text.len), false);
}

IgnoreVerdict ignore_rules_check(const IgnoreRules *rules, Slice path, bool is_folder)
{
    Slice base_name = slice_base_name(path);
    for (; rules; rules = rules->parent) {
        if (!slice_starts_with(path, slice_of(rules->folder, rules->folder_len)))
            continue;
        Slice below = slice_sub(path, rules->folder_len, path.len);
        for (size_t i = rules->count; i-- > 0;)
            if (rule_matches(&rules->rules[i], below, base_name, is_folder))
                return rules->rules[i].is_negated ? IGNORE_NO : IGNORE_YES;
    }
    return IGNORE_UNDECIDED;
}
