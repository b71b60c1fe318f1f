/* Any command line: understood, or refused with a sentence. The first byte says whether standard input is fed, then
 * come $LESS and the arguments, each ended by a newline. */
#include "cli/options.h"
#include "cli/page_options.h"
#include "engine/base/mem.h"
#include "tests/fuzz/fuzz.h"

enum { ARGUMENTS_MOST = 12 };

/* What digits and a unit come to; 0 when it is nothing of the kind, or too large. */
static uint64_t size_plainly(const char *text)
{
    unsigned __int128 number = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9' && number <= UINT64_MAX; at++)
        number = number * 10 + (unsigned)(*at - '0');
    static const char units[] = "kKmMgG";
    const char *unit = *at ? strchr(units, *at) : NULL;
    if (at == text || (*at && (!unit || at[1])))
        return 0;
    number <<= unit ? 10 * ((unit - units) / 2 + 1) : 0;
    return number > UINT64_MAX ? 0 : (uint64_t)number;
}

static void check_size(const char *text)
{
    uint64_t bytes = 0;
    bool ok = options_parse_size(text, &bytes);
    FUZZ_EXPECT((ok ? bytes : 0) == size_plainly(text));
    unsigned regions = IN_ALL + 1;
    FUZZ_EXPECT(options_parse_regions(text, &regions) == (regions < IN_ALL));
}

static void check_understood(const Options *options)
{
    FUZZ_EXPECT(options->command <= COMMAND_CACHE && options->threads <= 64);
    FUZZ_EXPECT(options->query.case_mode <= CASE_INSENSITIVE && options->color <= COLOR_NEVER);
    FUZZ_EXPECT(options->pager.tab_width >= 0 && options->pager.header_lines >= 0);
    bool is_asked = options->wants_help || options->wants_version;
    FUZZ_EXPECT(options->command != COMMAND_GREP || is_asked || options->has_pattern);
    for (size_t i = 0; i < options->paths.count && !is_asked; i++)
        FUZZ_EXPECT(options->paths.items[i][0]);
    Error err = {""};
    PathFilter *filter = options_filter(options, &err);
    FUZZ_EXPECT((filter == NULL) == (err.text[0] != '\0'));
    if (filter)
        path_filter_accepts(filter, slice_from_cstr("some/file.c"));
    path_filter_release(filter);
}

static char *take_text(Slice *input)
{
    Slice part = fuzz_until(input, '\n');
    return mem_strndup(part.data, part.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice input = fuzz_input(data, size);
    bool is_fed = fuzz_byte(&input) & 1;
    char *less = take_text(&input);
    char *argv[ARGUMENTS_MOST + 1] = {mem_strdup("ken")};
    int argc = 1;
    while (input.len > 0 && argc < ARGUMENTS_MOST)
        argv[argc++] = take_text(&input);
    Options options = {0};
    Error err = {""};
    page_options_read_environment(&options, less);
    options_deinit(&options);
    check_size(less);
    bool ok = options_parse(&options, argc, argv, is_fed, &err);
    FUZZ_EXPECT(ok == (err.text[0] == '\0'));
    if (ok)
        check_understood(&options);
    options_deinit(&options);
    for (int i = 0; i < argc; i++)
        free(argv[i]);
    free(less);
    return 0;
}
