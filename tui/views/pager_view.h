/* The pager's inside, shared by the files that make it up:
 *
 *     pager.c          its life, and what comes from the background
 *     pager_open.c     opening a file at a place, checking it for changes
 *     pager_feed.c     taking in a pipe
 *     pager_follow.c   staying at the end of what grows
 *     pager_files.c    the files of the command line, and :e
 *     pager_seek.c     from match to match in a document, lines that do not match and hidden ones included
 *     pager_overstrike.c  patterns for man pages, whose characters are struck over
 *     pager_find.c     finding: the pattern, the next and the previous match
 *     pager_span.c     finding in the other files
 *     pager_tally.c    how many matches there are, and which one is the current
 *     pager_hits.c     walking through the results of the search that it was opened from
 *     pager_marks.c    marks, and those that are kept from run to run (pager_mark_file.c)
 *     pager_bracket.c  brackets and their partners
 *     pager_toggle.c   less's options by letter and by name
 *     pager_shell.c    commands, pipes to them, saving
 *     pager_prompt.c   what is typed: patterns, letters, names (which prompts there are: pager_prompts.c)
 *     pager_word.c     the word that commands are about
 *     pager_jump.c     its part in the jump list
 *     pager_context.c  the definition that the top line is in
 *     pager_act.c      what the keys do
 *     pager_info.c     what is told and copied about the place
 *     pager_draw.c     the header, the text, the status line
 *
 * What may take long (opening, finding, counting) goes through a serial queue of its own, so that the bytes that the
 * next screen needs never wait behind it. Each request owns what it works on; it knows the pager only for its `done`.
 */
#pragma once

#include "tui/app.h"
#include "tui/kept_place.h"
#include "tui/line_edit.h"
#include "tui/pager_settings.h"
#include "tui/painter.h"
#include "tui/viewport.h"
#include "tui/views/pager.h"
#include "tui/views/pager_select.h"

typedef struct Pager Pager;
typedef struct PagerOpening PagerOpening;
typedef struct PagerCheck PagerCheck;
typedef struct PagerFeed PagerFeed;
typedef struct PagerFinding PagerFinding;
typedef struct PagerTally PagerTally;
typedef struct PagerHit PagerHit;
typedef struct PagerSpan PagerSpan;
typedef struct PagerFollow PagerFollow;
typedef struct PagerBracket PagerBracket;
typedef struct PagerSaving PagerSaving;
typedef struct PagerContextReading PagerContextReading;

enum { PAGER_QUEUED_MOST = 32 };

/* id, label, takes one letter instead of a line */
#define PAGER_PROMPTS(X)                                                                                               \
    X(FIND, "/", false)                                                                                                \
    X(FILTER, "&", false)                                                                                              \
    X(COLON, ":", false)                                                                                               \
    X(LINE, "line ", false)                                                                                            \
    X(EXAMINE, "page ", false)                                                                                         \
    X(SAVE, "save to ", false)                                                                                         \
    X(SAVE_ANYWAY, "that file exists: o overwrite, a append, Esc neither ", true)                                      \
    X(SHELL, "!", false)                                                                                               \
    X(PIPE_MARK, "to which mark? ", true)                                                                              \
    X(PIPE, "|", false)                                                                                                \
    X(SET_MARK, "mark the top line as ", true)                                                                         \
    X(SET_MARK_BOTTOM, "mark the bottom line as ", true)                                                               \
    X(GO_TO_MARK, "go to mark ", true)                                                                                 \
    X(CLEAR_MARK, "forget mark ", true)                                                                                \
    X(PAIR_CLOSE, "brackets ", false)                                                                                  \
    X(PAIR_OPEN, "brackets ", false)                                                                                   \
    X(OPTION, "-", true)                                                                                               \
    X(OPTION_SHOW, "_", true)                                                                                          \
    X(OPTION_NAME, "--", false)                                                                                        \
    X(OPTION_NAME_SHOW, "__", false)                                                                                   \
    X(OPTION_VALUE, "", false)

