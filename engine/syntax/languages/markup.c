/* Prose with marks, and texts made of lines: Markdown, differences. */
#include "engine/syntax/language_data.h"

const LanguageData languages_markup[] = {
    {
        .names = "markdown md mdx",
        .extensions = "md markdown mdown mdwn mkd mkdn mdx",
        .flags = LANGUAGE_PLAIN_NUMBERS,
        .escape = '\\',
        .spans =
            {
                {"```", NULL, TOKEN_PREPROCESSOR, SPAN_FENCE | SPAN_LINE_START},
                {"~~~", NULL, TOKEN_PREPROCESSOR, SPAN_FENCE | SPAN_LINE_START},
                {"``", "``", TOKEN_STRING, SPAN_ONE_LINE},
                {"`", "`", TOKEN_STRING, SPAN_ONE_LINE},
                {"<!--", "-->", TOKEN_COMMENT},
                {"**", "**", TOKEN_EMPHASIS, SPAN_ONE_LINE, '\\', .unless = " *"},
                {"__", "__", TOKEN_EMPHASIS, SPAN_ONE_LINE | SPAN_AFTER_BLANK, '\\', .unless = " _"},
                {"](", ")", TOKEN_LINK, SPAN_ONE_LINE},
                {"<http", ">", TOKEN_LINK, SPAN_ONE_LINE},
            },
        .rules =
            {
                {"%[%{#}%B%.%]", {TOKEN_HEADING}},
                {"%[%{=}%]%$", {TOKEN_HEADING}},
                {"%b%[%{-*_}%]%$", {TOKEN_HEADING}},
                {"%b%[%{-*+}%]%B", {TOKEN_KEYWORD}},
                {"%b%[%d.%]%B", {TOKEN_KEYWORD}},
                {"%b%[%{>}%]", {TOKEN_KEYWORD}},
                {"%b%[[%!{]\"'`<(*_\\}]%]:%B%[%!{ }%]", {TOKEN_KEY, TOKEN_LINK}},
            },
    },
    {
        .names = "diff patch udiff",
        .extensions = "diff patch rej",
        .flags = LANGUAGE_PLAIN_NUMBERS,
        .rules =
            {
                {"%[@@%!{@}@@%]", {TOKEN_HEADING}},
                {"%[@@@%!{@}@@@%]", {TOKEN_HEADING}},
                {"%[diff %.%]", {TOKEN_KEYWORD}},
                {"%[index %.%]", {TOKEN_KEYWORD}},
                {"%[+++ %.%]", {TOKEN_KEYWORD}},
                {"%[--- %.%]", {TOKEN_KEYWORD}},
                {"%[new file %.%]", {TOKEN_KEYWORD}},
                {"%[deleted file %.%]", {TOKEN_KEYWORD}},
                {"%[rename %.%]", {TOKEN_KEYWORD}},
                {"%[similarity %.%]", {TOKEN_KEYWORD}},
                {"%[old mode %.%]", {TOKEN_KEYWORD}},
                {"%[new mode %.%]", {TOKEN_KEYWORD}},
                {"%[+%.%]", {TOKEN_ADDED}},
                {"%[-%.%]", {TOKEN_REMOVED}},
                {"%[>%.%]", {TOKEN_ADDED}},
                {"%[<%.%]", {TOKEN_REMOVED}},
                {"%[\\%.%]", {TOKEN_KEYWORD}},
                {"%[From: %]%.", {TOKEN_KEY}},
                {"%[Date: %]%.", {TOKEN_KEY}},
                {"%[Subject: %]%[%.%]", {TOKEN_KEY, TOKEN_HEADING}},
                {"%.", {TOKEN_TEXT}},
            },
    },
    {NULL},
};
