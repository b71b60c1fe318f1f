/* What tools read: CMake, Meson, Dockerfiles, HCL, Vim script, and descriptions of interfaces. */
#include "engine/syntax/language_data.h"

const LanguageData languages_tools[] = {
    {
        .names = "cmake",
        .extensions = "cmake",
        .files = "CMakeLists.txt",
        .flags = LANGUAGE_ANY_CASE | LANGUAGE_CALLS | LANGUAGE_NAME_INSIDE,
        .escape = '\\',
        .words =
            {
                {TOKEN_KEYWORD, "if elseif else endif foreach endforeach while endwhile function endfunction macro "
                                "endmacro return break continue block endblock and or not in matches strequal strless "
                                "strgreater equal less greater less_equal greater_equal version_less version_greater "
                                "version_equal version_greater_equal exists defined command is_directory in_list"},
                {TOKEN_TYPE,
                 "public private interface static shared module object imported alias required components "
                 "quiet config cache parent_scope string bool path filepath internal force append properties "
                 "targets destination depends version languages sources output comment verbatim"},
                {TOKEN_CONSTANT, "on off true false yes no notfound"},
            },
        .spans =
            {
                {"#[", "]", TOKEN_COMMENT, SPAN_LEVELS},
                {"#", NULL, TOKEN_COMMENT},
                {"[", "]", TOKEN_STRING, SPAN_LEVELS},
                {"\"", "\"", TOKEN_STRING, 0, '\\', .interpolation = "${"},
                {"${", "}", TOKEN_VARIABLE, SPAN_ONE_LINE | SPAN_NESTS},
                {"$ENV{", "}", TOKEN_VARIABLE, SPAN_ONE_LINE},
                {"$<", ">", TOKEN_VARIABLE, SPAN_ONE_LINE | SPAN_NESTS},
                {"@", "@", TOKEN_VARIABLE, SPAN_ONE_LINE, .unless = " \n"},
            },
        .definitions = {{DEFINES_FUNCTION, "function add_executable add_library add_custom_target"},
                        {DEFINES_MACRO, "macro"},
                        {DEFINES_VARIABLE, "set option"},
                        {DEFINES_MODULE, "project"}},
    },
    {
        .names = "meson",
        .extensions = "meson",
        .files = "meson.build meson_options.txt meson.options",
        .flags = LANGUAGE_CALLS | LANGUAGE_KEYS,
        .words = {{TOKEN_KEYWORD, "if elif else endif foreach endforeach and or not in break continue"},
                  {TOKEN_CONSTANT, "true false meson host_machine build_machine target_machine"}},
        .spans =
            {
                {"#", NULL, TOKEN_COMMENT},
                {"'''", "'''", TOKEN_STRING},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
    },
    {
        .names = "dockerfile docker containerfile",
        .extensions = "dockerfile containerfile",
        .files = "Dockerfile Containerfile Dockerfile.* Containerfile.* Dockerfile-*",
        .flags = LANGUAGE_PLAIN_NUMBERS,
        .word_more = "-",
        .escape = '\\',
        .words = {{TOKEN_KEYWORD, "AS"}},
        .spans =
            {
                {"#", NULL, TOKEN_COMMENT, SPAN_LINE_START},
                {"\"", "\"", TOKEN_STRING, SPAN_SIGILS | SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE | SPAN_AFTER_BLANK},
                {"${", "}", TOKEN_VARIABLE, SPAN_ONE_LINE},
                {"<<", NULL, TOKEN_STRING, SPAN_HEREDOC},
            },
        .rules =
            {
                {"%b%[FROM%]%B%[%!{ \t$#-}%]", {TOKEN_KEYWORD, TOKEN_LINK}},
                {"%b%[FROM%]%B", {TOKEN_KEYWORD}},
                {"%b%[RUN%]%B", {TOKEN_KEYWORD}},
                {"%b%[CMD%]%B", {TOKEN_KEYWORD}},
                {"%b%[LABEL%]%B%[%!{= \t\"}%]=", {TOKEN_KEYWORD, TOKEN_KEY}},
                {"%b%[LABEL%]%B", {TOKEN_KEYWORD}},
                {"%b%[MAINTAINER%]%B", {TOKEN_KEYWORD}},
                {"%b%[EXPOSE%]%B", {TOKEN_KEYWORD}},
                {"%b%[ENV%]%B%[%w%]", {TOKEN_KEYWORD, TOKEN_KEY}},
                {"%b%[ADD%]%B", {TOKEN_KEYWORD}},
                {"%b%[COPY%]%B", {TOKEN_KEYWORD}},
                {"%b%[ENTRYPOINT%]%B", {TOKEN_KEYWORD}},
                {"%b%[VOLUME%]%B", {TOKEN_KEYWORD}},
                {"%b%[USER%]%B", {TOKEN_KEYWORD}},
                {"%b%[WORKDIR%]%B", {TOKEN_KEYWORD}},
                {"%b%[ARG%]%B%[%w%]", {TOKEN_KEYWORD, TOKEN_KEY}},
                {"%b%[ONBUILD%]%B%[%w%]", {TOKEN_KEYWORD, TOKEN_KEYWORD}},
                {"%b%[STOPSIGNAL%]%B", {TOKEN_KEYWORD}},
                {"%b%[HEALTHCHECK%]%B", {TOKEN_KEYWORD}},
                {"%b%[SHELL%]%B", {TOKEN_KEYWORD}},
            },
        .sigils = {{'$', TOKEN_VARIABLE}},
        .definitions = {{DEFINES_MODULE, "AS"}},
    },
    {
        .names = "hcl terraform tf",
        .extensions = "tf tfvars hcl nomad",
        .files = ".terraformrc terraform.rc .terraform.lock.hcl",
        .flags = LANGUAGE_CALLS | LANGUAGE_BLOCKS,
        .word_more = "-",
        .words =
            {
                {TOKEN_KEYWORD,
                 "resource data variable output module provider terraform locals backend provisioner "
                 "connection dynamic lifecycle required_providers moved import check for in if job group "
                 "task"},
                {TOKEN_TYPE, "string number bool list map set object tuple any"},
                {TOKEN_CONSTANT, "true false null"},
            },
        .spans =
            {
                {"#", NULL, TOKEN_COMMENT},
                {"//", NULL, TOKEN_COMMENT},
                {"/*", "*/", TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\', .interpolation = "${"},
                {"<<", NULL, TOKEN_STRING, SPAN_HEREDOC},
            },
        .rules = {{"%b%[%w%]%b=%B", {TOKEN_KEY}}, {"%b%[%w%]%b=%$", {TOKEN_KEY}}},
    },
    {
        .names = "protobuf proto protocol-buffers",
        .extensions = "proto textproto",
        .flags = LANGUAGE_CALLS,
        .words =
            {
                {TOKEN_KEYWORD, "syntax edition import weak public package option message enum service rpc returns "
                                "stream oneof map repeated optional required reserved extensions extend to max group"},
                {TOKEN_TYPE, "double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 "
                             "bool string bytes"},
                {TOKEN_CONSTANT, "true false inf nan"},
            },
        .spans =
            {
                {"//", NULL, TOKEN_COMMENT},
                {"/*", "*/", TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
        .definitions = {{DEFINES_TYPE, "message enum service"},
                        {DEFINES_FUNCTION, "rpc"},
                        {DEFINES_VARIABLE, "oneof"},
                        {DEFINES_MODULE, "package"}},
    },
    {
        .names = "graphql gql",
        .extensions = "graphql gql graphqls",
        .flags = LANGUAGE_KEYS,
        .words =
            {
                {TOKEN_KEYWORD,
                 "query mutation subscription fragment on type interface union enum input scalar directive "
                 "schema extend implements repeatable"},
                {TOKEN_TYPE, "Int Float String Boolean ID"},
                {TOKEN_CONSTANT, "true false null"},
            },
        .spans =
            {
                {"#", NULL, TOKEN_COMMENT},
                {"\"\"\"", "\"\"\"", TOKEN_DOC_COMMENT, 0, '\\'},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
        .sigils = {{'$', TOKEN_VARIABLE}, {'@', TOKEN_PREPROCESSOR}},
        .definitions = {{DEFINES_TYPE, "type interface union enum input scalar"},
                        {DEFINES_FUNCTION, "query mutation subscription fragment"}},
    },
    {
        .names = "vim viml vimscript",
        .extensions = "vim vimrc",
        .files = ".vimrc _vimrc vimrc .gvimrc gvimrc .exrc _exrc",
        .flags = LANGUAGE_CALLS,
        .words =
            {
                {TOKEN_KEYWORD,
                 "abort augroup au autocmd break call catch cnoremap command const continue def delfunction dict echo "
                 "echoerr echohl echom echomsg else elseif enddef endfor endfunction endfunc endif endtry endwhile "
                 "execute exe export filetype finally finish for func function hi highlight if import imap inoremap "
                 "let lua map match nmap nnoremap noremap normal onoremap range return runtime set setlocal silent "
                 "source syntax syn throw tnoremap try unlet unmap var vim9script vmap vnoremap while xnoremap"},
                {TOKEN_CONSTANT, "v:true v:false v:null on off"},
            },
        .spans =
            {
                {"\"", NULL, TOKEN_COMMENT, SPAN_LINE_START},
                {"#", NULL, TOKEN_COMMENT, SPAN_LINE_START},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE | SPAN_DOUBLED},
                {"=<< trim", NULL, TOKEN_STRING, SPAN_HEREDOC},
                {"=<<", NULL, TOKEN_STRING, SPAN_HEREDOC},
                {"lua <<", NULL, TOKEN_STRING, SPAN_HEREDOC},
                {"perl <<", NULL, TOKEN_STRING, SPAN_HEREDOC},
                {"python <<", NULL, TOKEN_STRING, SPAN_HEREDOC},
                {"python3 <<", NULL, TOKEN_STRING, SPAN_HEREDOC},
                {"py3 <<", NULL, TOKEN_STRING, SPAN_HEREDOC},
                {"ruby <<", NULL, TOKEN_STRING, SPAN_HEREDOC},
            },
        .sigils = {{'&', TOKEN_VARIABLE}, {'$', TOKEN_VARIABLE}, {'@', TOKEN_VARIABLE}},
        .definitions = {{DEFINES_FUNCTION, "function func def"}, {DEFINES_VARIABLE, "let var const"}},
    },
    {NULL},
};