typedef enum PagerPromptKind {
    PAGER_PROMPT_NONE,
#define X(id, label, is_letter) PAGER_PROMPT_##id,
    PAGER_PROMPTS(X)
#undef X
} PagerPromptKind;

/* How a pattern is looked for, beside its letters: the keys at the start of the prompt. */
typedef struct PagerModes {
    bool is_inverted; /* ^N: lines that do not match */
    bool spans_files; /* ^E: on into the next file */
    bool from_first;  /* ^F: from the start of the first file (backward: the end of the last) */
    bool keeps_place; /* ^K: marked, not gone to */
    bool wraps;       /* ^W: around the end without asking */
} PagerModes;

typedef struct PagerPrompt {
    PagerPromptKind kind;
    LineEdit edit;
    long history_age; /* of what is shown from the history; -1: none */
    long count;       /* typed before the key that opened it; 0: none */
    uint32_t letter;  /* of the prompt before: the mark of a pipe, the option of a value */
    PagerModes modes;
    /* where Esc returns to */
    uint64_t top, left;
    Pattern *pattern;
    bool was_inverted;
    uint64_t match_start, match_end;
    /* From where the typed pattern is looked for: always the same place, so that a longer one can find what a shorter
     * one went past. */
    uint64_t origin;
    char error[256]; /* what is wrong with the expression, "" for nothing */
} PagerPrompt;

typedef struct PagerFind {
    Pattern *pattern; /* NULL: none */
    PagerModes modes;
    bool is_backward; /* the direction of find-next */
    bool is_hidden;   /* matches are not marked */
    bool is_literal, is_word;
    CaseMode case_mode;
    int ended;           /* 1: told that there is no match below; -1: none above; the next try goes around */
    uint64_t start, end; /* of the current match; UINT64_MAX: none */
    bool is_left;        /* the view went elsewhere, and shows its row without it */
    PagerFinding *finding;
    double progress; /* of the finding, 0 to 1 */
    double began_at; /* seconds; the finding */
} PagerFind;

/* Which lines are shown. */
typedef struct PagerFilter {
    Pattern *pattern; /* NULL: all */
    bool is_inverted;
} PagerFilter;

typedef struct PagerFile {
    char *name; /* NULL: the pipe */
    uint64_t top;
} PagerFile;

/* The files of the command line and those of :e; empty when the pager shows a search's results. */
typedef struct PagerFiles {
    PagerFile *items;
    size_t count, capacity;
    size_t current;
} PagerFiles;

typedef struct PagerMark {
    uint32_t letter;
    bool is_bottom; /* goes to the bottom of the screen */
    uint64_t offset;
    char *name; /* of its file; NULL: the pipe */
} PagerMark;

typedef struct PagerMarks {
    PagerMark *items;
    size_t count, capacity;
    uint64_t last; /* where the last jump began; UINT64_MAX: none */
} PagerMarks;

/* The word chosen by the keys; end 0: none. */
typedef struct PagerWord {
    uint64_t start, end;
} PagerWord;

/* The definition around the top line. */
typedef struct PagerContext {
    uint64_t top;        /* that it was asked for; UINT64_MAX: not yet */
    uint64_t line_start; /* UINT64_MAX: none */
    Buf text;
    PagerContextReading *reading;
} PagerContext;

/* Matches in slices of the document, counted one after the other. */
typedef struct PagerCount {
    uint64_t *slices; /* matches before the end of each */
    size_t count, capacity;
    uint64_t covered; /* bytes */
    bool is_complete;
    uint64_t ordinal; /* of the match at `ordinal_of`, 1-based; 0: not known */
    uint64_t ordinal_of;
    PagerTally *tally;
} PagerCount;

