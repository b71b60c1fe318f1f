/* Scripting languages: Python, the shell. */
#include "engine/syntax/language_data.h"

const LanguageData languages_script[] = {
    {
        .names = "python py python3 starlark bazel",
        .extensions = "py pyi pyw pyx pxd bzl star",
        .files = "SConstruct SConscript wscript BUILD WORKSPACE BUILD.bazel WORKSPACE.bazel",
        .interpreters = "python pypy",
        .flags = LANGUAGE_CALLS,
        .words =
            {
                {TOKEN_KEYWORD,
                 "and as assert async await break case class continue def del elif else except finally for from global "
                 "if import in is lambda match nonlocal not or pass raise return try while with yield"},
                {TOKEN_TYPE,
                 "bool bytearray bytes complex dict float frozenset int list memoryview object set str tuple type"},
                {TOKEN_CONSTANT, "True False None Ellipsis NotImplemented self cls __name__ __file__ __debug__"},
            },
        .spans =
            {
                {"#", NULL, TOKEN_COMMENT},
                {"\"\"\"", "\"\"\"", TOKEN_STRING, 0, '\\'},
                {"'''", "'''", TOKEN_STRING, 0, '\\'},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
        .sigils = {{'@', TOKEN_PREPROCESSOR}},
        .definitions = {{DEFINES_FUNCTION, "def"}, {DEFINES_TYPE, "class"}},
    },
    {
        .names = "shell sh bash zsh ksh dash shell-script console shellsession",
        .extensions = "sh bash zsh ksh dash ebuild eclass bats command",
        .files = ".bashrc .bash_profile .bash_aliases .bash_logout .profile .zshrc .zshenv .zprofile .zlogin .kshrc "
                 "bashrc profile PKGBUILD APKBUILD",
        .interpreters = "sh bash zsh ksh dash ash busybox bats mksh pdksh",
        .flags = LANGUAGE_CALLS,
        .word_more = "-",
        .escape = '\\',
        .words =
            {
                {TOKEN_KEYWORD,
                 "if then else elif fi case esac for select while until do done in function time coproc return break "
                 "continue exit local export readonly declare typeset unset set shift eval exec trap source alias"},
                {TOKEN_FUNCTION,
                 "cd echo printf read test true false command type umask wait kill getopts hash pwd ulimit bg fg jobs "
                 "let builtin enable mapfile readarray pushd popd dirs shopt"},
            },
        .spans =
            {
                {"#", NULL, TOKEN_COMMENT, SPAN_AFTER_BLANK},
                {"\"", "\"", TOKEN_STRING, SPAN_SIGILS, '\\', .interpolation = "$("},
                {"$'", "'", TOKEN_STRING, 0, '\\'},
                {"'", "'", TOKEN_STRING},
                {"<<", NULL, TOKEN_STRING, SPAN_HEREDOC},
            },
        .rules = {{"%b%[%w%]=", {TOKEN_VARIABLE}}},
        .sigils = {{'$', TOKEN_VARIABLE, true}},
        .definitions = {{DEFINES_FUNCTION, "function"}},
    },
    {NULL},
};
