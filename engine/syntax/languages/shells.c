/* Other shells, and the language of data bases: fish, PowerShell, SQL. */
#include "engine/syntax/language_data.h"

const LanguageData languages_shells[] = {
    {
        .names = "fish",
        .extensions = "fish",
        .files = "fish_variables",
        .interpreters = "fish",
        .word_more = "-",
        .escape = '\\',
        .words =
            {
                {TOKEN_KEYWORD, "and begin break builtin case command continue else end exec for function if in not or "
                                "return switch while set source"},
                {TOKEN_FUNCTION,
                 "abbr alias argparse bind cd complete contains count echo emit eval exit functions math "
                 "printf pwd random read set_color status string test trap type"},
                {TOKEN_CONSTANT, "true false"},
            },
        .spans =
            {
                {"#", NULL, TOKEN_COMMENT, SPAN_AFTER_BLANK},
                {"\"", "\"", TOKEN_STRING, SPAN_SIGILS, '\\', .interpolation = "$("},
                {"'", "'", TOKEN_STRING, 0, '\\'},
            },
        .sigils = {{'$', TOKEN_VARIABLE}},
        .definitions = {{DEFINES_FUNCTION, "function"}},
    },
    {
        .names = "powershell ps1 pwsh posh",
        .extensions = "ps1 psm1 psd1",
        .interpreters = "pwsh powershell",
        .flags = LANGUAGE_ANY_CASE | LANGUAGE_CALLS,
        .word_more = "-",
        .escape = '`',
        .words =
            {
                {TOKEN_KEYWORD,
                 "begin break catch class continue data do dynamicparam else elseif end enum exit filter "
                 "finally for foreach from function hidden if in inlinescript parallel param process "
                 "return sequence static switch throw trap try until using while workflow"},
                {TOKEN_TYPE, "array bool byte char datetime decimal double float hashtable int int32 int64 long object "
                             "pscustomobject scriptblock single string switchparameter timespan void xml"},
            },
        .spans =
            {
                {"<#", "#>", TOKEN_COMMENT},
                {"#requires", NULL, TOKEN_PREPROCESSOR, SPAN_LINE_START},
                {"#", NULL, TOKEN_COMMENT, SPAN_AFTER_BLANK},
                {"@\"", "\"@", TOKEN_STRING, SPAN_SIGILS, '`', .interpolation = "$("},
                {"@'", "'@", TOKEN_STRING},
                {"\"", "\"", TOKEN_STRING, SPAN_SIGILS | SPAN_DOUBLED, '`', .interpolation = "$("},
                {"'", "'", TOKEN_STRING, SPAN_DOUBLED},
                {"${", "}", TOKEN_VARIABLE, SPAN_ONE_LINE},
            },
        .sigils = {{'$', TOKEN_VARIABLE}, {'@', TOKEN_VARIABLE}, {'-', TOKEN_KEY}},
        .definitions = {{DEFINES_FUNCTION, "function filter workflow"}, {DEFINES_TYPE, "class enum"}},
    },
    {
        .names = "sql mysql postgresql pgsql plsql tsql sqlite",
        .extensions = "sql ddl dml pgsql psql mysql plsql pls pkb pks prc",
        .files = ".psqlrc .sqliterc",
        .interpreters = "sqlite",
        .flags = LANGUAGE_ANY_CASE | LANGUAGE_CALLS,
        .words =
            {
                {TOKEN_KEYWORD,
                 "add all alter always analyze and any as asc authorization before after begin between by call cascade "
                 "case cast check collate column comment commit concurrently conflict constraint create cross cube "
                 "current cursor database declare default deferrable delete desc distinct do domain drop each else "
                 "elseif elsif end escape except exception execute exists explain extension fetch filter first for "
                 "foreign from full function generated grant group having identity if ignore ilike immutable in index "
                 "inner insert instead intersect into is isnull join key language last lateral left like limit lock "
                 "loop materialized matched merge natural next no not notnull nothing null nulls of off offset on only "
                 "open or order outer over partition perform plpgsql policy pragma primary privileges procedure raise "
                 "recursive references refresh rename replace restrict return returning returns revoke right role "
                 "rollback row rows savepoint schema select sequence set setof similar some stable start strict table "
                 "tablespace temp temporary then ties to transaction trigger truncate type union unique until update "
                 "use using vacuum values view volatile when where while window with within without"},
                {TOKEN_TYPE,
                 "array bigint bigserial binary bit blob bool boolean bytea char character clob date datetime decimal "
                 "double float inet int int2 int4 int8 integer interval json jsonb money nchar number numeric nvarchar "
                 "precision real record serial smallint text time timestamp timestamptz tinyint uuid varbinary varchar "
                 "varchar2 varying xml"},
                {TOKEN_CONSTANT, "true false unknown current_date current_time current_timestamp current_user"},
            },
        .spans =
            {
                {"--", NULL, TOKEN_COMMENT},
                {"/*", "*/", TOKEN_COMMENT, SPAN_NESTS},
                {"'", "'", TOKEN_STRING, SPAN_DOUBLED, '\\', .prefixes = "e E"},
                {"'", "'", TOKEN_STRING, SPAN_DOUBLED},
                {"\"", "\"", TOKEN_NAME, SPAN_ONE_LINE | SPAN_DOUBLED},
                {"`", "`", TOKEN_NAME, SPAN_ONE_LINE},
            },
        .rules = {{"%[\\%w%]", {TOKEN_PREPROCESSOR}}, {"%[.%w%]", {TOKEN_PREPROCESSOR}}},
        .sigils = {{'@', TOKEN_VARIABLE}, {'$', TOKEN_VARIABLE, true}, {':', TOKEN_VARIABLE}},
        .definitions = {{DEFINES_FUNCTION, "function procedure trigger"},
                        {DEFINES_TYPE, "table view type domain"},
                        {DEFINES_MODULE, "schema database"},
                        {DEFINES_VARIABLE, "index sequence"}},
    },
    {NULL},
};
