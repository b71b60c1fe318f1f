/* Languages without declared types: Ruby, Perl, PHP in its pages, Lua. */
#include "engine/syntax/language_data.h"

/* Closes what goes on to the file's end: these bytes are in no text. */
#define NEVER "\xff\xfe\xff"

#define LETTERS "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* clang-format off */
#define RUBY_CODE .interpolation = "#{"
#define PAGE_SPANS                                                                                   \
    {"<!--", "-->", TOKEN_COMMENT},                                                                  \
    {"<!", ">", TOKEN_PREPROCESSOR},                                                                 \
    {"<script", "</script", TOKEN_TAG, SPAN_ANYWHERE | SPAN_WORD, .inside = "javascript"},           \
    {"<style", "</style", TOKEN_TAG, SPAN_ANYWHERE | SPAN_WORD, .inside = "css"},                    \
    {"</", ">", TOKEN_TAG, SPAN_NAMED, .inside = "html-tag"},                                        \
    {"<", ">", TOKEN_TAG, SPAN_NAMED, .unless = " \t\r\n=<>?0123456789", .inside = "html-tag"}
#define PHP_DEFINITIONS                                                  \
    {DEFINES_FUNCTION, "function"}, {DEFINES_TYPE, "class interface trait enum"}, \
    {DEFINES_MODULE, "namespace"}, {DEFINES_VARIABLE, "const"}
/* clang-format on */

