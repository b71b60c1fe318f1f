/* Choosing a language, the lexer's states, and what must hold for any bytes in every language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/thread.h"
#include "engine/syntax/lexer.h"
#include "tests/support/lexer_check.h"

typedef struct Choice {
    const char *path, *head, *attribute;
    const char *language; /* NULL: plain text */
} Choice;

static void *ask_for_all(void *is_same)
{
    for (size_t i = 0; i < language_count(); i++)
        if (language_at(i) != language_find(slice_from_cstr(language_name(language_at(i)))))
            *(bool *)is_same = false;
    return NULL;
}

/* First of all tests, so that the threads meet while the tables are made. */
static void test_threads_get_the_same_tables(void **state)
{
    (void)state;
    pthread_t other;
    bool is_same[2] = {true, true};
    assert_true(thread_start(&other, ask_for_all, &is_same[0]));
    ask_for_all(&is_same[1]);
    pthread_join(other, NULL);
    assert_true(is_same[0] && is_same[1]);
}

static const Choice CHOICES[] = {
    {"a/b.c", "", "", "c"},
    {"b.cc", "", "", "c++"},
    {"b.C", "", "", "c++"},
    {"B.PY", "", "", "python"},
    {"config.h.in", "", "", "c"},
    {"a.b.json", "", "", "json"},
    {"run", "#!/bin/sh -e\n", "", "shell"},
    {"run", "#!/usr/bin/env -S python3.11 -u\n", "", "python"},
    {"run", "#! /usr/bin/env bash", "", "shell"},
    {"x.c", "/* -*- mode: c++; tab-width: 4 -*- */\n", "", "c++"},
    {"x.h", "// -*- C++ -*-\n", "", "c++"},
    {"x.h", "#pragma once\nstruct a;\n", "", "c"},
    {"x.h", "#pragma once\n  namespace a {\n", "", "c++"},
    {"x.c", "class a;\n", "", "c"},
    {"x", "\n\n# vim: set ts=4 ft=python :\n", "", "python"},
    {"x.c", "", "Rust", "rust"},
    {"x.h", "#import <A.h>\n@interface A\n", "", "objective-c"},
    {"x.m", "", "", "objective-c"},
    {"x.mm", "", "", "objective-c"},
    {"x.pl", "use strict;\n", "", "perl"},
    {"x.pl", "", "", "perl"},
    {"x.ts", "import a from 'b';\n", "", "typescript"},
    {"x.tsx", "", "", "tsx"},
    {"x.jsx", "", "", "jsx"},
    {"x.s", "\t.globl a\n", "", "assembly"},
    {"x.s", "\tsection .text\n", "", "nasm"},
    {"x.S", "", "", "assembly"},
    {"x.asm", "", "", "nasm"},
    {"vmlinux.lds.S", "", "", "linker-script"},
    {"x.dtsi", "", "", "device-tree"},
    {"Kconfig.debug", "", "", "kconfig"},
    {"Jenkinsfile", "", "", "groovy"},
    {"build.gradle", "", "", "groovy"},
    {"build.gradle.kts", "", "", "kotlin"},
    {"Gemfile", "", "", "ruby"},
    {"run", "#!/usr/bin/perl -w\n", "", "perl"},
    {"run", "#!/usr/bin/env lua5.4\n", "", "lua"},
    {"x.c", "", "No-Such", "c"},
    {".bashrc", "", "", "shell"},
    {"CMakeLists.txt", "", "", "cmake"},
    {"src/meson.build", "", "", "meson"},
    {"Dockerfile.dev", "", "", "dockerfile"},
    {"Cargo.lock", "", "", "toml"},
    {"a/.gitignore", "", "", "gitignore"},
    {".gitmodules", "", "", "gitconfig"},
    {"ssh.service", "", "", "ini"},
    {"nginx.conf", "", "", "conf"},
    {"main.tf", "", "", "hcl"},
    {"a.ex", "", "", "elixir"},
    {"a.ml", "", "", "ocaml"},
    {"a.fs", "", "", "f#"},
    {"a.R", "", "", "r"},
    {"init.el", "", "", "emacs-lisp"},
    {"a.F90", "", "", "fortran"},
    {"a.svg", "", "", "xml"},
    {"git.1", "", "", "roff"},
    {"daemon.log.1", "", "", "log"},
    {"run", "#!/usr/bin/env Rscript\n", "", "r"},
    {"x.txt", "", "", NULL},
    {"x", "", "", NULL},
    {"", "", "", NULL},
    {"dir.c/", "", "", NULL},
    {"x", "#!", "", NULL},
    {"x", "#!/usr/bin/env", "", NULL},
    {"x", "-*-", "", NULL},
    {"x", "vim: ft=", "", NULL},
};

