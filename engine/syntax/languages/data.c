/* Plain text, and formats that hold data: JSON. */
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
    {NULL},
};
