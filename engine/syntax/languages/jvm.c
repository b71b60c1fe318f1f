/* Languages of the Java machine: Java, Kotlin, Scala, Groovy. */
#include "engine/syntax/language_data.h"

/* clang-format off */
#define SLASH_COMMENTS                                \
    {"/**", "*/", TOKEN_DOC_COMMENT, .unless = "/*"}, \
    {"/*", "*/", TOKEN_COMMENT},                      \
    {"//", NULL, TOKEN_COMMENT}
#define NESTED_COMMENTS                                           \
    {"/**", "*/", TOKEN_DOC_COMMENT, SPAN_NESTS, .unless = "/*"}, \
    {"/*", "*/", TOKEN_COMMENT, SPAN_NESTS},                      \
    {"//", NULL, TOKEN_COMMENT}
#define TEMPLATE .interpolation = "${"
/* clang-format on */

const LanguageData languages_jvm[] = {
    {
        .names = "java",
        .extensions = "java jav jsh",
        .interpreters = "java",
        .flags = LANGUAGE_CALLS | LANGUAGE_BODIES,
        .word_first = "$",
        .word_more = "$",
        .words =
            {
                {TOKEN_KEYWORD,
                 "abstract assert break case catch class const continue default do else enum extends final "
                 "finally for goto if implements import instanceof interface native new package "
                 "permits private protected public record return sealed static strictfp super switch "
                 "synchronized this throw throws transient try var volatile while yield"},
                {TOKEN_TYPE, "boolean byte char double float int long short void Boolean Byte Character Double Float "
                             "Integer Long Short Object String Void"},
                {TOKEN_CONSTANT, "true false null"},
            },
        .spans =
            {
                SLASH_COMMENTS,
                {"\"\"\"", "\"\"\"", TOKEN_STRING, 0, '\\'},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
        .sigils = {{'@', TOKEN_PREPROCESSOR}},
        .definitions = {{DEFINES_TYPE, "class interface enum record"}, {DEFINES_MODULE, "package module"}},
    },
    {
        .names = "kotlin kt kts",
        .extensions = "kt kts ktm",
        .interpreters = "kotlin",
        .flags = LANGUAGE_CALLS,
        .words =
            {
                {TOKEN_KEYWORD,
                 "abstract actual annotation as break by catch class companion const constructor continue crossinline "
                 "do dynamic else enum expect external final finally for fun if import in infix init inline "
                 "inner interface internal is lateinit noinline object open operator out override package private "
                 "protected public reified return sealed super suspend tailrec this throw try typealias typeof val "
                 "var vararg when where while"},
                {TOKEN_TYPE,
                 "Any Array Boolean Byte Char Double Float Int List Long Map Nothing Number Set Short String "
                 "UByte UInt ULong UShort Unit"},
                {TOKEN_CONSTANT, "true false null"},
            },
        .spans =
            {
                NESTED_COMMENTS,
                {"#!", NULL, TOKEN_COMMENT, SPAN_COLUMN_ONE},
                {"\"\"\"", "\"\"\"", TOKEN_STRING, SPAN_SIGILS, TEMPLATE},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE | SPAN_SIGILS, '\\', TEMPLATE},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"`", "`", TOKEN_NAME, SPAN_ONE_LINE},
            },
        .rules =
            {
                {"%b%[data%]%B%[class%]", {TOKEN_KEYWORD, TOKEN_KEYWORD}},
                {"%b%[value%]%B%[class%]", {TOKEN_KEYWORD, TOKEN_KEYWORD}},
            },
        .sigils = {{'@', TOKEN_PREPROCESSOR}, {'$', TOKEN_VARIABLE}},
        .definitions = {{DEFINES_FUNCTION, "fun"},
                        {DEFINES_TYPE, "class interface object typealias"},
                        {DEFINES_MODULE, "package"},
                        {DEFINES_VARIABLE, "val var"}},
    },
    {
        .names = "scala sbt",
        .extensions = "scala sc sbt",
        .interpreters = "scala scala-cli",
        .flags = LANGUAGE_CALLS | LANGUAGE_INDENTED,
        .words =
            {
                {TOKEN_KEYWORD,
                 "abstract as case catch class def derives do else enum export extends extension final finally for "
                 "forSome given if implicit import inline lazy match new object opaque override package "
                 "private protected return sealed super then this throw trait transparent try type using val var while "
                 "with yield"},
                {TOKEN_TYPE, "Any AnyRef AnyVal Array Boolean Byte Char Double Either Float Int List Long Map Nothing "
                             "Option Seq Set Short String Unit Vector"},
                {TOKEN_CONSTANT, "true false null None Nil"},
            },
        .spans =
            {
                NESTED_COMMENTS,
                {"#!", NULL, TOKEN_COMMENT, SPAN_COLUMN_ONE},
                {"\"\"\"", "\"\"\"", TOKEN_STRING, SPAN_SIGILS, TEMPLATE, .prefixes = "s f raw"},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE | SPAN_SIGILS, '\\', TEMPLATE, .prefixes = "s f raw"},
                {"\"\"\"", "\"\"\"", TOKEN_STRING},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_CHARACTER | SPAN_ONE_LINE, '\\'},
                {"`", "`", TOKEN_NAME, SPAN_ONE_LINE},
            },
        .sigils = {{'@', TOKEN_PREPROCESSOR}, {'$', TOKEN_VARIABLE}, {'\'', TOKEN_CONSTANT}},
        .definitions = {{DEFINES_FUNCTION, "def"},
                        {DEFINES_TYPE, "class trait object enum type"},
                        {DEFINES_MODULE, "package"},
                        {DEFINES_VARIABLE, "val var given"}},
    },
    {
        .names = "groovy gradle jenkinsfile",
        .extensions = "groovy gradle gvy gy gsh jenkinsfile",
        .files = "Jenkinsfile Jenkinsfile.*",
        .interpreters = "groovy",
        .flags = LANGUAGE_CALLS | LANGUAGE_KEYS,
        .operand_words = "return case in assert throw",
        .words =
            {
                {TOKEN_KEYWORD,
                 "abstract as assert break case catch class const continue def default do else enum extends final "
                 "finally for goto if implements import in instanceof interface native new package private protected "
                 "public return sealed static strictfp super switch synchronized task this throw "
                 "throws trait transient try var volatile while yield"},
                {TOKEN_TYPE, "boolean byte char double float int long short void BigDecimal Boolean Closure Double "
                             "Integer List Long Map Object String"},
                {TOKEN_CONSTANT, "true false null it"},
            },
        .spans =
            {
                SLASH_COMMENTS,
                {"#!", NULL, TOKEN_COMMENT, SPAN_COLUMN_ONE},
                {"\"\"\"", "\"\"\"", TOKEN_STRING, SPAN_SIGILS, '\\', TEMPLATE},
                {"'''", "'''", TOKEN_STRING, 0, '\\'},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE | SPAN_SIGILS, '\\', TEMPLATE},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"$/", "/$", TOKEN_STRING, SPAN_SIGILS, TEMPLATE},
                {"/", "/", TOKEN_STRING, SPAN_OPERAND | SPAN_ONE_LINE | SPAN_SIGILS, '\\', TEMPLATE, .unless = " ="},
            },
        .sigils = {{'@', TOKEN_PREPROCESSOR}, {'$', TOKEN_VARIABLE}},
        .definitions = {{DEFINES_FUNCTION, "def void task"},
                        {DEFINES_TYPE, "class interface enum trait record"},
                        {DEFINES_MODULE, "package"}},
    },
    {NULL},
};
