/* What is written for CSS: SCSS, Sass, Less. */
#include "engine/syntax/language_data.h"

#define STYLE_CONSTANTS "true false null inherit initial unset revert none auto"
#define STYLE_WORDS     "and not only from to or in through if else when with as using hide show"

/* clang-format off */
#define STYLE_SPANS                                    \
    {"/*", "*/", TOKEN_COMMENT},                       \
    {"//", NULL, TOKEN_COMMENT, SPAN_AFTER_BLANK}
/* clang-format on */

const LanguageData languages_styles[] = {
    {
        .names = "scss",
        .extensions = "scss",
        .flags = LANGUAGE_CALLS | LANGUAGE_KEYS | LANGUAGE_BLOCKS,
        .word_more = "-%",
        .words = {{TOKEN_CONSTANT, STYLE_CONSTANTS}, {TOKEN_KEYWORD, STYLE_WORDS}},
        .spans = {STYLE_SPANS,
                  {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\', .interpolation = "#{"},
                  {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\', .interpolation = "#{"}},
        .rules = {{"%b%[$%w%]%b:", {TOKEN_KEY}}},
        .sigils = {{'@', TOKEN_PREPROCESSOR},
                   {'$', TOKEN_VARIABLE},
                   {'.', TOKEN_TYPE},
                   {'%', TOKEN_TYPE},
                   {'#', TOKEN_VARIABLE, true},
                   {'!', TOKEN_KEYWORD},
                   {'-', TOKEN_KEY}},
        .definitions = {{DEFINES_FUNCTION, "@mixin @function"}},
    },
    {
        .names = "sass",
        .extensions = "sass",
        .flags = LANGUAGE_CALLS | LANGUAGE_KEYS,
        .word_more = "-%",
        .words = {{TOKEN_CONSTANT, STYLE_CONSTANTS}, {TOKEN_KEYWORD, STYLE_WORDS}},
        .spans = {STYLE_SPANS,
                  {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\', .interpolation = "#{"},
                  {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\', .interpolation = "#{"}},
        .rules = {{"%b%[$%w%]%b:", {TOKEN_KEY}},
                  {"%b%[=%w%]", {TOKEN_PREPROCESSOR}},
                  {"%b%[+%w%]", {TOKEN_PREPROCESSOR}}},
        .sigils = {{'@', TOKEN_PREPROCESSOR},
                   {'$', TOKEN_VARIABLE},
                   {'.', TOKEN_TYPE},
                   {'%', TOKEN_TYPE},
                   {'#', TOKEN_VARIABLE, true},
                   {'!', TOKEN_KEYWORD},
                   {'-', TOKEN_KEY}},
        .definitions = {{DEFINES_FUNCTION, "@mixin @function"}},
    },
    {
        .names = "less",
        .extensions = "less",
        .flags = LANGUAGE_CALLS | LANGUAGE_KEYS | LANGUAGE_BLOCKS,
        .word_more = "-%",
        .words = {{TOKEN_CONSTANT, STYLE_CONSTANTS}, {TOKEN_KEYWORD, STYLE_WORDS}},
        .spans = {STYLE_SPANS,
                  {"@{", "}", TOKEN_VARIABLE, SPAN_ONE_LINE},
                  {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\', .interpolation = "@{"},
                  {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\', .interpolation = "@{"}},
        .rules = {{"%b%[@media%]%B", {TOKEN_PREPROCESSOR}},
                  {"%b%[@import%]%B", {TOKEN_PREPROCESSOR}},
                  {"%b%[@plugin%]%B", {TOKEN_PREPROCESSOR}},
                  {"%b%[@supports%]%B", {TOKEN_PREPROCESSOR}},
                  {"%b%[@keyframes%]%B", {TOKEN_PREPROCESSOR}},
                  {"%b%[@font-face%]%B", {TOKEN_PREPROCESSOR}},
                  {"%b%[@%w%]%b:", {TOKEN_KEY}}},
        .sigils = {{'@', TOKEN_VARIABLE},
                   {'.', TOKEN_TYPE},
                   {'#', TOKEN_VARIABLE, true},
                   {'!', TOKEN_KEYWORD},
                   {'-', TOKEN_KEY}},
    },
    {NULL},
};
