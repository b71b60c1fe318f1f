/* The pager's inside, shared by the files that make it up:
 *
 *     pager.c         its life, and what comes from the background
 *     pager_open.c    opening a file at a place, checking it for changes, taking in a pipe
 *     pager_find.c    finding: the pattern, the next and the previous match
 *     pager_tally.c   how many matches there are, and which one is the current
 *     pager_hits.c    walking through the results of the search that it was opened from
 *     pager_act.c     what the keys do
 *     pager_draw.c    the header, the text, the status line
 *
 * What may take long (opening, finding, counting) goes through a serial queue of its own, so that the bytes that the
 * next screen needs never wait behind it. Each request owns what it works on; it knows the pager only for its `done`.
 */
#pragma once

#include "tui/app.h"
#include "tui/line_edit.h"
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

enum { PAGER_QUEUED_MOST = 32 };

typedef enum PagerPromptKind {
    PAGER_PROMPT_NONE,
    PAGER_PROMPT_FIND, /* forward or backward: find.is_backward */
    PAGER_PROMPT_LINE,
} PagerPromptKind;

typedef struct PagerPrompt {
    PagerPromptKind kind;
    LineEdit edit;
    long history_age; /* of what is shown from the history; -1: none */
    /* where Esc returns to */
    uint64_t top, left;
    Pattern *pattern;
    uint64_t match_start, match_end;
    char error[256]; /* what is wrong with the expression, "" for nothing */
} PagerPrompt;

typedef struct PagerFind {
    Pattern *pattern; /* NULL: none */
    bool is_backward; /* the direction of find-next */
    bool is_hidden;   /* matches are not marked */
    bool is_literal, is_word;
    CaseMode case_mode;
    int ended;           /* 1: told that there is no match below; -1: none above; the next try goes around */
    uint64_t start, end; /* of the current match; UINT64_MAX: none */
    PagerFinding *finding;
    double progress; /* of the finding, 0 to 1 */
    double began_at; /* seconds; the finding */
} PagerFind;

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
    Document *document; /* what the viewport shows; NULL while nothing is open */
    Buf name;           /* as shown and as the editor gets it; empty for a pipe */
    bool is_listed;     /* the name is relative to the snapshot's root */
    Snapshot *snapshot; /* of a listed file */
    uint32_t index;
    Search *search; /* NULL: none */
    Error error;    /* why there is nothing to show; "" while there is */
    bool is_wrapping, has_numbers;
    bool is_stale;                /* the file on disk is another by now, and the user was told */
    bool reloads_when_stale;      /* it was opened in the editor from here */
    unsigned contents_version;    /* of the app, when it was last looked at */
    double checked_at;            /* seconds */
    long half_rows, side_columns; /* as set by a count; 0: half of the screen */
    uint64_t current;             /* start of the selected line; UINT64_MAX: none */
    uint64_t gone_to;             /* will be in view in the next draw; UINT64_MAX: nothing */
    PagerOpening *opening;
    PagerCheck *check;
    PagerFeed *feed;
    PagerHit *hit;
    PagerPrompt prompt;
    PagerSelect select;
    PagerFind find;
    PagerCount count;
    Rect text_area; /* of the last draw */
    /* What keys asked for while something else was on its way that comes before: done as soon as that has come. */
    ActionCall queued[PAGER_QUEUED_MOST];
    int queued_count;
};

/* --- pager_open.c --- */

/* Opens the listed file, or (`document` given) shows it, at the place. What is shown stays until that is done. */
void pager_open(Pager *pager, Snapshot *snapshot, uint32_t index, Document *document, PagerPlace place);
/* Opens the same file again at the line that is at the top. */
void pager_reload(Pager *pager);
/* Looks in the background whether the file has changed, unless that was done a moment ago (`is_urgent`: even then). */
void pager_check(Pager *pager, bool is_urgent);
void pager_feed(Pager *pager, int fd);
/* Takes what has come. */
void pager_take_feed(Pager *pager);
/* More may come. */
bool pager_is_fed(const Pager *pager);
void pager_abandon_opening(Pager *pager);

/* --- pager_find.c --- */

/* Takes the pattern, and the caller's reference to it (NULL for none), as what is found and marked. */
void pager_find_set(Pager *pager, Pattern *pattern);
/* From `origin` on to the first match at or after (backward: before) it, around the end when there is none. */
void pager_find_from(Pager *pager, uint64_t origin, bool is_backward);
/* The `count`th match from the current one or the screen on. */
void pager_find_next(Pager *pager, bool is_reversed, long count);
void pager_find_show_marks(Pager *pager);
/* True when something was being found. */
bool pager_find_cancel(Pager *pager);
void pager_find_take_match(Pager *pager, uint64_t start, uint64_t end);

void pager_prompt_find(Pager *pager, bool is_backward);
void pager_prompt_line(Pager *pager);
void pager_prompt_type(Pager *pager, Slice text);
/* Another document is shown: what is typed is looked for in it. */
void pager_prompt_refresh(Pager *pager);
/* Everything that keys do while a prompt is shown. */
bool pager_prompt_act(Pager *pager, const ActionCall *call);
void pager_prompt_close(Pager *pager);

/* --- pager_tally.c --- */

/* The pattern or the document is another: all is counted anew. */
void pager_tally_reset(Pager *pager);
/* Goes on counting where something is missing. */
void pager_tally_go_on(Pager *pager);
bool pager_tally_is_waiting(const Pager *pager);
void pager_tally_abandon(Pager *pager);

/* --- pager_hits.c --- */

/* The `count`th result after (negative: before) the selected line; by files: the first one of the next file. */
void pager_go_to_hit(Pager *pager, long count, bool by_files);
void pager_abandon_hit(Pager *pager);

/* --- pager_act.c, pager_draw.c --- */

bool pager_act(View *view, const ActionCall *call);
/* Does what was queued, as far as nothing is in its way. */
void pager_replay(Pager *pager);
void pager_draw(View *view, Canvas *canvas, Rect area);

/* --- pager.c --- */

/* Shows the document (its own reference is taken) from the start. */
void pager_show(Pager *pager, Document *document);
/* Where the attention is: the current match or the selected line when they are in view, else the top. */
uint64_t pager_attention(const Pager *pager);
/* On a clock that only goes forward. */
double pager_seconds(void);
bool pager_is_in_view(const Pager *pager, uint64_t offset);
