/* Files of settings: TOML, INI and what is like it, key and value files, git's lists of paths. */
#include "engine/syntax/language_data.h"

#define SWITCHES "true false yes no on off none null"

const LanguageData languages_settings[] = {
    {
        .names = "toml",
        .extensions = "toml",
        .files = "Cargo.lock poetry.lock uv.lock pdm.lock Pipfile Gopkg.lock",
        .word_more = "-.:",
        .name_kind = TOKEN_KEY,
        .words = {{TOKEN_CONSTANT, "true false inf nan"}},
        .spans =
            {
                {"#", NULL, TOKEN_COMMENT},
                {"\"\"\"", "\"\"\"", TOKEN_STRING, 0, '\\'},
                {"'''", "'''", TOKEN_STRING},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE},
            },
        .rules =
            {
                {"%b%[[[%w]]%]", {TOKEN_HEADING}},
                {"%b%[[[%w%!{]#,}]]%]", {TOKEN_HEADING}},
                {"%b%[[%w]%]", {TOKEN_HEADING}},
                {"%b%[[%w%!{]#,}]%]", {TOKEN_HEADING}},
                {"%b%[%w%]%b=", {TOKEN_KEY}},
                {"%b%[%w\"%!{\"\\#}\".%w%]%b=", {TOKEN_KEY}},
                {"%b%[%w\"%!{\"\\#}\"%?.%]", {TOKEN_KEY}},
                {"%b%[\"%!{\"\\}\"%]%b=", {TOKEN_KEY}},
                {"%b%['%!{'}'%]%b=", {TOKEN_KEY}},
            },
    },
    {
        .names = "ini cfg dosini desktop systemd editorconfig",
        .extensions = "ini cfg desktop directory inf service socket timer mount automount swap target slice scope "
                      "netdev network nspawn editorconfig pylintrc flake8 coveragerc wrap",
        .files = ".editorconfig .hgrc .npmrc .pylintrc .flake8 .coveragerc .pypirc pip.conf",
        .flags = LANGUAGE_ANY_CASE,
        .word_more = "-.",
        .words = {{TOKEN_CONSTANT, SWITCHES}},
        .spans =
            {
                {";", NULL, TOKEN_COMMENT, SPAN_LINE_START},
                {"#", NULL, TOKEN_COMMENT, SPAN_LINE_START},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
        .rules =
            {
                {"%b%[[%!{]}]%]", {TOKEN_HEADING}},
                {"%b%[%!{=:;#[\" \t}%]%b=", {TOKEN_KEY}},
                {"%b%[%!{=:;#[\" \t}%]%b:", {TOKEN_KEY}},
                {"%b%[%!{=:;#[\"}%]=", {TOKEN_KEY}},
            },
    },
    {
        .names = "conf config nginx apacheconf ssh-config sysctl",
        .extensions = "conf cnf nginx nginxconf htaccess vhost rules",
        .files = ".htaccess ssh_config sshd_config nginx.conf .inputrc inputrc .screenrc .tmux.conf .muttrc",
        .flags = LANGUAGE_ANY_CASE,
        .word_more = "-.",
        .words = {{TOKEN_CONSTANT, SWITCHES}},
        .spans =
            {
                {"#", NULL, TOKEN_COMMENT, SPAN_AFTER_BLANK},
                {";", NULL, TOKEN_COMMENT, SPAN_LINE_START},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE | SPAN_AFTER_BLANK},
            },
        .rules =
            {
                {"%b%[[%!{]}]%]%$", {TOKEN_HEADING}},
                {"%b%[<%?/%w%]", {TOKEN_HEADING}},
                {"%b%[%w%]%b=", {TOKEN_KEY}},
                {"%b%[%w%]%b:%B", {TOKEN_KEY}},
                {"%b%[%w%]%B", {TOKEN_KEY}},
                {"%b%[%w%]%b;", {TOKEN_KEY}},
                {"%b%[%w%]%$", {TOKEN_KEY}},
            },
        .sigils = {{'$', TOKEN_VARIABLE, true}, {'%', TOKEN_VARIABLE}},
    },
    {
        .names = "properties java-properties",
        .extensions = "properties",
        .escape = '\\',
        .word_more = "-.",
        .words = {{TOKEN_CONSTANT, "true false null"}},
        .spans = {{"#", NULL, TOKEN_COMMENT, SPAN_LINE_START}, {"!", NULL, TOKEN_COMMENT, SPAN_LINE_START}},
        .rules =
            {
                {"%b%[%!{=:#! \t\\}%]%b=", {TOKEN_KEY}},
                {"%b%[%!{=:#! \t\\}%]%b:", {TOKEN_KEY}},
            },
        .sigils = {{'\\', TOKEN_CONSTANT}},
    },
    {
        .names = "gitconfig git-config",
        .extensions = "gitconfig gitmodules",
        .files = ".gitconfig .gitmodules gitconfig .lfsconfig",
        .flags = LANGUAGE_ANY_CASE,
        .word_more = "-",
        .words = {{TOKEN_CONSTANT, SWITCHES}},
        .spans =
            {
                {";", NULL, TOKEN_COMMENT, SPAN_AFTER_BLANK},
                {"#", NULL, TOKEN_COMMENT, SPAN_AFTER_BLANK},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
        .rules =
            {
                {"%b%[[%w%]%b%[\"%!{\"\\}\"%]%[]%]", {TOKEN_HEADING, TOKEN_STRING, TOKEN_HEADING}},
                {"%b%[[%!{]\"}]%]", {TOKEN_HEADING}},
                {"%b%[%w%]%b=", {TOKEN_KEY}},
                {"%b%[%w%]%$", {TOKEN_KEY}},
            },
    },
    {
        .names = "gitignore ignore",
        .extensions = "gitignore dockerignore npmignore ignore",
        .files = ".gitignore .dockerignore .npmignore .eslintignore .prettierignore .ignore .rgignore .hgignore "
                 ".helmignore",
        .flags = LANGUAGE_PLAIN_NUMBERS,
        .escape = '\\',
        .spans = {{"#", NULL, TOKEN_COMMENT, SPAN_COLUMN_ONE}},
        .rules = {{"%[!%]%[%!{#\\}%]", {TOKEN_KEYWORD, TOKEN_LINK}}},
    },
    {
        .names = "gitattributes git-attributes",
        .extensions = "gitattributes",
        .files = ".gitattributes",
        .flags = LANGUAGE_PLAIN_NUMBERS,
        .word_more = "-",
        .words = {{TOKEN_CONSTANT, "auto lf crlf true false"}, {TOKEN_KEYWORD, "binary"}},
        .spans = {{"#", NULL, TOKEN_COMMENT, SPAN_COLUMN_ONE}, {"\"", "\"", TOKEN_STRING, SPAN_COLUMN_ONE, '\\'}},
        .rules =
            {
                {"%[[attr]%]%[%w%]", {TOKEN_KEYWORD, TOKEN_TYPE}},
                {"%[%!{ \t#\"}%]", {TOKEN_LINK}},
            },
        .name_kind = TOKEN_KEY,
    },
    {NULL},
};
