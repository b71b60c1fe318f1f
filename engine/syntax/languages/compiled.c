/* Other compiled languages: Swift, C#, Dart, Zig. */
#include "engine/syntax/language_data.h"

const LanguageData languages_compiled[] = {
    {
        .names = "swift",
        .extensions = "swift swiftinterface",
        .interpreters = "swift",
        .flags = LANGUAGE_CALLS,
        .operand_words = "return case in if where try",
        .words =
            {
                {TOKEN_KEYWORD,
                 "actor any as associatedtype async await break case catch class consuming continue convenience "
                 "default "
                 "defer deinit didSet do dynamic else enum extension fallthrough fileprivate final for func get guard "
                 "if import in indirect infix init inout internal is isolated lazy let macro mutating nonisolated "
                 "nonmutating open operator optional override package postfix precedencegroup prefix private protocol "
                 "public repeat required rethrows return self set some static struct subscript super switch throw "
                 "throws try typealias unowned var weak where while willSet"},
                {TOKEN_TYPE, "Any AnyObject Array Bool Character Dictionary Double Float Int Int8 Int16 Int32 Int64 "
                             "Never Optional Result Self Set String UInt UInt8 UInt16 UInt32 UInt64 Void"},
                {TOKEN_CONSTANT, "true false nil"},
            },
        .spans =
            {
                {"/**", "*/", TOKEN_DOC_COMMENT, SPAN_NESTS, .unless = "/*"},
                {"/*", "*/", TOKEN_COMMENT, SPAN_NESTS},
                {"///", NULL, TOKEN_DOC_COMMENT, .unless = "/"},
                {"//", NULL, TOKEN_COMMENT},
                {"#!", NULL, TOKEN_COMMENT, SPAN_COLUMN_ONE},
                {"\"\"\"", "\"\"\"", TOKEN_STRING, SPAN_HASHES},
                {"\"", "\"", TOKEN_STRING, SPAN_HASHES | SPAN_ONE_LINE},
                {"\"\"\"", "\"\"\"", TOKEN_STRING, 0, '\\', .interpolation = "\\("},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\', .interpolation = "\\("},
                {"#/", "/#", TOKEN_STRING, 0, '\\'},
                {"/", "/", TOKEN_STRING, SPAN_OPERAND | SPAN_ONE_LINE, '\\', .unless = " =),"},
                {"`", "`", TOKEN_NAME, SPAN_ONE_LINE},
            },
        .sigils = {{'@', TOKEN_PREPROCESSOR}, {'#', TOKEN_PREPROCESSOR}, {'$', TOKEN_VARIABLE, true}},
        .definitions = {{DEFINES_FUNCTION, "func"},
                        {DEFINES_TYPE, "class struct enum protocol extension actor typealias associatedtype"},
                        {DEFINES_MACRO, "macro"},
                        {DEFINES_VARIABLE, "let var"}},
    },
    {
        .names = "c# csharp cs",
        .extensions = "cs csx cake",
        .interpreters = "dotnet-script",
        .flags = LANGUAGE_CALLS | LANGUAGE_BODIES,
        .words =
            {
                {TOKEN_KEYWORD,
                 "abstract and as ascending async await base break case catch checked class const "
                 "continue "
                 "default delegate descending do else enum event explicit extern finally fixed for "
                 "foreach from get global goto if implicit in init interface internal is let lock "
                 "managed nameof namespace new not operator or orderby out override params partial private "
                 "protected "
                 "public readonly record ref required return scoped sealed select set sizeof stackalloc static "
                 "struct switch this throw try typeof unchecked unmanaged unsafe using var virtual volatile when "
                 "where while with yield"},
                {TOKEN_TYPE,
                 "bool byte char decimal double dynamic float int long nint nuint object sbyte short string "
                 "uint ulong ushort void"},
                {TOKEN_CONSTANT, "true false null"},
            },
        .spans =
            {
                {"///", NULL, TOKEN_DOC_COMMENT, .unless = "/"},
                {"//", NULL, TOKEN_COMMENT},
                {"/*", "*/", TOKEN_COMMENT},
                {"$@\"", "\"", TOKEN_STRING, SPAN_DOUBLED, .interpolation = "{"},
                {"@$\"", "\"", TOKEN_STRING, SPAN_DOUBLED, .interpolation = "{"},
                {"@\"", "\"", TOKEN_STRING, SPAN_DOUBLED},
                {"$\"\"\"", "\"\"\"", TOKEN_STRING, .interpolation = "{"},
                {"$\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\', .interpolation = "{"},
                {"\"\"\"", "\"\"\"", TOKEN_STRING},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
        .rules =
            {
                {"%b%[#%bregion%.%]", {TOKEN_PREPROCESSOR}},
                {"%b%[#%bendregion%.%]", {TOKEN_PREPROCESSOR}},
                {"%b%[#%berror%.%]", {TOKEN_PREPROCESSOR}},
                {"%b%[#%bwarning%.%]", {TOKEN_PREPROCESSOR}},
                {"%b%[#%b%w%]", {TOKEN_PREPROCESSOR}},
            },
        .sigils = {{'@', TOKEN_NAME}},
        .definitions = {{DEFINES_TYPE, "class struct interface enum record"}, {DEFINES_MODULE, "namespace"}},
    },
    {
        .names = "dart",
        .extensions = "dart",
        .interpreters = "dart",
        .flags = LANGUAGE_CALLS | LANGUAGE_BODIES,
        .words =
            {
                {TOKEN_KEYWORD,
                 "abstract as assert async await break case catch class const continue covariant default deferred "
                 "do else enum export extends extension external factory final finally for get if implements "
                 "import in interface is late library mixin native new operator part required rethrow return "
                 "sealed set show static super switch this throw try typedef var when while with yield"},
                {TOKEN_TYPE, "bool double dynamic int num void Function Future Iterable List Map Never Null Object Set "
                             "Stream String"},
                {TOKEN_CONSTANT, "true false null"},
            },
        .spans =
            {
                {"/**", "*/", TOKEN_DOC_COMMENT, SPAN_NESTS, .unless = "/*"},
                {"/*", "*/", TOKEN_COMMENT, SPAN_NESTS},
                {"///", NULL, TOKEN_DOC_COMMENT},
                {"//", NULL, TOKEN_COMMENT},
                {"#!", NULL, TOKEN_COMMENT, SPAN_COLUMN_ONE},
                {"\"\"\"", "\"\"\"", TOKEN_STRING, .prefixes = "r"},
                {"'''", "'''", TOKEN_STRING, .prefixes = "r"},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, .prefixes = "r"},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, .prefixes = "r"},
                {"\"\"\"", "\"\"\"", TOKEN_STRING, SPAN_SIGILS, '\\', .interpolation = "${"},
                {"'''", "'''", TOKEN_STRING, SPAN_SIGILS, '\\', .interpolation = "${"},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE | SPAN_SIGILS, '\\', .interpolation = "${"},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE | SPAN_SIGILS, '\\', .interpolation = "${"},
            },
        .sigils = {{'@', TOKEN_PREPROCESSOR}, {'#', TOKEN_CONSTANT}, {'$', TOKEN_VARIABLE}},
        .definitions = {{DEFINES_TYPE, "class mixin enum extension typedef"}, {DEFINES_MODULE, "library"}},
    },
    {
        .names = "zig zon",
        .extensions = "zig zon",
        .flags = LANGUAGE_CALLS,
        .words =
            {
                {TOKEN_KEYWORD,
                 "addrspace align allowzero and anyframe asm async await break callconv catch comptime const continue "
                 "defer else enum errdefer error export extern fn for if inline linksection noalias noinline nosuspend "
                 "opaque or orelse packed pub resume return struct suspend switch test threadlocal try union "
                 "unreachable usingnamespace var volatile while"},
                {TOKEN_TYPE,
                 "anyerror anyopaque anytype bool c_char c_int c_long c_longlong c_short c_uint c_ulong c_ulonglong "
                 "c_ushort comptime_float comptime_int f16 f32 f64 f80 f128 i8 i16 i32 i64 i128 isize noreturn type u1 "
                 "u2 u3 u4 u5 u6 u7 u8 u16 u24 u32 u64 u128 usize void"},
                {TOKEN_CONSTANT, "true false null undefined _"},
            },
        .spans =
            {
                {"///", NULL, TOKEN_DOC_COMMENT, .unless = "/"},
                {"//!", NULL, TOKEN_DOC_COMMENT},
                {"//", NULL, TOKEN_COMMENT},
                {"\\\\", NULL, TOKEN_STRING},
                {"@\"", "\"", TOKEN_NAME, SPAN_ONE_LINE, '\\'},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
        .sigils = {{'@', TOKEN_FUNCTION}},
        .definitions = {{DEFINES_FUNCTION, "fn"}, {DEFINES_VARIABLE, "const var"}},
    },
    {NULL},
};