static void test_a_language_is_chosen_by_what_says_most(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CHOICES / sizeof *CHOICES; i++) {
        const Choice *choice = &CHOICES[i];
        const Language *language = language_for(slice_from_cstr(choice->path), slice_from_cstr(choice->head),
                                                slice_from_cstr(choice->attribute));
        if (!choice->language)
            assert_null(language);
        else if (!language)
            fail_msg("%s: taken for plain text", choice->path);
        else
            assert_string_equal(language_name(language), choice->language);
    }
}

static void test_a_language_is_found_by_any_name(void **state)
{
    (void)state;
    assert_ptr_equal(language_find(slice_from_cstr("C++")), language_find(slice_from_cstr("cpp")));
    assert_ptr_equal(language_find(slice_from_cstr("BASH")), language_find(slice_from_cstr("shell")));
    assert_null(language_find(slice_from_cstr("no such language")));
    assert_null(language_find(slice_from_cstr("")));
}

typedef struct Carry {
    const char *language, *text;
    const char *rest;  /* what comes in the next bytes */
    const char *kinds; /* the regions of `rest`: . code, c comment, s string */
} Carry;

static void test_a_state_carries_over_line_ends(void **state)
{
    static const Carry CARRIES[] = {
        {"c", "a /* b\n", "c */ d", "cccc.."},
        {"c", "// b \\\n", "c\nd", "c.."},
        {"c", "\"a \\\n", "b\" c", "ss.."},
        {"c", "\"a\n", "b\" c", ".sss"},
        {"c++", "R\"x(\n", ")\" )x\" c", "ssssss.."},
        {"rust", "/* /* */\n", "b */ c", "cccc.."},
        {"rust", "r##\"\n", "\"# \"## c", "ssssss.."},
        {"python", "'''\n", "' ''' c", "sssss.."},
        {"shell", "cat <<A b\n", "c\nA\nd", "sss.."},
        {"perl", "q{ {\n", "} ' } d", "sssss.."},
        {"perl", "s{a{}}{\n", "{}' } d", "sssss.."},
        {"perl", "s/a\n", "b/c/ d", "ssss.."},
        {"perl", "%y/2; $s/2;\n", "d", "."},
        {"perl", "split //, $a\n", "d", "."},
        {"perl", "m/a/s, s{a}{b}s, m\n", "d", "."},
        {"perl", "", "$a // 2; d", ".........."},
        {"perl", "split /=/, split / /, $a // 2\n", "d", "."},
        {"perl", "qw (a\n", "' ) d", "sss.."},
        {"perl", "$a = << \"A\"\n", "b\nA\nd", "sss.."},
        {"perl", "s,a'\n", ",b, d", "sss.."},
        {"perl", "m@a $b\n", "@ d", "s.."},
        {"perl", "$a.=<<A\n", "b\nA\nd", "sss.."},
        {"ruby", "a = [<<~A]\n", "b\n A\nd", "ssss.."},
        {"perl", "$a->y(1); s => 2; {q}\n", "d", "."},
        {"perl", "$a = $#b + $';\n", "d", "."},
        {"ruby", "%w[ [\n", "] ' ] d", "sssss.."},
        {"ruby", "%Q(#{%w(a)\n", "} ' ) d", "sssss.."},
        {"ruby", "class <<self\n", "d", "."},
        {"swift", "\"\"\"\\(a(\"b\")\n", "+ c)\"\"\" d", "...ssss.."},
        {"php", "<?php $a = <<<A\n", "b\n  A . c", "sssss...."},
        {"lua", "--[==[ ]]\n", "]=] ]==] d", "cccccccc.."},
        {"shell", "cat <<-'A' | b\n", "c\n\tA\nd", "ssss.."},
        {"shell", "\"$(a\n", "'b' \"c\")d\" e", "sss.ssssss.."},
        {"shell", "\"$(\"$(\"$(a\n", "b)c)d)e\" f", ".sssssss.."},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CARRIES / sizeof *CARRIES; i++) {
        const Carry *carry = &CARRIES[i];
        const Language *language = language_find(slice_from_cstr(carry->language));
        Lexer lexer;
        Token tokens[64];
        lexer_start(&lexer, language, lexer_skip(language, (LexState){0}, slice_from_cstr(carry->text)),
                    slice_from_cstr(carry->rest));
        char regions[64] = {0};
        memset(regions, '.', strlen(carry->rest));
        size_t count = lexer_regions(&lexer, tokens, 64);
        for (size_t j = 0; j < count; j++)
            memset(regions + tokens[j].start, token_region((TokenKind)tokens[j].kind) == REGION_COMMENT ? 'c' : 's',
                   tokens[j].end - tokens[j].start);
        char expected[64] = {0};
        memset(expected, '.', strlen(carry->rest));
        memcpy(expected, carry->kinds, strlen(carry->kinds));
        if (strcmp(regions, expected) != 0)
            fail_msg("%s: %s%s: %s", carry->language, carry->text, carry->rest, regions);
    }
}

