/* Languages for numbers: R, Julia, Fortran. */
#include "engine/syntax/language_data.h"

const LanguageData languages_numeric[] = {
    {
        .names = "r rscript rlang",
        .extensions = "r R rprofile",
        .files = ".Rprofile NAMESPACE",
        .interpreters = "Rscript r littler",
        .flags = LANGUAGE_CALLS,
        .word_more = ".",
        .words = {{TOKEN_KEYWORD, "break else for function if in next repeat return while library require"},
                  {TOKEN_TYPE, "character complex data.frame double factor integer list logical matrix numeric vector"},
                  {TOKEN_CONSTANT, "TRUE FALSE NULL NA NA_integer_ NA_real_ NA_character_ Inf NaN T F"}},
        .spans =
            {
                {"#'", NULL, TOKEN_DOC_COMMENT},
                {"#", NULL, TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, SPAN_DELIMITER, .prefixes = "r R"},
                {"\"", "\"", TOKEN_STRING, 0, '\\'},
                {"'", "'", TOKEN_STRING, 0, '\\'},
                {"`", "`", TOKEN_VARIABLE, SPAN_ONE_LINE},
                {"%", "%", TOKEN_KEYWORD, SPAN_ONE_LINE},
            },
        .rules = {{"%b%[%w%]%b<-%b%[function%]", {TOKEN_FUNCTION, TOKEN_KEYWORD}},
                  {"%b%[%w%]%b=%b%[function%]", {TOKEN_FUNCTION, TOKEN_KEYWORD}}},
    },
    {
        .names = "julia jl",
        .extensions = "jl",
        .interpreters = "julia",
        .flags = LANGUAGE_CALLS,
        .word_more = "!",
        .words =
            {
                {TOKEN_KEYWORD,
                 "abstract baremodule begin break catch const continue do else elseif end export finally "
                 "for function global if import in isa let local macro module mutable primitive public "
                 "quote return struct try type using where while"},
                {TOKEN_TYPE,
                 "Any AbstractArray AbstractFloat AbstractString Array Bool Char Complex Dict Float16 Float32 "
                 "Float64 Function Int Int8 Int16 Int32 Int64 Integer Matrix Nothing Number Real Set String "
                 "Symbol Tuple Type UInt UInt8 UInt16 UInt32 UInt64 Union Vector"},
                {TOKEN_CONSTANT, "true false nothing missing Inf NaN pi"},
            },
        .spans =
            {
                {"#=", "=#", TOKEN_COMMENT, SPAN_NESTS},
                {"#", NULL, TOKEN_COMMENT},
                {"\"\"\"", "\"\"\"", TOKEN_STRING, SPAN_SIGILS, '\\', .interpolation = "$("},
                {"\"", "\"", TOKEN_STRING, 0, '\\', .prefixes = "r raw b v s"},
                {"\"", "\"", TOKEN_STRING, SPAN_SIGILS, '\\', .interpolation = "$("},
                {"`", "`", TOKEN_STRING, SPAN_SIGILS, '\\', .interpolation = "$("},
                {"'", "'", TOKEN_STRING, SPAN_CHARACTER, '\\'},
            },
        .sigils = {{'@', TOKEN_PREPROCESSOR}, {'$', TOKEN_VARIABLE}},
        .definitions = {{DEFINES_FUNCTION, "function"},
                        {DEFINES_MACRO, "macro"},
                        {DEFINES_TYPE, "struct type"},
                        {DEFINES_MODULE, "module baremodule"},
                        {DEFINES_VARIABLE, "const"}},
    },
    {
        .names = "fortran f90 f95",
        .extensions = "f90 f95 f03 f08 f18 for f ftn fpp",
        .flags = LANGUAGE_ANY_CASE | LANGUAGE_CALLS,
        .word_first = ".",
        .word_more = ".",
        .words =
            {
                {TOKEN_KEYWORD,
                 "allocatable allocate associate block call case class common concurrent contains continue cycle data "
                 "deallocate default dimension do elemental else elseif end enddo endfunction endif endmodule "
                 "endprogram "
                 "endsubroutine entry equivalence exit external extends final forall format function generic go goto "
                 "if "
                 "implicit import in include inout intent interface intrinsic kind len module namelist none nullify "
                 "only "
                 "open operator optional out parameter pass pointer print private procedure program protected public "
                 "pure read recursive result return save select sequence stop submodule subroutine target then to use "
                 "value volatile where while write"},
                {TOKEN_TYPE, "character complex double integer logical precision real type"},
                {TOKEN_CONSTANT, ".true. .false. null"},
                {TOKEN_KEYWORD, ".and. .or. .not. .eqv. .neqv. .eq. .ne. .lt. .le. .gt. .ge."},
            },
        .spans =
            {
                {"!$", NULL, TOKEN_PREPROCESSOR},
                {"!>", NULL, TOKEN_DOC_COMMENT},
                {"!!", NULL, TOKEN_DOC_COMMENT},
                {"!", NULL, TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE | SPAN_DOUBLED},
                {"'", "'", TOKEN_STRING, SPAN_ONE_LINE | SPAN_DOUBLED},
            },
        .rules = {{"%[#%b%w%]", {TOKEN_PREPROCESSOR}}, {"%b%[%d%]%B", {TOKEN_FUNCTION}}},
        .definitions = {{DEFINES_FUNCTION, "subroutine function program entry"},
                        {DEFINES_TYPE, "type"},
                        {DEFINES_MODULE, "module submodule"}},
    },
    {NULL},
};
