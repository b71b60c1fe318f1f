/* Every option of every command, once: parsing, --help and the test against the man page read this list. */
#pragma once

/* Which commands take an option. */
enum {
    FOR_BROWSE = 1 << 0,
    FOR_GREP = 1 << 1,
    FOR_FILES = 1 << 2,
    FOR_SERVE = 1 << 3,
    FOR_CACHE = 1 << 4,
    FOR_MATCHING = FOR_BROWSE | FOR_GREP,
    FOR_LISTING = FOR_BROWSE | FOR_GREP | FOR_FILES | FOR_SERVE,
    FOR_ENGINE = FOR_BROWSE | FOR_GREP | FOR_SERVE,
    FOR_ALL = FOR_LISTING | FOR_CACHE,
};

/* X(id, short, long, argument, commands, help); short is 0 and argument is NULL for none. */
#define OPTIONS(X)                                                                                                     \
    X(LITERAL, 'F', "fixed-strings", NULL, FOR_MATCHING, "the pattern is plain text, not an expression")               \
    X(INSENSITIVE, 'i', "ignore-case", NULL, FOR_MATCHING, "letters match in either case")                             \
    X(SENSITIVE, 's', "case-sensitive", NULL, FOR_MATCHING, "letters match as they are (the default of ken grep)")     \
    X(SMART, 'S', "smart-case", NULL, FOR_MATCHING, "as -i unless the pattern has a capital (the default on screen)")  \
    X(WORD, 'w', "word-regexp", NULL, FOR_MATCHING, "a match stands between word boundaries")                          \
    X(PATTERN, 'e', "regexp", "PATTERN", FOR_GREP, "the pattern, also when it begins with '-'")                        \
    X(COUNT, 'c', "count", NULL, FOR_GREP, "print PATH:COUNT for each matching file")                                  \
    X(NAMES, 'l', "files-with-matches", NULL, FOR_GREP, "print the names of the matching files")                       \
    X(COLUMN, 0, "column", NULL, FOR_GREP, "print the column of the first match, in bytes, too")                       \
    X(NUL, '0', "null", NULL, FOR_GREP | FOR_FILES, "end names with a NUL byte")                                       \
    X(JSON, 0, "json", NULL, FOR_GREP, "print one JSON object a matching line")                                        \
    X(COLOR, 0, "color", "WHEN", FOR_GREP, "colour the output: auto, always or never")                                 \
    X(STATS, 0, "stats", NULL, FOR_GREP, "say on standard error what was found and how long it took")                  \
    X(GLOB, 'g', "glob", "GLOB", FOR_LISTING & ~FOR_SERVE, "only paths like GLOB; with '!', all but those")            \
    X(TYPE, 't', "type", "TYPE", FOR_LISTING & ~FOR_SERVE, "only files of this type (c, py, make, ...)")               \
    X(HIDDEN, 0, "hidden", NULL, FOR_LISTING, "also untracked files whose path has a part that begins with '.'")       \
    X(NO_IGNORE, 0, "no-ignore", NULL, FOR_LISTING, "also what the ignore files leave out")                            \
    X(TRACKED, 0, "tracked", NULL, FOR_LISTING, "only the files that git tracks")                                      \
    X(BINARY, 0, "binary", NULL, FOR_ENGINE, "look into binary files too")                                             \
    X(KEYMAP, 0, "keymap", "NAME", FOR_BROWSE, "the keys: default, vim, emacs or less")                                \
    X(THREADS, 0, "threads", "N", FOR_LISTING, "worker threads (default: one a core)")                                 \
    X(MEMORY, 0, "memory", "SIZE", FOR_ENGINE, "keep at most SIZE of small files in memory (K, M, G)")                 \
    X(NO_CACHE, 0, "no-cache", NULL, FOR_LISTING, "keep nothing in the user's cache folder, and take nothing from it") \
    X(HELP, 'h', "help", NULL, FOR_ALL, "print this and end")                                                          \
    X(VERSION, 'V', "version", NULL, FOR_ALL, "print the versions of ken and its libraries and end")

typedef enum OptionId {
#define X(id, letter, name, argument, commands, help) OPTION_##id,
    OPTIONS(X)
#undef X
        OPTION_ROWS
} OptionId;