struct Pager {
    View view;      /* first */
    Requests *slow; /* the app's own where no further thread could be started */
    Viewport *viewport;
    Painter *painter;   /* the viewport's */
    Document *document; /* what the viewport shows; NULL while nothing is open */
    Buf name;           /* as shown and as the editor gets it; empty for a pipe */
    bool is_listed;     /* the name is relative to the snapshot's root */
    Snapshot *snapshot; /* of a listed file */
    uint32_t index;
    Search *search; /* NULL: none */
    Error error;    /* why there is nothing to show; "" while there is */
    PagerSettings settings;
    bool is_stale;                      /* the file on disk is another by now, and the user was told */
    bool is_gone;                       /* it is not there any more: what it was is shown */
    KeptPlace kept;                     /* what the last draw showed */
    bool reloads_when_stale;            /* it was opened in the editor from here */
    unsigned contents_version, returns; /* of the app, when it was last looked at */
    const Snapshot *listed;             /* the app's then: not to be looked into */
    double checked_at;                  /* seconds */
    bool wants_new_end;                 /* G was the last key: should the file have grown, on to its end */
    double counting_since;              /* seconds: lines, on the way to one of them */
    uint64_t line_wanted;               /* becomes the current one once it is counted to; 0: none */
    long half_rows;                     /* as set by a count; 0: half of the screen */
    bool has_moved_on;                  /* the last movement was forward: -E looks whether it reached the end */
    bool sticks_to_end;                 /* G in a pipe that is still read: on to its end */
    bool may_print;                     /* no key has come yet: what fits one screen is printed (-F) */
    bool has_started;                   /* the commands of the command line are under way */
    uint64_t current;                   /* start of the selected line; UINT64_MAX: none */
    uint64_t gone_to;                   /* will be in view in the next draw; UINT64_MAX: nothing */
    PagerOpening *opening;
    PagerCheck *check;
    PagerFeed *feed;
    PagerFollow *follow;
    PagerHit *hit;
    PagerSpan *span;
    PagerBracket *bracket;
    PagerSaving *saving;
    PagerPrompt prompt;
    PagerSelect select;
    PagerFind find;
    PagerFilter filter;
    PagerCount count;
    PagerFiles files;
    PagerMarks marks;
    PagerWord word;
    PagerContext context;
    char *last_command; /* of the shell; NULL: none yet */
    char *save_name;    /* of the file that is asked about */
    Rect text_area;     /* of the last draw */
    /* What keys asked for while something else was on its way that comes before: done as soon as that has come. */
    ActionCall queued[PAGER_QUEUED_MOST];
    int queued_count;
};

/* --- pager_open.c --- */

/* Opens the listed file, or (`document` given) shows it, at the place. What is shown stays until that is done. */
void pager_open(Pager *pager, Snapshot *snapshot, uint32_t index, Document *document, PagerPlace place);
/* Opens a file by its name, with `top` at the top. */
void pager_open_name(Pager *pager, const char *name, uint64_t top);
/* Opens a file by its name, and shows the place in it. */
void pager_open_at(Pager *pager, const char *name, PagerPlace place);
/* Opens the same file again at the line that is at the top. */
void pager_reload(Pager *pager);
/* Looks in the background whether the file has changed, unless that was done a moment ago (`is_urgent`: even then). */
void pager_check(Pager *pager, bool is_urgent);
void pager_abandon_opening(Pager *pager);

/* --- pager_feed.c --- */

void pager_feed(Pager *pager, int fd);
/* Takes what has come. */
void pager_take_feed(Pager *pager);
/* What is shown comes through a pipe, and more may come. */
bool pager_is_fed(const Pager *pager);
/* What is shown came through a pipe. */
bool pager_is_pipe(const Pager *pager);
Document *pager_fed_document(const Pager *pager); /* borrowed; NULL: none */
void pager_abandon_feed(Pager *pager);

/* --- pager_follow.c --- */

/* Goes to the end and stays there while it grows; `until_match`: until the pattern matches in what comes. */
void pager_follow(Pager *pager, bool until_match);
/* True when it was following. */
bool pager_follow_end(Pager *pager);
/* What the follower has. */
void pager_follow_update(Pager *pager);
/* The pipe that is followed has grown. */
void pager_follow_growth(Pager *pager);
bool pager_is_following(const Pager *pager);

/* --- pager_files.c --- */

