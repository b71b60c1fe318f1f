/* The languages of web pages: HTML with what it embeds, CSS, JavaScript, TypeScript, both with elements. */
#include "engine/syntax/language_data.h"

#define JS_KEYWORDS                                                                                                    \
    "as async await break case catch class const continue debugger default delete do else export extends finally for " \
    "from function get if import in instanceof let new of return set static super switch this throw try typeof var "   \
    "void while with yield "
#define JS_CONSTANTS     "true false null undefined NaN Infinity globalThis arguments"
#define JS_OPERAND_WORDS "return typeof case in of delete void throw new instanceof do else yield await default extends"

/* clang-format off */
#define JS_COMMENTS                                                                           \
    {"/**", "*/", TOKEN_DOC_COMMENT, .unless = "/*"},                                         \
    {"/*", "*/", TOKEN_COMMENT},                                                              \
    {"//", NULL, TOKEN_COMMENT},                                                              \
    {"#!", NULL, TOKEN_COMMENT, SPAN_COLUMN_ONE}
#define JS_SPANS                                                                              \
    JS_COMMENTS,                                                                              \
    {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},                                          \
    {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},                                            \
    {"`", "`", TOKEN_STRING, 0, '\\', .interpolation = "${"},                                 \
    {"/", "/", TOKEN_STRING, SPAN_OPERAND | SPAN_CLASSES | SPAN_ONE_LINE, '\\', .unless = " "}
/* The text of an element may hold apostrophes: it's no string. */
#define JSX_SPANS                                                                             \
    JS_COMMENTS,                                                                              \
    {"</", ">", TOKEN_TAG, SPAN_ONE_LINE, .unless = " "},                                     \
    {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},                                                      \
    {"'", "'", TOKEN_STRING, SPAN_ONE_LINE | SPAN_BARE, '\\', .prefixes = JS_OPERAND_WORDS},  \
    {"`", "`", TOKEN_STRING, 0, '\\', .interpolation = "${"},                                 \
    {"/", "/", TOKEN_STRING, SPAN_OPERAND | SPAN_CLASSES | SPAN_ONE_LINE, '\\', .unless = " >"}
#define JSX_RULES {"%b%[return%]%B%[<%w%]", {TOKEN_KEYWORD, TOKEN_TAG}}, {"%b%[<%w%]", {TOKEN_TAG}}
#define JS_DEFINITIONS {DEFINES_FUNCTION, "function"}, {DEFINES_VARIABLE, "const let var"}
/* clang-format on */

