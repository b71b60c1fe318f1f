/* What the user asks: the query, the globs, the words of the files mode, and the modes; with undo and history. Owned by
 * the search view; main thread. */
#pragma once

#include "engine/search/query.h"
#include "tui/history.h"
#include "tui/line_edit.h"
#include "tui/view.h"

enum { PROMPT_UNDO_MOST = 64 };

typedef struct Prompt {
    LineEdit query; /* of the search */
    LineEdit paths; /* of the files mode */
    LineEdit globs;
    bool is_files;         /* files mode */
    bool is_editing_globs; /* keys go to the globs */
    bool is_literal, is_word;
    CaseMode case_mode;
    unsigned regions;           /* as Query's */
    Buf undo[PROMPT_UNDO_MOST]; /* older queries, the newest last */
    int undo_count;
    int undo_floor; /* the older ones belong to what is searched within */
    bool is_typing; /* the last change was a letter typed: the next one belongs to it */
    long age;       /* of the history's query that is shown; -1: none */
    Buf draft;      /* what was typed before going through the history */
} Prompt;

void prompt_init(Prompt *prompt, const Query *query, Slice text, Slice globs);
void prompt_deinit(Prompt *prompt);

/* The line that keys go to. */
LineEdit *prompt_line(Prompt *prompt);
/* Borrowed from the prompt. */
Query prompt_query(const Prompt *prompt);
/* The query or the words of the files mode. */
Slice prompt_text(const Prompt *prompt);
void prompt_type(Prompt *prompt, Slice text);
/* True when the action was one of the line's and did something; `has_changed`: the text is another now. */
bool prompt_act(Prompt *prompt, const ActionCall *call, bool *has_changed);
void prompt_set(Prompt *prompt, Slice text);
/* The query is now searched within: the prompt empties. What prompt_return wants to come back. */
int prompt_begin(Prompt *prompt);
/* Back to that query. */
void prompt_return(Prompt *prompt, const Query *query, int undo_floor);
/* Each is false when there is nothing to go to. */
bool prompt_undo(Prompt *prompt);
bool prompt_older(Prompt *prompt, const History *history);
bool prompt_newer(Prompt *prompt, const History *history);
/* From smart case to its opposite (`is_caseless`: what it comes to now), and back to smart case. */
void prompt_toggle_case(Prompt *prompt, bool is_caseless);
/* From anywhere to code, comments, strings, and back. */
void prompt_cycle_regions(Prompt *prompt);
