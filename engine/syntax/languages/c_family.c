/* C and the languages that look like it: C++, Objective-C, Rust, Go. */
#include "engine/syntax/language_data.h"

#define C_KEYWORDS                                                                                                     \
    "auto break case const continue default do else enum extern for goto if inline register restrict return sizeof "   \
    "static struct switch typedef union volatile while _Alignas _Alignof _Atomic _Generic _Noreturn _Static_assert "   \
    "_Thread_local alignas alignof static_assert thread_local typeof __attribute__ __asm__ asm __inline "              \
    "__inline__ __extension__ __restrict __volatile__ __typeof__ typeof_unqual constexpr "
#define C_TYPES                                                                                                        \
    "void char short int long float double signed unsigned bool _Bool _Complex _Imaginary size_t ssize_t ptrdiff_t "   \
    "intptr_t uintptr_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intmax_t uintmax_t wchar_t " \
    "off_t time_t pid_t va_list FILE u8 u16 u32 u64 s8 s16 s32 s64 __u8 __u16 __u32 __u64 __s8 __s16 __s32 __s64 "     \
    "__le16 __le32 __le64 __be16 __be32 __be64 char8_t char16_t char32_t "
#define C_CONSTANTS "true false NULL nullptr stdin stdout stderr errno EOF "
/* clang-format off */
#define C_COMMENTS                                                   \
    {"/**", "*/", TOKEN_DOC_COMMENT, .unless = "/*"},                \
    {"/*", "*/", TOKEN_COMMENT},                                     \
    {"///", NULL, TOKEN_DOC_COMMENT, .escape = '\\', .unless = "/"}, \
    {"//!", NULL, TOKEN_DOC_COMMENT, .escape = '\\'},                \
    {"//", NULL, TOKEN_COMMENT, .escape = '\\'}
#define C_STRINGS                                                                    \
    {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},                                \
    {"'", "'", TOKEN_STRING, SPAN_ONE_LINE | SPAN_BARE, '\\', .prefixes = "L u U u8"}
#define C_RULES                                                                         \
    {"%b%[#%binclude%]%B%[<%!{>\"'}>%]", {TOKEN_PREPROCESSOR, TOKEN_LINK}},             \
    {"%b%[#%b%w%]", {TOKEN_PREPROCESSOR}}
#define C_DEFINITIONS {DEFINES_TYPE, "struct union enum class"}, {DEFINES_MACRO, "define"}
/* clang-format on */

