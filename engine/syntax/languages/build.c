/* Languages that say how to build: make. */
#include "engine/syntax/language_data.h"

const LanguageData languages_build[] = {
    {
        .names = "makefile make mk bsdmake gnumakefile",
        .extensions = "mk mak make",
        .files = "Makefile makefile GNUmakefile BSDmakefile Kbuild Makefile.* Kbuild.* Makefile-*",
        .interpreters = "make gmake",
        .word_more = "-.",
        .escape = '\\',
        .words = {{TOKEN_KEYWORD, "ifeq ifneq ifdef ifndef else endif include sinclude define endef override export "
                                  "unexport private undefine vpath"}},
        .spans =
            {
                {"#", NULL, TOKEN_COMMENT, SPAN_AFTER_BLANK, '\\'},
                {"$(", ")", TOKEN_VARIABLE, SPAN_ONE_LINE | SPAN_NESTS, '\\'},
                {"${", "}", TOKEN_VARIABLE, SPAN_ONE_LINE | SPAN_NESTS, '\\'},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE | SPAN_AFTER_BLANK},
            },
        .rules =
            {
                {"%b%[export%]%B%[%w%]%b%{:?+=}", {TOKEN_KEYWORD, TOKEN_KEY}},
                {"%b%[override%]%B%[%w%]%b%{:?+=}", {TOKEN_KEYWORD, TOKEN_KEY}},
                {"%b%[%!{:=+?!#\t\"'}%]%{:?+!}=", {TOKEN_KEY}},
                {"%b%[%!{:=+?!#\t\"'}%]=", {TOKEN_KEY}},
                {"%[%!{:=#\t\"'}%]:", {TOKEN_FUNCTION}},
                {"%b%[%?-include%]%B%[%!{#$}%]", {TOKEN_KEYWORD, TOKEN_LINK}},
            },
        .sigils = {{'$', TOKEN_VARIABLE}},
    },
    {NULL},
};
