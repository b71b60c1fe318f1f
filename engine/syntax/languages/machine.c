/* Languages near the machine and its kernel: assembly in two dialects, linker scripts, device trees, Kconfig. */
#include "engine/syntax/language_data.h"

/* clang-format off */
#define INCLUDE_RULE {"%b%[#%binclude%]%B%[<%!{>\"'}>%]", {TOKEN_PREPROCESSOR, TOKEN_LINK}}
/* What the C preprocessor reads, where # also begins something else. */
#define DIRECTIVE_RULES                              \
    INCLUDE_RULE,                                    \
    {"%b%[#include%]%B", {TOKEN_PREPROCESSOR}},      \
    {"%b%[#%bdefine%]%B", {TOKEN_PREPROCESSOR}},     \
    {"%b%[#%bundef%]%B", {TOKEN_PREPROCESSOR}},      \
    {"%b%[#%bifdef%]%B", {TOKEN_PREPROCESSOR}},      \
    {"%b%[#%bifndef%]%B", {TOKEN_PREPROCESSOR}},     \
    {"%b%[#if%]%B", {TOKEN_PREPROCESSOR}},           \
    {"%b%[#elif%]%B", {TOKEN_PREPROCESSOR}},         \
    {"%b%[#else%]", {TOKEN_PREPROCESSOR}},           \
    {"%b%[#%bendif%]", {TOKEN_PREPROCESSOR}},        \
    {"%b%[#error%.%]", {TOKEN_PREPROCESSOR}},        \
    {"%b%[#warning%.%]", {TOKEN_PREPROCESSOR}}
/* clang-format on */