const LanguageData languages_dynamic[] = {
    {
        .names = "ruby rb irb",
        .extensions = "rb rbw rake gemspec ru podspec jbuilder builder thor rbi cr",
        .files = "Rakefile Gemfile Guardfile Vagrantfile Capfile Podfile Fastfile Appfile Brewfile Thorfile Berksfile "
                 "Dangerfile .irbrc .pryrc .simplecov",
        .interpreters = "ruby jruby rbx macruby rake",
        .flags = LANGUAGE_CALLS | LANGUAGE_KEYS,
        .word_more = "?!",
        .escape = '$', /* so that $' and $/ open nothing */
        .operand_words = "if unless while until elsif when case and or not return in then do else puts print raise "
                         "yield split match scan gsub sub",
        .words =
            {
                {TOKEN_KEYWORD,
                 "BEGIN END alias and begin break case class def defined? do else elsif end ensure for if in module "
                 "next not or redo rescue retry return super then undef unless until when while yield require "
                 "require_relative load include extend prepend attr_reader attr_writer attr_accessor raise loop lambda "
                 "proc private protected public module_function catch throw"},
                {TOKEN_CONSTANT, "true false nil self __FILE__ __LINE__ __dir__ __method__ ENV ARGV"},
            },
        .spans =
            {
                {"=begin", "=end", TOKEN_COMMENT, SPAN_COLUMN_ONE | SPAN_AT_COLUMN_ONE},
                {"__END__", NEVER, TOKEN_COMMENT, SPAN_COLUMN_ONE},
                {"#", NULL, TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, 0, '\\', RUBY_CODE},
                {"'", "'", TOKEN_STRING, 0, '\\'},
                {"`", "`", TOKEN_STRING, 0, '\\', RUBY_CODE},
                {"%w", "", TOKEN_STRING, SPAN_MARKS, '\\'},
                {"%i", "", TOKEN_STRING, SPAN_MARKS, '\\'},
                {"%q", "", TOKEN_STRING, SPAN_MARKS, '\\'},
                {"%s", "", TOKEN_STRING, SPAN_MARKS, '\\'},
                {"%W", "", TOKEN_STRING, SPAN_MARKS, '\\', RUBY_CODE},
                {"%I", "", TOKEN_STRING, SPAN_MARKS, '\\', RUBY_CODE},
                {"%Q", "", TOKEN_STRING, SPAN_MARKS, '\\', RUBY_CODE},
                {"%r", "", TOKEN_STRING, SPAN_MARKS, '\\', RUBY_CODE},
                {"%x", "", TOKEN_STRING, SPAN_MARKS, '\\', RUBY_CODE},
                {"%", "", TOKEN_STRING, SPAN_MARKS | SPAN_OPERAND, '\\', RUBY_CODE},
                {"/", "/", TOKEN_STRING, SPAN_OPERAND | SPAN_ONE_LINE, '\\', RUBY_CODE, .unless = " ="},
                {"<<", NULL, TOKEN_STRING, SPAN_HEREDOC | SPAN_OPERAND, '\\', RUBY_CODE,
                 .unless = " \t=<0123456789abcdefghijklmnopqrstuvwxyz"},
                {"<<", NULL, TOKEN_STRING, SPAN_HEREDOC | SPAN_AFTER_BLANK, '\\', RUBY_CODE,
                 .unless = " \t=<0123456789abcdefghijklmnopqrstuvwxyz"},
            },
        .sigils = {{'$', TOKEN_VARIABLE, true}, {'@', TOKEN_VARIABLE}, {':', TOKEN_CONSTANT}},
        .definitions = {{DEFINES_FUNCTION, "def"}, {DEFINES_TYPE, "class"}, {DEFINES_MODULE, "module"}},
    },
    {
        .names = "perl pl pm pod",
        .extensions = "pl pm t pod PL psgi",
        .files = "cpanfile .perltidyrc",
        .interpreters = "perl",
        .signs = "use my our sub package require =pod =head1",
        .flags = LANGUAGE_CALLS,
        .escape = '$', /* so that $' and $# open nothing */
        .operand_words = "if unless while until and or not return split grep map join x lt gt le ge eq ne cmp push "
                         "unshift when",
        .words =
            {
                {TOKEN_KEYWORD, "and cmp continue default die do else elsif eq eval exit for foreach ge given goto gt "
                                "if last le local "
                                "lt my ne next no not or our package redo require return say state sub undef unless "
                                "until use wantarray "
                                "when while xor BEGIN END INIT CHECK UNITCHECK"},
                {TOKEN_FUNCTION,
                 "abs bless chomp chop chdir chmod chr close closedir defined delete each exists grep index join keys "
                 "lc lcfirst length map mkdir open opendir ord pop pos print printf push quotemeta read readdir "
                 "readline ref rename reverse rindex rmdir scalar seek shift sort splice split sprintf stat substr "
                 "system tell tie time uc ucfirst unlink unpack unshift untie values warn write"},
                {TOKEN_CONSTANT, "__FILE__ __LINE__ __PACKAGE__ __SUB__ STDIN STDOUT STDERR ARGV ENV"},
            },
        .spans =
            {
                {"=", "=cut", TOKEN_DOC_COMMENT, SPAN_COLUMN_ONE | SPAN_AT_COLUMN_ONE, .unless = " \t=~>\r\n"},
                {"__END__", NEVER, TOKEN_COMMENT, SPAN_COLUMN_ONE},
                {"__DATA__", NEVER, TOKEN_COMMENT, SPAN_COLUMN_ONE},
                {"#", NULL, TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, SPAN_SIGILS, '\\'},
                {"'", "'", TOKEN_STRING, 0, '\\'},
                {"`", "`", TOKEN_STRING, SPAN_SIGILS, '\\'},
                {"qq", "", TOKEN_STRING, SPAN_MARKS | SPAN_SIGILS, '\\'},
                {"qw", "", TOKEN_STRING, SPAN_MARKS, '\\'},
                {"qr", "", TOKEN_STRING, SPAN_MARKS | SPAN_SIGILS, '\\'},
                {"qx", "", TOKEN_STRING, SPAN_MARKS | SPAN_SIGILS, '\\'},
                {"q", "", TOKEN_STRING, SPAN_MARKS, '\\'},
                {"m", "", TOKEN_STRING, SPAN_MARKS | SPAN_SIGILS, '\\'},
                {"s", "", TOKEN_STRING, SPAN_MARKS | SPAN_TWICE | SPAN_SIGILS, '\\'},
                {"tr", "", TOKEN_STRING, SPAN_MARKS | SPAN_TWICE, '\\'},
                {"y", "", TOKEN_STRING, SPAN_MARKS | SPAN_TWICE, '\\'},
                {"/", "/", TOKEN_STRING, SPAN_OPERAND | SPAN_ONE_LINE | SPAN_SIGILS, '\\'},
                {"<< ", NULL, TOKEN_STRING, SPAN_HEREDOC | SPAN_SIGILS, '\\', .unless = LETTERS "$(@0123456789"},
                {"<<", NULL, TOKEN_STRING, SPAN_HEREDOC | SPAN_OPERAND | SPAN_SIGILS, '\\',
                 .unless = " \t=<$0123456789"},
                {"<<", NULL, TOKEN_STRING, SPAN_HEREDOC | SPAN_AFTER_BLANK | SPAN_SIGILS, '\\',
                 .unless = " \t=<$0123456789"},
            },
        .sigils = {{'$', TOKEN_VARIABLE, true}, {'@', TOKEN_VARIABLE}, {'%', TOKEN_VARIABLE}},
        .definitions = {{DEFINES_FUNCTION, "sub"}, {DEFINES_MODULE, "package"}},
    },
    {
        .names = "php phtml",
        .extensions = "php phtml php3 php4 php5 php7 php8 phps phpt",
        .interpreters = "php",
        .flags = LANGUAGE_ANY_CASE | LANGUAGE_PLAIN_NUMBERS,
        .word_more = "-:",
        .spans =
            {
                {"<?php", "?>", TOKEN_PREPROCESSOR, SPAN_ANYWHERE, .inside = "php-code"},
                {"<?=", "?>", TOKEN_PREPROCESSOR, SPAN_ANYWHERE, .inside = "php-code"},
                {"<?xml", "?>", TOKEN_PREPROCESSOR},
                {"<?", "?>", TOKEN_PREPROCESSOR, SPAN_ANYWHERE, .inside = "php-code"},
                {"#!", NULL, TOKEN_COMMENT, SPAN_COLUMN_ONE},
                PAGE_SPANS,
            },
        .sigils = {{'&', TOKEN_CONSTANT}},
        .definitions = {PHP_DEFINITIONS},
    },
    {
        .names = "php-code",
        .flags = LANGUAGE_CALLS | LANGUAGE_HIDDEN,
        .words =
            {
                {TOKEN_KEYWORD,
                 "abstract and as break case catch class clone const continue declare default do echo else elseif "
                 "empty "
                 "enddeclare endfor endforeach endif endswitch endwhile enum exit extends final finally fn for foreach "
                 "function global goto if implements include include_once instanceof insteadof interface isset list "
                 "match namespace new or parent print private protected public readonly require require_once return "
                 "self static switch throw trait try unset use var while xor yield die eval"},
                {TOKEN_TYPE, "array bool callable float int iterable mixed never object string void"},
                {TOKEN_CONSTANT, "true false null TRUE FALSE NULL True False Null __CLASS__ __DIR__ __FILE__ "
                                 "__FUNCTION__ __LINE__ __METHOD__ __NAMESPACE__ PHP_EOL"},
            },
        .spans =
            {
                {"/**", "*/", TOKEN_DOC_COMMENT, .unless = "/*"},
                {"/*", "*/", TOKEN_COMMENT},
                {"//", NULL, TOKEN_COMMENT},
                {"#", NULL, TOKEN_COMMENT, .unless = "["},
                {"\"", "\"", TOKEN_STRING, SPAN_SIGILS, '\\'},
                {"'", "'", TOKEN_STRING, 0, '\\'},
                {"`", "`", TOKEN_STRING, SPAN_SIGILS, '\\'},
                {"<<<", NULL, TOKEN_STRING, SPAN_HEREDOC | SPAN_INDENTED | SPAN_SIGILS, '\\'},
            },
        .sigils = {{'$', TOKEN_VARIABLE}},
        .definitions = {PHP_DEFINITIONS},
    },
    {
        .names = "lua luau",
        .extensions = "lua luau rockspec wlua nse",
        .files = ".luacheckrc",
        .interpreters = "lua luajit luau",
        .flags = LANGUAGE_CALLS,
        .words =
            {
                {TOKEN_KEYWORD, "and break do else elseif end for function goto if in local not or repeat return then "
                                "until while"},
                {TOKEN_CONSTANT, "true false nil self _G _ENV _VERSION"},
            },
        .spans =
            {
                {"--[", "]", TOKEN_COMMENT, SPAN_LEVELS},
                {"--", NULL, TOKEN_COMMENT},
                {"#!", NULL, TOKEN_COMMENT, SPAN_COLUMN_ONE},
                {"[", "]", TOKEN_STRING, SPAN_LEVELS},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
        .rules = {{"%b::%b%[%w%]%b::", {TOKEN_FUNCTION}}},
        .definitions = {{DEFINES_FUNCTION, "function"}, {DEFINES_VARIABLE, "local"}},
    },
    {NULL},
};
