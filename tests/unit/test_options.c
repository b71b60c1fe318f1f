/* The command line: what each form means, what is refused in which words, and that help and man page tell it all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/nearest.h"
#include "cli/option_table.h"
#include "cli/options.h"
#include "engine/base/mem.h"

enum { MOST_ARGUMENTS = 16 };

static Options options;
static bool is_fed; /* standard input is no terminal */
static Error err;

/* Parses "ken" and what follows, separated by '|'. */
static bool parse(const char *line)
{
    static char text[512];
    static char *argv[MOST_ARGUMENTS];
    int argc = 0;
    options_deinit(&options);
    err.text[0] = '\0';
    snprintf(text, sizeof text, "%s", line);
    argv[argc++] = "ken";
    for (char *at = text; at && *line; argc++) {
        argv[argc] = at;
        at = strchr(at, '|');
        if (at)
            *at++ = '\0';
    }
    return options_parse(&options, argc, argv, is_fed, &err);
}

static void assert_refused(const char *line, const char *message)
{
    assert_false(parse(line));
    assert_string_equal(err.text, message);
}

static void assert_pattern(const char *expected)
{
    assert_true(slice_equal(options.query.pattern, slice_from_cstr(expected)));
}

static void without_arguments_it_browses_here(void **state)
{
    (void)state;
    assert_true(parse(""));
    assert_int_equal(options.command, COMMAND_BROWSE);
    assert_int_equal(options.paths.count, 0);
    assert_int_equal(options.query.case_mode, CASE_SMART);
    assert_pattern("");
}

static void the_first_word_names_the_command(void **state)
{
    (void)state;
    assert_true(parse("grep|x"));
    assert_int_equal(options.command, COMMAND_GREP);
    assert_true(parse("files"));
    assert_int_equal(options.command, COMMAND_FILES);
    assert_true(parse("serve"));
    assert_int_equal(options.command, COMMAND_SERVE);
    assert_true(parse("./grep"));
    assert_int_equal(options.command, COMMAND_BROWSE);
    assert_true(parse("--hidden|grep"));
    assert_int_equal(options.command, COMMAND_BROWSE);
}

static void grep_takes_a_pattern_then_paths(void **state)
{
    (void)state;
    assert_true(parse("grep|a b|src|doc"));
    assert_pattern("a b");
    assert_int_equal(options.paths.count, 2);
    assert_string_equal(options.paths.items[0], "src");
    assert_string_equal(options.paths.items[1], "doc");
    assert_int_equal(options.query.case_mode, CASE_SENSITIVE);
}

static void options_may_follow_what_they_are_for(void **state)
{
    (void)state;
    assert_true(parse("grep|x|src|-i|--count"));
    assert_int_equal(options.query.case_mode, CASE_INSENSITIVE);
    assert_true(options.with_counts);
    assert_int_equal(options.paths.count, 1);
}

static void a_double_dash_ends_the_options(void **state)
{
    (void)state;
    assert_true(parse("grep|--|-x|-y"));
    assert_pattern("-x");
    assert_string_equal(options.paths.items[0], "-y");
}

static void a_pattern_may_be_given_by_an_option(void **state)
{
    (void)state;
    assert_true(parse("grep|-e|-x|src"));
    assert_pattern("-x");
    assert_string_equal(options.paths.items[0], "src");
    assert_true(parse("grep|--regexp=-x"));
    assert_pattern("-x");
    assert_refused("grep|-e|a|-e|b", "only one pattern can be searched for: join several as \"a|b\"");
}

static void an_empty_pattern_is_a_pattern(void **state)
{
    (void)state;
    assert_true(parse("grep|-e||src"));
    assert_pattern("");
    assert_true(options.has_pattern);
}

static void letters_may_be_joined(void **state)
{
    (void)state;
    assert_true(parse("grep|-iwc|x"));
    assert_true(options.query.is_word);
    assert_true(options.with_counts);
    assert_int_equal(options.query.case_mode, CASE_INSENSITIVE);
    assert_true(parse("grep|-Fg*.c|x"));
    assert_true(options.query.is_literal);
    assert_string_equal(options.globs.items[0], "*.c");
}

static void arguments_stand_beside_or_behind_an_equals_sign(void **state)
{
    (void)state;
    assert_true(parse("grep|-g|*.c|--glob=*.h|--glob|!test|-t|py|x"));
    assert_int_equal(options.globs.count, 3);
    assert_string_equal(options.globs.items[1], "*.h");
    assert_string_equal(options.globs.items[2], "!test");
    assert_string_equal(options.types.items[0], "py");
    assert_pattern("x");
}

