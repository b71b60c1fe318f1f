/* Any file of ignore rules, and any list of globs, on any path: what is added to the rules does to their answers what
 * gitignore(5) says. The first byte says whether the path is a folder's and how deep the rules are, then comes the
 * path, a newline, and the rules. */
#include "engine/base/buf.h"
#include "engine/tree/filter.h"
#include "engine/tree/ignore.h"
#include "tests/fuzz/fuzz.h"

static bool is_folder;

static IgnoreVerdict ask(Slice rules_text, Slice more, Slice path)
{
    Buf text = {0};
    buf_append_slice(&text, rules_text);
    buf_append_slice(&text, more);
    IgnoreRules *rules = ignore_rules_new(NULL, slice_of("", 0), buf_slice(&text));
    IgnoreVerdict verdict = ignore_rules_check(rules, path, is_folder);
    ignore_rules_release(rules);
    buf_deinit(&text);
    return verdict;
}

static void check_last_rule(Slice text, Slice path)
{
    IgnoreVerdict verdict = ask(text, slice_of("", 0), path);
    FUZZ_EXPECT(ask(text, slice_from_cstr("\n*\n"), path) == IGNORE_YES);
    FUZZ_EXPECT(ask(text, slice_from_cstr("\n!*\n"), path) == IGNORE_NO);
    FUZZ_EXPECT(ask(text, slice_from_cstr("\n# nothing\n\n"), path) == verdict);
    FUZZ_EXPECT(ask(text, slice_from_cstr("\n*/\n"), path) == (is_folder ? IGNORE_YES : verdict));
}

/* The same rules in a folder decide about what is below it as they do about the rest of the path at the top; and where
 * they are silent, those above decide. */
static void check_folders(Slice text, Slice path)
{
    Buf below = {0};
    buf_printf(&below, "in/it/");
    buf_append_slice(&below, path);
    IgnoreRules *top = ignore_rules_new(NULL, slice_of("", 0), slice_from_cstr("*"));
    IgnoreRules *inner = ignore_rules_new(top, slice_from_cstr("in/it"), text);
    IgnoreVerdict alone = ask(text, slice_of("", 0), path);
    IgnoreVerdict both = ignore_rules_check(inner, buf_slice(&below), is_folder);
    FUZZ_EXPECT(both == (alone == IGNORE_UNDECIDED ? IGNORE_YES : alone));
    FUZZ_EXPECT(ignore_rules_check(inner, slice_from_cstr("elsewhere"), is_folder) == IGNORE_YES);
    ignore_rules_release(top);
    ignore_rules_release(inner);
    buf_deinit(&below);
}

static void check_filter(Slice globs, Slice path)
{
    PathFilter *filter = path_filter_new();
    path_filter_add_globs(filter, globs);
    PathFilter *copy = path_filter_dup(filter);
    FUZZ_EXPECT(path_filter_equal(filter, copy));
    bool accepts = path_filter_accepts(filter, path);
    FUZZ_EXPECT(accepts || !path_filter_is_empty(filter));
    FUZZ_EXPECT(path_filter_accepts(copy, path) == accepts);
    path_filter_add_glob(copy, slice_from_cstr("!*"));
    FUZZ_EXPECT(!path_filter_accepts(copy, path));
    path_filter_release(copy);
    path_filter_release(filter);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice input = fuzz_input(data, size);
    is_folder = fuzz_byte(&input) & 1;
    Slice path = fuzz_until(&input, '\n');
    if (path.len == 0 || path.data[0] == '/' || path.data[path.len - 1] == '/' || memchr(path.data, '\0', path.len))
        return 0;
    check_last_rule(input, path);
    check_folders(input, path);
    check_filter(input, path);
    return 0;
}