static void test_no_language_has_no_tokens(void **state)
{
    (void)state;
    Lexer lexer;
    Token tokens[LEXER_ROOM];
    lexer_start(&lexer, NULL, (LexState){0}, slice_from_cstr("int a;"));
    assert_int_equal(lexer_tokens(&lexer, tokens, LEXER_ROOM), 0);
    assert_true(lex_state_equal(lexer_skip(NULL, (LexState){0}, slice_from_cstr("/*")), (LexState){0}));
}

/* Texts made of the pieces that languages are made of. */
static size_t make_text(uint32_t *seed, char *text, size_t most)
{
    static const char *const PIECES[] = {
        "\n",  "\n",   " ",      "\t",       "a",        "b1",   "\"",       "'",       "`",     "/*",   "*/",
        "//",  "#",    "\\",     "{",        "}",        "(",    ")",        "[",       "]",     "${",   "$(",
        "#{",  "<<A",  "<<-'A'", "A",        "R\"",      "r#\"", "\"#",      "\"\"\"",  "'''",   "<!--", "-->",
        "<a ", ">",    "/>",     "<script>", "</script", "```",  "```c",     "~~~",     "--",    "--[[", "]]",
        "{-",  "-}",   "(*",     "*)",       "%",        "=",    ":",        "|",       "- ",    "key:", "+",
        "@@",  "1e-5", "0x1f",   "1'0",      "\r\n",     "\xff", "\xc3\xa9", ";",       ",",     "/",    "return ",
        "[=[", "]=]",  "<?php",  "?>",       "=begin",   "=end", "<style>",  "</style", "&amp;", "$x",   "@x",
        "\\x", "q{",   "s/a/",   "%w[",      "$'",       "<<<A", "\\(",      "help\n",  "</p>",
    };
    size_t len = 0;
    while (len + 16 < most) {
        *seed = *seed * 1664525 + 1013904223;
        uint32_t pick = *seed >> 16;
        if (pick % 97 == 0)
            break;
        const char *piece = PIECES[pick % (sizeof PIECES / sizeof *PIECES)];
        memcpy(text + len, piece, strlen(piece));
        len += strlen(piece);
        if (pick % 211 == 0)
            text[len++] = '\0';
    }
    return len;
}

static void test_any_text_keeps_the_lexers_promises(void **state)
{
    enum { TEXTS = 3000, TEXT_MOST = 400 };
    (void)state;
    for (size_t i = 0; i < language_count(); i++) {
        uint32_t seed = (uint32_t)i + 1;
        for (int n = 0; n < TEXTS; n++) {
            char text[TEXT_MOST];
            size_t len = make_text(&seed, text, TEXT_MOST);
            const char *wrong = lexer_check(language_at(i), slice_of(text, len));
            if (wrong)
                fail_msg("%s: %s in:\n%.*s", language_name(language_at(i)), wrong, (int)len, text);
        }
    }
}

/* Found by the fuzzer. */
static void test_texts_that_once_broke_a_promise(void **state)
{
    static const struct {
        const char *language, *text;
    } cases[] = {
        {"elixir", "r?\""}, {"elixir", "x = valid?\"a\"\n"}, {"elixir", "?a?\"b\" ?\" c\n"}, {"elixir", "&?'\""}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Language *language = language_find(slice_from_cstr(cases[i].language));
        assert_non_null(language);
        const char *wrong = lexer_check(language, slice_from_cstr(cases[i].text));
        if (wrong)
            fail_msg("%s: %s in: %s", cases[i].language, wrong, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_get_the_same_tables),
        cmocka_unit_test(test_a_language_is_chosen_by_what_says_most),
        cmocka_unit_test(test_a_language_is_found_by_any_name),
        cmocka_unit_test(test_a_state_carries_over_line_ends),
        cmocka_unit_test(test_no_language_has_no_tokens),
        cmocka_unit_test(test_any_text_keeps_the_lexers_promises),
        cmocka_unit_test(test_texts_that_once_broke_a_promise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