static void the_last_of_the_case_options_wins(void **state)
{
    (void)state;
    assert_true(parse("grep|-i|-S|x"));
    assert_int_equal(options.query.case_mode, CASE_SMART);
    assert_true(parse("grep|-S|-s|x"));
    assert_int_equal(options.query.case_mode, CASE_SENSITIVE);
}

static void listing_options_are_understood_by_every_command(void **state)
{
    (void)state;
    const char *const lines[] = {"--hidden|--no-ignore|--tracked", "grep|x|--hidden|--no-ignore|--tracked",
                                 "files|--hidden|--no-ignore|--tracked", "serve|--hidden|--no-ignore|--tracked"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_true(parse(lines[i]));
        assert_true(options.listing.with_hidden && options.listing.with_ignored && options.listing.tracked_only);
    }
}

static void numbers_are_checked(void **state)
{
    (void)state;
    assert_true(parse("--threads=3"));
    assert_int_equal(options.threads, 3);
    assert_refused("--threads=0", "--threads takes a number from 1 to 64, not \"0\"");
    assert_refused("--threads=65", "--threads takes a number from 1 to 64, not \"65\"");
    assert_refused("--threads=-1", "--threads takes a number from 1 to 64, not \"-1\"");
    assert_refused("--threads=2x", "--threads takes a number from 1 to 64, not \"2x\"");
    assert_refused("--threads=", "--threads takes a number from 1 to 64, not \"\"");
}

static void sizes_have_units(void **state)
{
    (void)state;
    uint64_t bytes = 0;
    assert_true(options_parse_size("1", &bytes) && bytes == 1);
    assert_true(options_parse_size("3k", &bytes) && bytes == 3 << 10);
    assert_true(options_parse_size("512M", &bytes) && bytes == 512 << 20);
    assert_true(options_parse_size("2G", &bytes) && bytes == UINT64_C(2) << 30);
    const char *const wrong[] = {
        "", "0", "-1", "M", "1T", "1MB", "1 M", "1.5G", "99999999999999999999", "18446744073709551615K"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(options_parse_size(wrong[i], &bytes));
    assert_refused("--memory=lots", "--memory takes a size such as 512M or 2G, not \"lots\"");
}

static void colours_are_checked(void **state)
{
    (void)state;
    assert_true(parse("grep|x|--color=always"));
    assert_int_equal(options.color, COLOR_ALWAYS);
    assert_true(parse("grep|x|--color|never"));
    assert_int_equal(options.color, COLOR_NEVER);
    assert_refused("grep|x|--color=red", "--color takes auto, always or never, not \"red\"");
}

static void an_unknown_option_names_the_nearest(void **state)
{
    (void)state;
    assert_refused("grep|x|--colour=always", "unknown option \"--colour\": did you mean --color?");
    assert_refused("grep|x|--igonre-case", "unknown option \"--igonre-case\": did you mean --ignore-case?");
    assert_refused("--hiden", "unknown option \"--hiden\": did you mean --hidden?");
    assert_refused("--no-cahce", "unknown option \"--no-cahce\": did you mean --no-cache?");
    assert_refused("--something-else", "unknown option \"--something-else\": ken --help lists those there are");
    assert_refused("grep|-Z|x", "unknown option \"-Z\": ken grep --help lists those there are");
}

static void syntax_can_be_plain_in_both_forms(void **state)
{
    (void)state;
    assert_true(parse("."));
    assert_false(options.hides_syntax);
    assert_true(parse("--no-syntax|."));
    assert_true(options.hides_syntax);
    assert_true(parse("--no-syntax|" KEN_SOURCE_DIR "/LICENSE"));
    assert_true(options.hides_syntax);
}

static void an_option_of_another_command_is_told_apart(void **state)
{
    (void)state;
    assert_refused("files|-c", "-c is an option of ken grep, not of ken files");
    assert_refused("--json", "--json is an option of ken grep, not of ken");
    assert_refused("grep|x|--keymap=vim", "--keymap is an option of ken, not of ken grep");
}

static void arguments_are_neither_missing_nor_too_many(void **state)
{
    (void)state;
    assert_refused("grep|x|-g", "-g needs an argument: GLOB");
    assert_refused("grep|x|--type", "--type needs an argument: TYPE");
    assert_refused("grep|x|--count=3", "--count takes no argument");
    assert_refused("grep", "there is no pattern to search for");
    assert_refused("a|b", "one path at a time, not \"a\" and \"b\"");
    assert_refused("serve|a|b", "one path at a time, not \"a\" and \"b\"");
    assert_refused("files|", "a path is empty");
}

static void help_and_version_need_nothing_else(void **state)
{
    (void)state;
    assert_true(parse("grep|--help") && options.wants_help);
    assert_true(parse("-V") && options.wants_version);
}

static void the_cache_option_is_accepted(void **state)
{
    (void)state;
    assert_true(parse("grep|x|--no-cache"));
}

static void a_single_dash_is_a_path(void **state)
{
    (void)state;
    assert_true(parse("-"));
    assert_string_equal(options.paths.items[0], "-");
}

typedef struct ToldOption {
    char letter;
    const char *name;
    const char *argument;
    unsigned commands;
    const char *help;
} ToldOption;

static const ToldOption told[] = {
#define X(id, letter, name, argument, commands, help) {letter, name, argument, commands, help},
    OPTIONS(X)
#undef X
};

static const struct {
    Command command;
    unsigned flag;
} all_commands[] = {
    {COMMAND_BROWSE, FOR_BROWSE}, {COMMAND_GREP, FOR_GREP}, {COMMAND_FILES, FOR_FILES}, {COMMAND_SERVE, FOR_SERVE}};

static void help_lists_the_options_of_the_command(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof all_commands / sizeof *all_commands; c++) {
        Buf help = {0};
        options_print_help(all_commands[c].command, &help);
        buf_append_byte(&help, '\0');
        for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
            char line[80];
            snprintf(line, sizeof line, " --%s%c", told[i].name, told[i].argument ? '=' : ' ');
            bool is_expected = told[i].help && (told[i].commands & all_commands[c].flag);
            assert_int_equal(strstr(help.data, line) != NULL, is_expected);
        }
        buf_deinit(&help);
    }
}