/* Adds a file behind the current one (NULL: the pipe) and makes it the current; nothing is opened. */
void pager_files_add(Pager *pager, Slice name);
void pager_files_go(Pager *pager, size_t index);
/* `by` files on. */
void pager_files_step(Pager *pager, long by);
void pager_files_drop(Pager *pager);
/* The file of that name, which joins the list; `return` is for the jump list, to which it is no new jump. */
void pager_files_examine(Pager *pager, Slice name);
void pager_files_return(Pager *pager, Slice name);
/* Shows a document of the list that was opened elsewhere. */
void pager_files_show(Pager *pager, size_t index, Document *document);
/* True when the next file was gone to. */
bool pager_files_next_at_end(Pager *pager);
void pager_files_free(Pager *pager);

/* --- pager_find.c --- */

/* Takes the pattern, and the caller's reference to it (NULL for none), as what is found and marked. */
void pager_find_set(Pager *pager, Pattern *pattern);
/* From `origin` on to the `count`th match at or after (backward: before) it, around the end when there is none. */
void pager_find_from(Pager *pager, uint64_t origin, bool is_backward, long count);
/* The `count`th match from the current one or the screen on; on into other files with `spans_files`. */
void pager_find_next(Pager *pager, bool is_reversed, long count, bool spans_files);
void pager_find_show_marks(Pager *pager);
/* True when something was being found. */
bool pager_find_cancel(Pager *pager);
void pager_find_take_match(Pager *pager, uint64_t start, uint64_t end);

/* --- pager_span.c --- */

/* The first match in the files from `first` on in that direction; the last match of a file when backward. */
void pager_span_find(Pager *pager, size_t first, bool is_backward);
void pager_span_abandon(Pager *pager);

/* --- pager_prompt.c, pager_prompts.c --- */

void pager_prompt_open(Pager *pager, PagerPromptKind kind, long count);
void pager_prompt_find(Pager *pager, bool is_backward, long count);
void pager_prompt_type(Pager *pager, Slice text);
/* Another document is shown: what is typed is looked for in it. */
void pager_prompt_refresh(Pager *pager);
/* Everything that keys do while a prompt is shown. */
bool pager_prompt_act(Pager *pager, const ActionCall *call);
void pager_prompt_close(Pager *pager);
const char *pager_prompt_label(const Pager *pager);
/* The prompt is closed by the letter, or by Enter: what it was for is done. */
void pager_prompt_take_letter(Pager *pager, PagerPromptKind kind, uint32_t letter);
void pager_prompt_accept(Pager *pager, PagerPromptKind kind, Slice text);
/* The first letter after a colon; true when it is a command of its own and was done. */
bool pager_prompt_take_colon(Pager *pager, char letter);
/* The prompt takes one letter and no line. */
bool pager_prompt_is_letter(PagerPromptKind kind);

/* --- pager_tally.c --- */

/* The pattern or the document is another: all is counted anew. */
void pager_tally_reset(Pager *pager);
/* The document is the same but longer: what was counted in its first `size` bytes holds. */
void pager_tally_keep(Pager *pager, uint64_t size);
/* Goes on counting where something is missing. */
void pager_tally_go_on(Pager *pager);
bool pager_tally_is_waiting(const Pager *pager);
void pager_tally_abandon(Pager *pager);

/* --- pager_hits.c --- */

/* The `count`th result after (negative: before) the selected line; by files: the first one of the next file. */
void pager_go_to_hit(Pager *pager, long count, bool by_files);
void pager_abandon_hit(Pager *pager);

/* --- pager_marks.c --- */

void pager_mark_set(Pager *pager, uint32_t letter, bool is_bottom);
void pager_mark_go(Pager *pager, uint32_t letter);
void pager_mark_clear(Pager *pager, uint32_t letter);
/* Where a mark of the shown file is ('^' start, '$' end, '.' the top, '\'' the last place); false when there is none.
 */
