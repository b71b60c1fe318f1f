/* The command line, understood. Strings are borrowed from argv, which lives as long as the program. */
#pragma once

#include "engine/base/buf.h"
#include "engine/base/error.h"
#include "engine/search/query.h"
#include "engine/tree/filter.h"
#include "engine/tree/loader.h"
#include "tui/pager_settings.h"

typedef enum Command {
    COMMAND_BROWSE,
    COMMAND_GREP,
    COMMAND_FILES,
    COMMAND_SERVE,
    COMMAND_CACHE,
} Command;

typedef enum ColorWhen {
    COLOR_AUTO,
    COLOR_ALWAYS,
    COLOR_NEVER,
} ColorWhen;

/* A list that grows while the command line is read. */
typedef struct TextList {
    const char **items;
    size_t count;
    size_t capacity;
} TextList;

typedef struct Options {
    Command command;
    bool wants_help;
    bool wants_version;
    Query query; /* what is searched: the modes, and for ken grep the pattern */
    bool has_pattern;
    TextList globs;
    TextList types;
    TextList paths;
    ListingOptions listing;
    bool with_binary;
    unsigned threads;      /* 0 = one a core */
    uint64_t memory_bytes; /* 0 = chosen */
    bool no_cache;
    bool hides_syntax;
    const char *keymap; /* NULL = the default */
    /* ken grep, ken files */
    bool with_counts;
    bool names_only;
    bool with_column;
    bool with_nul;
    bool as_json;
    bool with_stats;
    bool only_matching;
    bool is_quiet;
    uint64_t lines_before, lines_after; /* printed around what matches */
    uint64_t most_lines;                /* of a file; 0 = all */
    ColorWhen color;
    /* ken FILE..., COMMAND | ken */
    bool is_paging;
    PagerSettings pager;
    char *start_keys; /* of `+COMMAND` and -p, heap; NULL for none */
} Options;

/* Reads the command line; `is_fed`: standard input is no terminal. False with `err`, one sentence for the user. */
bool options_parse(Options *options, int argc, char **argv, bool is_fed, Error *err);
void options_deinit(Options *options);

/* The help text of the command. */
void options_print_help(Command command, Buf *out);
/* "ken", "ken grep", ... */
const char *options_command_name(Command command);
/* A size as --memory takes it: digits and K, M or G. */
bool options_parse_size(const char *text, uint64_t *bytes);

/* Regions as --scope takes them, "code", "comment", "string" or several with commas between, as a Query's set: 0 for
 * all of them together. */
bool options_parse_regions(const char *text, unsigned *regions);

/* What -g and -t let through: a reference for the caller. NULL with `err` when a type is not known. */
PathFilter *options_filter(const Options *options, Error *err);