static void help_fits_a_terminal(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof all_commands / sizeof *all_commands; c++) {
        Buf help = {0};
        options_print_help(all_commands[c].command, &help);
        size_t width = 0;
        for (size_t i = 0; i < help.len; i++) {
            width = help.data[i] == '\n' ? 0 : width + 1;
            assert_in_range(width, 0, 100);
        }
        buf_deinit(&help);
    }
}

static void no_letter_or_name_is_used_twice(void **state)
{
    (void)state;
    size_t count = sizeof told / sizeof *told;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            assert_string_not_equal(told[i].name, told[j].name);
            assert_false(told[i].letter && told[i].letter == told[j].letter);
        }
    }
}

static const struct {
    const char *name;
    bool is_told;
} paged[] = {
#define X(id, letter, name, argument, help) {name, (help) != NULL},
    PAGE_OPTIONS(X)
#undef X
};

/* The man page with "\-" read as '-', as it is printed. */
static char *read_man_page(void)
{
    FILE *in = fopen(KEN_SOURCE_DIR "/docs/ken.1", "r");
    assert_non_null(in);
    char *text = mem_zalloc(1, 1 << 17);
    size_t len = fread(text, 1, (1 << 17) - 1, in);
    fclose(in);
    size_t kept = 0;
    for (size_t i = 0; i < len; i++)
        if (text[i] != '\\' || text[i + 1] != '-')
            text[kept++] = text[i];
    text[kept] = '\0';
    return text;
}

static void the_man_page_tells_every_option(void **state)
{
    (void)state;
    char *page = read_man_page();
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        char heading[80];
        snprintf(heading, sizeof heading, "--%s", told[i].name);
        if (!told[i].help)
            assert_null(strstr(page, heading));
        else if (!strstr(page, heading))
            fail_msg("docs/ken.1 does not tell %s", heading);
    }
    for (size_t i = 0; i < sizeof paged / sizeof *paged; i++) {
        char heading[80];
        snprintf(heading, sizeof heading, "--%s", paged[i].name);
        if (paged[i].is_told && !strstr(page, heading))
            fail_msg("docs/ken.1 does not tell %s", heading);
    }
    free(page);
}

static void the_man_page_tells_no_option_that_is_not_there(void **state)
{
    (void)state;
    char *page = read_man_page();
    for (const char *at = strstr(page, "--"); at; at = strstr(at + 2, "--")) {
        char name[64];
        size_t len = strspn(at + 2, "abcdefghijklmnopqrstuvwxyz-");
        if (len == 0 || len >= sizeof name)
            continue;
        memcpy(name, at + 2, len);
        name[len] = '\0';
        bool is_known = false;
        for (size_t i = 0; i < sizeof told / sizeof *told; i++)
            is_known = is_known || strcmp(told[i].name, name) == 0;
        for (size_t i = 0; i < sizeof paged / sizeof *paged; i++)
            is_known = is_known || strcmp(paged[i].name, name) == 0;
        if (!is_known)
            fail_msg("docs/ken.1 tells of --%s, which is no option", name);
    }
    free(page);
}