bool pager_mark_offset(Pager *pager, uint32_t letter, uint64_t *offset);
/* A jump begins: `''` comes back here. */
void pager_mark_jump(Pager *pager);
/* Tells the viewport. */
void pager_mark_show(Pager *pager);
void pager_marks_free(Pager *pager);

/* --- pager_bracket.c --- */

/* From the `count`th `open` of the top line to its partner, or backward from the `count`th last `close` of the bottom
 * line; `open` 0: whatever bracket is the first of the current line. */
void pager_bracket(Pager *pager, uint32_t open, uint32_t close, bool is_backward, long count);
void pager_bracket_abandon(Pager *pager);

/* --- pager_toggle.c --- */

/* `-` and a letter, `--` and a name; or only tells how the option is set. */
void pager_toggle_letter(Pager *pager, uint32_t letter, bool only_tells);
void pager_toggle_name(Pager *pager, Slice name, bool only_tells);
/* The value that was asked for. */
void pager_toggle_value(Pager *pager, uint32_t letter, Slice text);
/* What a prompt for the value of that option says; NULL: it takes none. */
const char *pager_toggle_question(uint32_t letter);
/* The settings take effect. */
void pager_apply_settings(Pager *pager);
/* Wrapping or chopping. */
void pager_toggle_wrap(Pager *pager);
void pager_toggle_hex(Pager *pager);
void pager_toggle_map(Pager *pager);
void pager_toggle_numbers(Pager *pager);

/* --- pager_shell.c --- */

void pager_shell_run(Pager *pager, Slice command);
/* From the top (or the mark, when that is before it) to the mark (to the bottom). */
void pager_shell_pipe(Pager *pager, uint32_t mark, Slice command);
void pager_save(Pager *pager, Slice name);
/* After the question: `how` is 'o' or 'a'. */
void pager_save_anyway(Pager *pager, uint32_t how);
void pager_saving_abandon(Pager *pager);

/* --- pager_info.c --- */

void pager_edit(Pager *pager);
void pager_tell_file(Pager *pager);
void pager_tell_version(Pager *pager);
void pager_copy(Pager *pager, bool is_place);

/* --- pager_word.c --- */

/* The word, in memory as long as the screen stands still, and its offset; empty when the line has none. */
Slice pager_word(const Pager *pager, uint64_t *at);
void pager_word_walk(Pager *pager, bool is_backward, long count);
void pager_word_forget(Pager *pager);
/* In the whole tree; in the file. */
void pager_word_search(Pager *pager);
void pager_word_find(Pager *pager);
/* To its definition; in the outline of the file where there is no tree. */
void pager_word_define(Pager *pager);

/* --- pager_jump.c --- */

/* A jump begins here: jump-back returns. */
void pager_note_jump(Pager *pager);
/* The outline of the file, for the words. */
void pager_outline(Pager *pager, Slice words);

/* --- pager_context.c --- */

/* On the row `y`; -1: there is no room. */
void pager_context_draw(Pager *pager, Canvas *canvas, int y, int width);
bool pager_context_is_waiting(const Pager *pager);
void pager_context_forget(Pager *pager);
void pager_context_free(Pager *pager);

/* --- pager_act.c, pager_draw.c --- */

bool pager_act(View *view, const ActionCall *call);
/* Does what was queued, as far as nothing is in its way. */
void pager_replay(Pager *pager);
void pager_draw(View *view, Canvas *canvas, Rect area);

/* --- pager.c --- */

/* To the line, at once or when it is counted to. */
void pager_go_line(Pager *pager, uint64_t line, int row);
/* Goes on with the same file after it has grown (takes a reference): nothing moves. */
void pager_go_on_with(Pager *pager, Document *longer);
/* Shows the document (its own reference is taken) from the start. */
void pager_show(Pager *pager, Document *document);
/* Where the attention is: the current match or the selected line when they are in view, else the top. */
uint64_t pager_attention(const Pager *pager);
/* On a clock that only goes forward. */
double pager_seconds(void);
bool pager_is_in_view(const Pager *pager, uint64_t offset);
long pager_rows(const Pager *pager);