const LanguageData languages_machine[] = {
    {
        .names = "assembly asm gas as s unix-assembly",
        .extensions = "s S sx",
        .signs = ".text .globl .global .section .file .data .syntax #include",
        .flags = LANGUAGE_CALLS | LANGUAGE_LABELS | LANGUAGE_INDENTED | LANGUAGE_NAME_INSIDE,
        .word_first = ".",
        .word_more = ".$",
        .words = {{TOKEN_TYPE, "byte word dword qword ptr"}},
        .spans =
            {
                {"/*", "*/", TOKEN_COMMENT},
                {"//", NULL, TOKEN_COMMENT},
                {"# ", NULL, TOKEN_COMMENT, SPAN_AFTER_BLANK},
                {"#\t", NULL, TOKEN_COMMENT, SPAN_AFTER_BLANK},
                {"##", NULL, TOKEN_COMMENT, SPAN_AFTER_BLANK},
                {"@ ", NULL, TOKEN_COMMENT, SPAN_AFTER_BLANK},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE | SPAN_CHARACTER, '\\'},
            },
        .rules =
            {
                DIRECTIVE_RULES,
                {"%b%[.%w%]:", {TOKEN_FUNCTION}},
                {"%b%[.%w%]", {TOKEN_PREPROCESSOR}},
                {"%b%[%w%]%b=", {TOKEN_VARIABLE}},
                {"%b%[%w%]%B", {TOKEN_KEYWORD}}, /* most lines: nothing before it begins so */
                {"%b%[%w%]:%b%[.%w%]", {TOKEN_FUNCTION, TOKEN_PREPROCESSOR}},
                {"%b%[%w%]:%b%[%w%]", {TOKEN_FUNCTION, TOKEN_KEYWORD}},
                {"%b%[%w%]:", {TOKEN_FUNCTION}},
                {"%b%[%w%]%$", {TOKEN_KEYWORD}},
                {"%b%[%w%];", {TOKEN_KEYWORD}},
            },
        .sigils = {{'%', TOKEN_VARIABLE}, {'\\', TOKEN_VARIABLE}, {'@', TOKEN_CONSTANT}},
        .definitions = {{DEFINES_MACRO, "define .macro"},
                        {DEFINES_FUNCTION,
                         "ENTRY SYM_FUNC_START SYM_FUNC_START_LOCAL SYM_FUNC_START_WEAK SYM_FUNC_START_NOALIGN "
                         "SYM_TYPED_FUNC_START SYM_CODE_START SYM_CODE_START_LOCAL SYM_CODE_START_NOALIGN "
                         "SYM_INNER_LABEL SYM_DATA_START SYM_DATA_START_LOCAL"}},
    },
    {
        .names = "nasm yasm masm tasm fasm",
        .extensions = "asm nasm s",
        .signs = "section SECTION global GLOBAL extern bits BITS [bits org ORG default use64 %include %define %macro",
        .flags = LANGUAGE_ANY_CASE | LANGUAGE_CALLS | LANGUAGE_LABELS,
        .word_first = ".?",
        .word_more = ".$#@~?",
        .words =
            {
                {TOKEN_PREPROCESSOR,
                 "absolute align alignb bits common cpu default endp endstruc equ extern global iend incbin istruc org "
                 "proc section segment static struc times"},
                {TOKEN_TYPE, "byte word dword qword tword oword yword zword ptr db dw dd dq dt do dy dz resb resw resd "
                             "resq rest near far short rel abs strict"},
                {TOKEN_VARIABLE,
                 "rax rbx rcx rdx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 eax ebx ecx edx esi edi ebp esp ax bx "
                 "cx dx si di bp sp al ah bl bh cl ch dl dh cs ds es fs gs ss rip"},
            },
        .spans =
            {
                {";", NULL, TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE},
                {"`", "`", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
        .rules =
            {
                {"%b%[%%%w%]", {TOKEN_PREPROCESSOR}},
                {"%b%[%%%%%w%]:", {TOKEN_FUNCTION}},
                {"%b%[%w%]:", {TOKEN_FUNCTION}},
                {"%b%[%w%]%B%[equ%]%B", {TOKEN_FUNCTION, TOKEN_PREPROCESSOR}},
                {"%[%w%]%B%[d%{bdoqtwyz}%]%B", {TOKEN_FUNCTION, TOKEN_TYPE}},
                {"%[%w%]%B%[res%{bdoqtwyz}%]%B", {TOKEN_FUNCTION, TOKEN_TYPE}},
            },
        .sigils = {{'%', TOKEN_VARIABLE, true}},
        .definitions = {{DEFINES_MACRO, "macro define"}, {DEFINES_TYPE, "struc"}},
    },
    {
        .names = "linker-script ld lds linkerscript",
        .extensions = "ld lds lds.S lds.h ldscript",
        .signs = "SECTIONS MEMORY ENTRY OUTPUT_FORMAT OUTPUT_ARCH PHDRS",
        .flags = LANGUAGE_CALLS | LANGUAGE_LABELS,
        .word_first = ".",
        .word_more = ".-",
        .words =
            {
                {TOKEN_KEYWORD,
                 "ABSOLUTE ADDR ALIGN ALIGNOF ALIGN_WITH_INPUT ASSERT AS_NEEDED AT BLOCK BYTE CONSTANT "
                 "CONSTRUCTORS COPY DATA_SEGMENT_ALIGN DATA_SEGMENT_END DATA_SEGMENT_RELRO_END DEFINED DSECT ENTRY "
                 "EXCLUDE_FILE EXTERN FILEHDR FILL FLAGS GROUP HIDDEN INCLUDE INFO INPUT INPUT_SECTION_FLAGS KEEP "
                 "LENGTH LOADADDR LOG2CEIL LONG MAX MEMORY MIN NEXT NOCROSSREFS NOLOAD ONLY_IF_RO ONLY_IF_RW ORIGIN "
                 "OUTPUT OUTPUT_ARCH OUTPUT_FORMAT OVERLAY PHDRS PROVIDE PROVIDE_HIDDEN QUAD READONLY REGION_ALIAS "
                 "SEARCH_DIR SECTIONS SEGMENT_START SHORT SIZEOF SIZEOF_HEADERS SORT SORT_BY_ALIGNMENT "
                 "SORT_BY_INIT_PRIORITY SORT_BY_NAME SORT_NONE SQUAD STARTUP SUBALIGN TARGET VERSION"},
                {TOKEN_VARIABLE, "."},
            },
        .spans =
            {
                {"/*", "*/", TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE},
            },
        .rules =
            {
                INCLUDE_RULE,
                {"%b%[#%b%w%]", {TOKEN_PREPROCESSOR}},
                {"%b%[/DISCARD/%]", {TOKEN_FUNCTION}},
                {"%b%[.%]%b%{+-*&|}=", {TOKEN_VARIABLE}},
                {"%b%[%w%]%b=", {TOKEN_VARIABLE}},
                {"%b%[%w%]%b:", {TOKEN_FUNCTION}},
                {"%b%[.%w%]%b(%[%w%])%b:", {TOKEN_FUNCTION, TOKEN_KEYWORD}},
                {"%b%[%w%]%b(%w)%b:", {TOKEN_FUNCTION}},
            },
        .definitions = {{DEFINES_MACRO, "define"}},
    },
    {
        .names = "device-tree dts devicetree dtsi",
        .extensions = "dts dtsi dtso overlay",
        .flags = LANGUAGE_CALLS | LANGUAGE_LABELS | LANGUAGE_NODES,
        .word_first = "#",
        .word_more = "-,#+",
        .words = {{TOKEN_CONSTANT, "okay disabled"}},
        .spans =
            {
                {"/*", "*/", TOKEN_COMMENT},
                {"//", NULL, TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE | SPAN_CHARACTER, '\\'},
            },
        .rules =
            {
                DIRECTIVE_RULES,
                {"%b%[%w%]%b=", {TOKEN_KEY}},
                {"%b%[%w%]%b;", {TOKEN_KEY}},
                {"%b%[/%w/%]", {TOKEN_PREPROCESSOR}},
                {"%b%[/%]%b{", {TOKEN_TAG}},
                {"%b%[%w%]:%b%[%w@%w%]%b{", {TOKEN_FUNCTION, TOKEN_TAG}},
                {"%b%[%w%]:%b%[%w%]%b{", {TOKEN_FUNCTION, TOKEN_TAG}},
                {"%b%[%w@%w%]%b{", {TOKEN_TAG}},
                {"%b%[%w%]%b{", {TOKEN_TAG}},
                {"%b%[&%w%]%b{", {TOKEN_TAG}},
            },
        .sigils = {{'&', TOKEN_VARIABLE}},
        .definitions = {{DEFINES_MACRO, "#define"}},
    },
    {
        .names = "kconfig",
        .extensions = "kconfig",
        .files = "Kconfig Kconfig.* Config.in Kconfig-*",
        .words =
            {
                {TOKEN_KEYWORD,
                 "mainmenu menu endmenu config menuconfig choice endchoice comment if endif source rsource osource "
                 "orsource prompt default def_bool def_tristate depends on select imply range visible optional modules "
                 "option transitional"},
                {TOKEN_TYPE, "bool boolean tristate string hex int"},
                {TOKEN_CONSTANT, "y n m"},
            },
        .spans =
            {
                {"help", NULL, TOKEN_DOC_COMMENT, SPAN_INDENTED | SPAN_LINE_START},
                {"---help---", NULL, TOKEN_DOC_COMMENT, SPAN_INDENTED | SPAN_LINE_START},
                {"#", NULL, TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"$(", ")", TOKEN_VARIABLE, SPAN_ONE_LINE | SPAN_NESTS},
            },
        .rules =
            {
                {"%b%[config%]%B%[%w%]", {TOKEN_KEYWORD, TOKEN_KEY}},
                {"%b%[menuconfig%]%B%[%w%]", {TOKEN_KEYWORD, TOKEN_KEY}},
                {"%[%w%]%b%?:=", {TOKEN_VARIABLE}},
            },
        .definitions = {{DEFINES_VARIABLE, "config menuconfig"}, {DEFINES_MODULE, "mainmenu menu"}},
    },
    {NULL},
};