const LanguageData languages_web[] = {
    {
        .names = "javascript js node mjs cjs",
        .extensions = "js mjs cjs es6",
        .interpreters = "node nodejs deno bun",
        .flags = LANGUAGE_CALLS | LANGUAGE_BODIES,
        .word_first = "$",
        .word_more = "$",
        .operand_words = JS_OPERAND_WORDS,
        .words = {{TOKEN_KEYWORD, JS_KEYWORDS}, {TOKEN_CONSTANT, JS_CONSTANTS}},
        .spans = {JS_SPANS},
        .sigils = {{'@', TOKEN_PREPROCESSOR}, {'#', TOKEN_VARIABLE}},
        .definitions = {JS_DEFINITIONS, {DEFINES_TYPE, "class"}},
    },
    {
        .names = "jsx javascriptreact",
        .extensions = "jsx",
        .flags = LANGUAGE_CALLS | LANGUAGE_BODIES,
        .word_first = "$",
        .word_more = "$",
        .operand_words = JS_OPERAND_WORDS,
        .words = {{TOKEN_KEYWORD, JS_KEYWORDS}, {TOKEN_CONSTANT, JS_CONSTANTS}},
        .spans = {JSX_SPANS},
        .rules = {JSX_RULES},
        .sigils = {{'@', TOKEN_PREPROCESSOR}, {'#', TOKEN_VARIABLE}, {'<', TOKEN_TAG}},
        .definitions = {JS_DEFINITIONS, {DEFINES_TYPE, "class"}},
    },
    {
        .names = "typescript ts",
        .extensions = "ts mts cts",
        .interpreters = "ts-node tsx",
        .flags = LANGUAGE_CALLS | LANGUAGE_BODIES,
        .word_first = "$",
        .word_more = "$",
        .operand_words = JS_OPERAND_WORDS,
        .words =
            {
                {TOKEN_KEYWORD,
                 JS_KEYWORDS "abstract accessor asserts declare enum implements infer interface is keyof module "
                             "namespace out override private protected public readonly require satisfies type unique"},
                {TOKEN_TYPE, "any bigint boolean never number object string symbol unknown Array Map Set Promise "
                             "Record Partial Readonly"},
                {TOKEN_CONSTANT, JS_CONSTANTS},
            },
        .spans = {JS_SPANS},
        .sigils = {{'@', TOKEN_PREPROCESSOR}, {'#', TOKEN_VARIABLE}},
        .definitions = {JS_DEFINITIONS,
                        {DEFINES_TYPE, "class interface type enum"},
                        {DEFINES_MODULE, "namespace module"}},
    },
    {
        .names = "tsx typescriptreact",
        .extensions = "tsx",
        .flags = LANGUAGE_CALLS | LANGUAGE_BODIES,
        .word_first = "$",
        .word_more = "$",
        .operand_words = JS_OPERAND_WORDS,
        .words =
            {
                {TOKEN_KEYWORD,
                 JS_KEYWORDS "abstract accessor asserts declare enum implements infer interface is keyof module "
                             "namespace out override private protected public readonly require satisfies type unique"},
                {TOKEN_TYPE, "any bigint boolean never number object string symbol unknown Array Map Set Promise "
                             "Record Partial Readonly"},
                {TOKEN_CONSTANT, JS_CONSTANTS},
            },
        .spans = {JSX_SPANS},
        .rules = {JSX_RULES},
        .sigils = {{'@', TOKEN_PREPROCESSOR}, {'#', TOKEN_VARIABLE}},
        .definitions = {JS_DEFINITIONS,
                        {DEFINES_TYPE, "class interface type enum"},
                        {DEFINES_MODULE, "namespace module"}},
    },
    {
        .names = "css",
        .extensions = "css",
        .flags = LANGUAGE_CALLS | LANGUAGE_KEYS | LANGUAGE_BLOCKS,
        .word_first = "-",
        .word_more = "-%",
        .words = {{TOKEN_CONSTANT, "inherit initial unset revert none auto"}, {TOKEN_KEYWORD, "and not only from to"}},
        .spans =
            {
                {"/*", "*/", TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
        .sigils = {{'@', TOKEN_PREPROCESSOR}, {'.', TOKEN_TYPE}, {'#', TOKEN_VARIABLE, true}, {'!', TOKEN_KEYWORD}},
    },
    {
        .names = "html xhtml htm vue svelte",
        .extensions = "html htm xhtml shtml vue svelte",
        .flags = LANGUAGE_ANY_CASE | LANGUAGE_PLAIN_NUMBERS,
        .word_more = "-:",
        .spans =
            {
                {"<!--", "-->", TOKEN_COMMENT},
                {"<!", ">", TOKEN_PREPROCESSOR},
                {"<script", "</script", TOKEN_TAG, SPAN_ANYWHERE | SPAN_WORD, .inside = "javascript"},
                {"<style", "</style", TOKEN_TAG, SPAN_ANYWHERE | SPAN_WORD, .inside = "css"},
                {"</", ">", TOKEN_TAG, SPAN_NAMED, .inside = "html-tag"},
                {"<", ">", TOKEN_TAG, SPAN_NAMED, .unless = " \t\r\n=<>0123456789", .inside = "html-tag"},
            },
        .sigils = {{'&', TOKEN_CONSTANT}},
    },
    {
        .names = "html-tag",
        .flags = LANGUAGE_HIDDEN,
        .word_first = "@:",
        .word_more = "-:.",
        .leave = ">",
        .name_kind = TOKEN_KEY,
        .spans = {{"\"", "\"", TOKEN_STRING}, {"'", "'", TOKEN_STRING}},
    },
    {NULL},
};