const LanguageData languages_c_family[] = {
    {
        .names = "c h",
        .extensions = "c h cats idc",
        .flags = LANGUAGE_CALLS | LANGUAGE_QUOTED_DIGITS | LANGUAGE_BODIES,
        .words = {{TOKEN_KEYWORD, C_KEYWORDS}, {TOKEN_TYPE, C_TYPES}, {TOKEN_CONSTANT, C_CONSTANTS}},
        .spans = {C_COMMENTS, C_STRINGS},
        .rules = {C_RULES},
        .definitions = {C_DEFINITIONS},
    },
    {
        .names = "c++ cpp cxx cc hpp arduino cuda metal",
        .signs = "class template namespace using public: private: protected:",
        .extensions = "cc cpp cxx c++ C h hh hpp hxx h++ H ipp ixx cppm inl tcc tpp txx ino cu cuh metal",
        .flags = LANGUAGE_CALLS | LANGUAGE_QUOTED_DIGITS | LANGUAGE_BODIES,
        .words =
            {
                {TOKEN_KEYWORD, C_KEYWORDS
                 "and and_eq bitand bitor catch class co_await co_return co_yield compl concept consteval constinit "
                 "const_cast decltype delete dynamic_cast explicit export final friend import module mutable namespace "
                 "new noexcept not not_eq operator or or_eq override private protected public reinterpret_cast "
                 "requires static_cast template this throw try typeid typename using virtual xor xor_eq"},
                {TOKEN_TYPE, C_TYPES "string string_view vector map set pair tuple optional variant array byte"},
                {TOKEN_CONSTANT, C_CONSTANTS},
            },
        .spans = {C_COMMENTS, {"\"", "\"", TOKEN_STRING, SPAN_DELIMITER, .prefixes = "R LR uR UR u8R"}, C_STRINGS},
        .rules = {C_RULES},
        .definitions = {C_DEFINITIONS, {DEFINES_MODULE, "namespace module"}},
    },
    {
        .names = "objective-c objc obj-c objectivec objective-c++ objc++",
        .signs = "#import @interface @implementation @protocol @import @class @end",
        .extensions = "m mm h",
        .flags = LANGUAGE_CALLS | LANGUAGE_QUOTED_DIGITS | LANGUAGE_BODIES,
        .words =
            {
                {TOKEN_KEYWORD,
                 C_KEYWORDS "self super in out inout bycopy byref oneway instancetype nonatomic atomic strong weak "
                            "readonly readwrite getter setter nullable nonnull __block __weak __strong __bridge "
                            "__unsafe_unretained __autoreleasing"},
                {TOKEN_TYPE, C_TYPES "id BOOL Class SEL IMP NSInteger NSUInteger CGFloat NSString NSArray NSDictionary "
                                     "NSObject NSNumber NSError NSData NSSet NSMutableArray NSMutableDictionary"},
                {TOKEN_CONSTANT, C_CONSTANTS "YES NO nil Nil"},
            },
        .spans = {C_COMMENTS, {"@\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'}, C_STRINGS},
        .rules = {{"%b%[#%bimport%]%B%[<%!{>\"'}>%]", {TOKEN_PREPROCESSOR, TOKEN_LINK}}, C_RULES},
        .sigils = {{'@', TOKEN_KEYWORD}},
        .definitions = {C_DEFINITIONS, {DEFINES_TYPE, "interface implementation protocol"}},
    },
    {
        .names = "rust rs",
        .extensions = "rs",
        .interpreters = "rust-script",
        .flags = LANGUAGE_CALLS,
        .words =
            {
                {TOKEN_KEYWORD,
                 "as async await break const continue crate dyn else enum extern fn for if impl in let loop "
                 "macro_rules "
                 "match mod move mut pub ref return self static struct super trait type union unsafe use where while "
                 "yield abstract become box do final macro override priv try typeof unsized virtual"},
                {TOKEN_TYPE,
                 "bool char str i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 Self String Vec Option "
                 "Result Box Rc Arc HashMap HashSet"},
                {TOKEN_CONSTANT, "true false None Some Ok Err"},
            },
        .spans =
            {
                {"/**", "*/", TOKEN_DOC_COMMENT, SPAN_NESTS, .unless = "/*"},
                {"/*!", "*/", TOKEN_DOC_COMMENT, SPAN_NESTS},
                {"/*", "*/", TOKEN_COMMENT, SPAN_NESTS},
                {"///", NULL, TOKEN_DOC_COMMENT, .unless = "/"},
                {"//!", NULL, TOKEN_DOC_COMMENT},
                {"//", NULL, TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, SPAN_HASHES, .prefixes = "r br cr"},
                {"\"", "\"", TOKEN_STRING, 0, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_CHARACTER | SPAN_ONE_LINE, '\\'},
            },
        .rules = {{"%b%[#%?![%w%]", {TOKEN_PREPROCESSOR}}},
        .sigils = {{'\'', TOKEN_VARIABLE}},
        .definitions = {{DEFINES_FUNCTION, "fn"},
                        {DEFINES_TYPE, "struct enum union trait type impl"},
                        {DEFINES_MACRO, "macro_rules"},
                        {DEFINES_MODULE, "mod"},
                        {DEFINES_VARIABLE, "const static"}},
    },
    {
        .names = "go golang",
        .extensions = "go",
        .flags = LANGUAGE_CALLS,
        .words =
            {
                {TOKEN_KEYWORD,
                 "break case chan const continue default defer else fallthrough for func go goto if import interface "
                 "map package range return select struct switch type var"},
                {TOKEN_TYPE,
                 "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune "
                 "string uint uint8 uint16 uint32 uint64 uintptr"},
                {TOKEN_CONSTANT, "true false nil iota"},
            },
        .spans =
            {
                {"//go:", NULL, TOKEN_PREPROCESSOR, SPAN_COLUMN_ONE},
                {"//", NULL, TOKEN_COMMENT},
                {"/*", "*/", TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"`", "`", TOKEN_STRING},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
            },
        .definitions = {{DEFINES_FUNCTION, "func"},
                        {DEFINES_TYPE, "type"},
                        {DEFINES_MODULE, "package"},
                        {DEFINES_VARIABLE, "const var"}},
    },
    {NULL},
};