/* --- paging: less's letters --- */

static void files_and_pipes_are_paged_with_the_letters_of_less(void **state)
{
    (void)state;
    const char *file = KEN_SOURCE_DIR "/docs/ken.1|" KEN_SOURCE_DIR "/LICENSE|-FX|-iS";
    unsetenv("LESS");
    assert_true(parse(file));
    assert_true(options.is_paging);
    assert_int_equal(options.paths.count, 2);
    assert_true(options.pager.quits_if_one_screen && options.pager.keeps_screen);
    assert_false(options.query.is_literal);
    /* a folder is browsed with the program's own */
    assert_true(parse("-F|" KEN_SOURCE_DIR));
    assert_false(options.is_paging);
    assert_true(options.query.is_literal);
    assert_true(parse("-F"));
    assert_false(options.is_paging);
    is_fed = true;
    assert_true(parse("-F"));
    assert_true(options.is_paging);
    assert_true(parse("-F|" KEN_SOURCE_DIR));
    assert_false(options.is_paging);
    is_fed = false;
    assert_true(parse("-F|-"));
    assert_true(options.is_paging);
    /* what is an argument is no operand */
    assert_true(parse("-g|" KEN_SOURCE_DIR "/LICENSE"));
    assert_false(options.is_paging);
}

static void the_letters_of_less_set_what_they_say(void **state)
{
    (void)state;
    is_fed = true;
    assert_true(parse("-NJGx4S"));
    assert_int_equal(options.pager.numbers, PAGER_NUMBERS_ON);
    assert_true(options.pager.has_status_column && options.pager.hides_matches);
    assert_int_equal(options.pager.tab_width, 4);
    assert_int_equal(options.pager.wrap, VIEWPORT_CHOP);
    assert_true(parse("-+S|-n|-I|-E|-W"));
    assert_int_equal(options.pager.wrap, VIEWPORT_WRAP);
    assert_int_equal(options.pager.numbers, PAGER_NUMBERS_OFF);
    assert_int_equal(options.pager.case_mode, CASE_INSENSITIVE);
    assert_int_equal(options.pager.at_end, PAGER_QUITS_AT_END);
    assert_int_equal(options.pager.unread, PAGER_UNREAD_ALWAYS);
    assert_true(parse("-x|9,17|-z|12|--shift=6|--header|2,3"));
    assert_int_equal(options.pager.tab_width, 8);
    assert_int_equal(options.pager.window_rows, 12);
    assert_int_equal(options.pager.shift_columns, 6);
    assert_int_equal(options.pager.header_lines, 2);
    assert_int_equal(options.pager.header_columns, 3);
    assert_true(parse("--wordwrap|--hex|--map|--quit-if-one-screen|-e|-w"));
    assert_int_equal(options.pager.wrap, VIEWPORT_WRAP_WORDS);
    assert_true(options.pager.is_hex && options.pager.has_map && options.pager.quits_if_one_screen);
    assert_int_equal(options.pager.at_end, PAGER_QUITS_BEYOND);
    assert_int_equal(options.pager.unread, PAGER_UNREAD_AFTER_PAGE);
    is_fed = false;
}

static void commands_of_the_command_line_are_keys(void **state)
{
    (void)state;
    is_fed = true;
    assert_true(parse("+G"));
    assert_string_equal(options.start_keys, "G");
    assert_true(parse("+100"));
    assert_string_equal(options.start_keys, "100g");
    assert_true(parse("++/a b"));
    assert_string_equal(options.start_keys, "/a b");
    assert_true(parse("-pa b"));
    assert_string_equal(options.start_keys, "/a b");
    assert_true(parse("--pattern|x"));
    assert_string_equal(options.start_keys, "/x");
    is_fed = false;
}

