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
    X(SCOPE, 0, "scope", "WHERE", FOR_MATCHING, "only matches in code, comment or string, or in several: code,string") \
    X(PATTERN, 'e', "regexp", "PATTERN", FOR_GREP, "the pattern, also when it begins with '-'")                        \
    X(COUNT, 'c', "count", NULL, FOR_GREP, "print PATH:COUNT for each matching file")                                  \
    X(NAMES, 'l', "files-with-matches", NULL, FOR_GREP, "print the names of the matching files")                       \
    X(AFTER, 'A', "after-context", "N", FOR_GREP, "print N lines after each that matches, too")                        \
    X(BEFORE, 'B', "before-context", "N", FOR_GREP, "print N lines before each that matches, too")                     \
    X(CONTEXT, 'C', "context", "N", FOR_GREP, "print N lines before and after")                                        \
    X(MOST, 'm', "max-count", "N", FOR_GREP, "print at most N lines of a file")                                        \
    X(ONLY, 'o', "only-matching", NULL, FOR_GREP, "print each match by itself, not its line")                          \
    X(QUIET, 'q', "quiet", NULL, FOR_GREP, "print nothing: the exit status tells")                                     \
    X(NUMBERS, 'n', "line-number", NULL, FOR_GREP, "print line numbers (always so)")                                   \
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
    X(NO_SYNTAX, 0, "no-syntax", NULL, FOR_BROWSE, "do not colour text by its syntax")                                 \
    X(THREADS, 0, "threads", "N", FOR_LISTING, "worker threads (default: one a core)")                                 \
    X(MEMORY, 0, "memory", "SIZE", FOR_ENGINE, "keep at most SIZE of small files in memory (K, M, G)")                 \
    X(NO_CACHE, 0, "no-cache", NULL, FOR_LISTING, "keep nothing in the user's cache folder, and take nothing from it") \
    X(HELP, 'h', "help", NULL, FOR_ALL, "print this and end")                                                          \
    X(VERSION, 'V', "version", NULL, FOR_ALL, "print the versions of ken and its libraries and end")

typedef enum PageArgument {
    PAGE_NO_ARGUMENT,
    PAGE_NUMBER, /* digits and commas, behind the letter or as the next argument */
    PAGE_TEXT,   /* the rest of the argument, or the next one */
} PageArgument;

/* less's options, which rule where files or standard input are paged. X(id, letter, name, argument, help); letter 0 for
 * none; those without help are accepted, so that habits and aliases work, and change nothing: docs/pager.md says why.
 */
