/* Plain text, and formats that hold data: JSON, YAML. */
#include "engine/syntax/language_data.h"

const LanguageData languages_data[] = {
    {
        .names = "text txt plain plaintext",
        .extensions = "txt text",
        .flags = LANGUAGE_PLAIN_NUMBERS,
    },
    {
        .names = "json jsonc json5 jsonl ndjson geojson",
        .extensions = "json jsonc json5 jsonl ndjson geojson webmanifest sarif ipynb code-workspace",
        .files = ".eslintrc .babelrc .jshintrc composer.lock flake.lock Pipfile.lock .clangd",
        .words = {{TOKEN_CONSTANT, "true false null NaN Infinity"}},
        .spans =
            {
                {"//", NULL, TOKEN_COMMENT},
                {"/*", "*/", TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
        .rules = {{"%b%[\"%!{\"\\}\"%]%b:", {TOKEN_KEY}}, {"%b%[%w%]%b:", {TOKEN_KEY}}},
    },
    {
        .names = "yaml yml",
        .extensions = "yaml yml clang-format clang-tidy",
        .files = ".clang-format .clang-tidy .gemrc CITATION.cff",
        .words = {{TOKEN_CONSTANT, "true false null True False Null TRUE FALSE NULL yes no on off Yes No On Off"}},
        .spans =
            {
                {"#", NULL, TOKEN_COMMENT, SPAN_AFTER_BLANK},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE | SPAN_OPERAND, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE | SPAN_OPERAND | SPAN_DOUBLED},
                {"|", NULL, TOKEN_STRING, SPAN_INDENTED | SPAN_AFTER_BLANK},
                {">", NULL, TOKEN_STRING, SPAN_INDENTED | SPAN_AFTER_BLANK},
            },
        .rules =
            {
                {"%[---%]", {TOKEN_HEADING}},
                {"%[...%]%$", {TOKEN_HEADING}},
                {"%b%[-%]%B%[%!{:#'\"{[,&*!|>@`}%]:%B", {TOKEN_PUNCTUATION, TOKEN_KEY}},
                {"%b%[-%]%B%[%!{:#'\"{[,&*!|>@`}%]:%$", {TOKEN_PUNCTUATION, TOKEN_KEY}},
                {"%b%[%!{:#'\"{[,&*!|>@` \t}%]:%B", {TOKEN_KEY}},
                {"%b%[%!{:#'\"{[,&*!|>@` \t}%]:%$", {TOKEN_KEY}},
            },
        .sigils = {{'&', TOKEN_VARIABLE}, {'*', TOKEN_VARIABLE}, {'!', TOKEN_TYPE}},
    },
    {NULL},
};