static void options_of_less_without_a_use_are_accepted(void **state)
{
    (void)state;
    is_fed = true;
    assert_true(parse("-aABcCdfgKLmMqQrRsuU~"));
    assert_true(parse("-b64|-h5|-j.5|-y10|-P prompt|-Dd+r|-k|file"));
    assert_int_equal(options.paths.count, 0);
    assert_true(parse("--mouse|--save-marks|--wheel-lines=3|--rscroll=*|--use-color"));
    assert_refused("-tname", "-t: there are no tags when paging: browse the folder and search for the name");
    assert_refused("-o|x", "-o: there is no log file: s saves what is shown");
    assert_refused("-Y", "unknown option \"-Y\": ken --help lists those there are");
    assert_refused("-xa", "--tabs takes a number, not \"\"");
    assert_refused("--hex=1", "--hex takes no argument");
    assert_true(parse("-h"));
    assert_true(options.wants_help);
    is_fed = false;
}

static void a_subset_of_the_environment_is_kept(void **state)
{
    (void)state;
    is_fed = true;
    setenv("LESS", "FRX", 1);
    assert_true(parse(""));
    assert_true(options.pager.quits_if_one_screen && options.pager.keeps_screen);
    /* as man sets it */
    setenv("LESS", "-ix8RmPm Manual page ls(1) FXN?e (END):.$PM FXN$-I", 1);
    assert_true(parse(""));
    assert_false(options.pager.quits_if_one_screen);
    assert_false(options.pager.keeps_screen);
    assert_int_equal(options.pager.tab_width, 8);
    assert_int_equal(options.pager.case_mode, CASE_INSENSITIVE);
    /* the command line goes before it */
    setenv("LESS", "-F -+S --quit-at-eof -E", 1);
    assert_true(parse("-+F"));
    assert_false(options.pager.quits_if_one_screen);
    assert_int_equal(options.pager.wrap, VIEWPORT_WRAP);
    assert_int_equal(options.pager.at_end, PAGER_STAYS);
    /* and it is for paging only */
    is_fed = false;
    setenv("LESS", "FRX", 1);
    assert_true(parse(""));
    assert_false(options.pager.quits_if_one_screen);
    unsetenv("LESS");
}

static void distances_count_single_slips(void **state)
{
    (void)state;
    assert_int_equal(nearest_distance("hidden", "hidden"), 0);
    assert_int_equal(nearest_distance("hiden", "hidden"), 1);
    assert_int_equal(nearest_distance("hidddden", "hidden"), 2);
    assert_int_equal(nearest_distance("hiddne", "hidden"), 1);
    assert_int_equal(nearest_distance("bidden", "hidden"), 1);
    assert_int_equal(nearest_distance("", "abc"), 3);
}

static int release(void **state)
{
    (void)state;
    options_deinit(&options);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_arguments_it_browses_here),
        cmocka_unit_test(the_first_word_names_the_command),
        cmocka_unit_test(grep_takes_a_pattern_then_paths),
        cmocka_unit_test(options_may_follow_what_they_are_for),
        cmocka_unit_test(a_double_dash_ends_the_options),
        cmocka_unit_test(a_pattern_may_be_given_by_an_option),
        cmocka_unit_test(an_empty_pattern_is_a_pattern),
        cmocka_unit_test(letters_may_be_joined),
        cmocka_unit_test(arguments_stand_beside_or_behind_an_equals_sign),
        cmocka_unit_test(the_last_of_the_case_options_wins),
        cmocka_unit_test(listing_options_are_understood_by_every_command),
        cmocka_unit_test(numbers_are_checked),
        cmocka_unit_test(sizes_have_units),
        cmocka_unit_test(colours_are_checked),
        cmocka_unit_test(an_unknown_option_names_the_nearest),
        cmocka_unit_test(an_option_of_another_command_is_told_apart),
        cmocka_unit_test(syntax_can_be_plain_in_both_forms),
        cmocka_unit_test(arguments_are_neither_missing_nor_too_many),
        cmocka_unit_test(help_and_version_need_nothing_else),
        cmocka_unit_test(the_cache_option_is_accepted),
        cmocka_unit_test(a_single_dash_is_a_path),
        cmocka_unit_test(help_lists_the_options_of_the_command),
        cmocka_unit_test(help_fits_a_terminal),
        cmocka_unit_test(no_letter_or_name_is_used_twice),
        cmocka_unit_test(the_man_page_tells_every_option),
        cmocka_unit_test(the_man_page_tells_no_option_that_is_not_there),
        cmocka_unit_test(files_and_pipes_are_paged_with_the_letters_of_less),
        cmocka_unit_test(the_letters_of_less_set_what_they_say),
        cmocka_unit_test(commands_of_the_command_line_are_keys),
        cmocka_unit_test(options_of_less_without_a_use_are_accepted),
        cmocka_unit_test(a_subset_of_the_environment_is_kept),
        cmocka_unit_test(distances_count_single_slips),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