#define PAGE_OPTIONS(X)                                                                                                \
    X(QUIT_BEYOND, 'e', "quit-at-eof", PAGE_NO_ARGUMENT, "going on at the end quits")                                  \
    X(QUIT_AT_END, 'E', "QUIT-AT-EOF", PAGE_NO_ARGUMENT, "reaching the end quits")                                     \
    X(ONE_SCREEN, 'F', "quit-if-one-screen", PAGE_NO_ARGUMENT, "print what fits one screen, and end")                  \
    X(NO_MATCHES, 'G', "HILITE-SEARCH", PAGE_NO_ARGUMENT, "do not highlight matches")                                  \
    X(CASELESS_LOWER, 'i', "ignore-case", PAGE_NO_ARGUMENT, "case matters only with a capital (the default)")          \
    X(CASELESS, 'I', "IGNORE-CASE", PAGE_NO_ARGUMENT, "case never matters")                                            \
    X(STATUS_COLUMN, 'J', "status-column", PAGE_NO_ARGUMENT, "a column for matches and marks")                         \
    X(NO_NUMBERS, 'n', "line-numbers", PAGE_NO_ARGUMENT, "no line numbers (the default of pipes)")                     \
    X(NUMBERS, 'N', "LINE-NUMBERS", PAGE_NO_ARGUMENT, "line numbers (the default of files)")                           \
    X(PATTERN, 'p', "pattern", PAGE_TEXT, "start at the first match of it")                                            \
    X(CHOP, 'S', "chop-long-lines", PAGE_NO_ARGUMENT, "chop long lines (the default; -+S wraps them)")                 \
    X(UNREAD_PAGE, 'w', "hilite-unread", PAGE_NO_ARGUMENT, "mark the first new line after a page")                     \
    X(UNREAD, 'W', "HILITE-UNREAD", PAGE_NO_ARGUMENT, "mark the first new line after any movement")                    \
    X(TABS, 'x', "tabs", PAGE_NUMBER, "tab stops every N columns")                                                     \
    X(KEEP_SCREEN, 'X', "no-init", PAGE_NO_ARGUMENT, "no alternate screen: what was shown stays")                      \
    X(WINDOW, 'z', "window", PAGE_NUMBER, "a page is N rows")                                                          \
    X(SHIFT, '#', "shift", PAGE_NUMBER, "scroll sideways by N columns")                                                \
    X(HEADER, 0, "header", PAGE_NUMBER, "keep N lines (and with N,M columns) in place")                                \
    X(WORDWRAP, 0, "wordwrap", PAGE_NO_ARGUMENT, "wrap long lines between words")                                      \
    X(HEX, 0, "hex", PAGE_NO_ARGUMENT, "bytes in hexadecimal")                                                         \
    X(MAP, 0, "map", PAGE_NO_ARGUMENT, "a scroll bar that shows where matches are")                                    \
    X(COLOURS, 'R', "RAW-CONTROL-CHARS", PAGE_NO_ARGUMENT, NULL)                                                       \
    X(RAW, 'r', "raw-control-chars", PAGE_NO_ARGUMENT, NULL)                                                           \
    X(SKIP_SCREEN, 'a', "search-skip-screen", PAGE_NO_ARGUMENT, NULL)                                                  \
    X(SKIP_TARGET, 'A', "SEARCH-SKIP-SCREEN", PAGE_NO_ARGUMENT, NULL)                                                  \
    X(BUFFERS, 'b', "buffers", PAGE_NUMBER, NULL)                                                                      \
    X(AUTO_BUFFERS, 'B', "auto-buffers", PAGE_NO_ARGUMENT, NULL)                                                       \
    X(CLEAR, 'c', "clear-screen", PAGE_NO_ARGUMENT, NULL)                                                              \
    X(CLEAR_TOO, 'C', "CLEAR-SCREEN", PAGE_NO_ARGUMENT, NULL)                                                          \
    X(DUMB, 'd', "dumb", PAGE_NO_ARGUMENT, NULL)                                                                       \
    X(COLOR_OF, 'D', "color", PAGE_TEXT, NULL)                                                                         \
    X(FORCE, 'f', "force", PAGE_NO_ARGUMENT, NULL)                                                                     \
    X(LAST_MATCH, 'g', "hilite-search", PAGE_NO_ARGUMENT, NULL)                                                        \
    X(BACK_SCROLL, 'h', "max-back-scroll", PAGE_NUMBER, NULL)                                                          \
    X(JUMP_TARGET, 'j', "jump-target", PAGE_NUMBER, NULL)                                                              \
    X(LESSKEY, 'k', "lesskey-file", PAGE_TEXT, NULL)                                                                   \
    X(INTERRUPT, 'K', "quit-on-intr", PAGE_NO_ARGUMENT, NULL)                                                          \
    X(NO_LESSOPEN, 'L', "no-lessopen", PAGE_NO_ARGUMENT, NULL)                                                         \
    X(PROMPT, 'm', "long-prompt", PAGE_NO_ARGUMENT, NULL)                                                              \
    X(LONG_PROMPT, 'M', "LONG-PROMPT", PAGE_NO_ARGUMENT, NULL)                                                         \
    X(PROMPT_TEXT, 'P', "prompt", PAGE_TEXT, NULL)                                                                     \
    X(QUIET, 'q', "quiet", PAGE_NO_ARGUMENT, NULL)                                                                     \
    X(SILENT, 'Q', "QUIET", PAGE_NO_ARGUMENT, NULL)                                                                    \
    X(SQUEEZE, 's', "squeeze-blank-lines", PAGE_NO_ARGUMENT, NULL)                                                     \
    X(BACKSPACE, 'u', "underline-special", PAGE_NO_ARGUMENT, NULL)                                                     \
    X(BACKSPACE_TOO, 'U', "UNDERLINE-SPECIAL", PAGE_NO_ARGUMENT, NULL)                                                 \
    X(FORWARD_SCROLL, 'y', "max-forw-scroll", PAGE_NUMBER, NULL)                                                       \
    X(QUOTES, '"', "quotes", PAGE_TEXT, NULL)                                                                          \
    X(TILDE, '~', "tilde", PAGE_NO_ARGUMENT, NULL)                                                                     \
    X(FILE_SIZE, 0, "file-size", PAGE_NO_ARGUMENT, NULL)                                                               \
    X(FOLLOW_NAME, 0, "follow-name", PAGE_NO_ARGUMENT, NULL)                                                           \
    X(INCSEARCH, 0, "incsearch", PAGE_NO_ARGUMENT, NULL)                                                               \
    X(NUMBER_WIDTH, 0, "line-num-width", PAGE_NUMBER, NULL)                                                            \
    X(MOUSE, 0, "mouse", PAGE_NO_ARGUMENT, NULL)                                                                       \
    X(NO_KEYPAD, 0, "no-keypad", PAGE_NO_ARGUMENT, NULL)                                                               \
    X(NO_HISTDUPS, 0, "no-histdups", PAGE_NO_ARGUMENT, NULL)                                                           \
    X(RSCROLL, 0, "rscroll", PAGE_TEXT, NULL)                                                                          \
    X(SAVE_MARKS, 0, "save-marks", PAGE_NO_ARGUMENT, NULL)                                                             \
    X(STATUS_WIDTH, 0, "status-col-width", PAGE_NUMBER, NULL)                                                          \
    X(BACKSLASH, 0, "use-backslash", PAGE_NO_ARGUMENT, NULL)                                                           \
    X(USE_COLOR, 0, "use-color", PAGE_NO_ARGUMENT, NULL)                                                               \
    X(WHEEL_LINES, 0, "wheel-lines", PAGE_NUMBER, NULL)

typedef enum PageOptionId {
#define X(id, letter, name, argument, help) PAGE_OPTION_##id,
    PAGE_OPTIONS(X)
#undef X
        PAGE_OPTION_ROWS
} PageOptionId;

typedef enum OptionId {
#define X(id, letter, name, argument, commands, help) OPTION_##id,
    OPTIONS(X)
#undef X
        OPTION_ROWS
} OptionId;
