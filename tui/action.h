/* Everything that a key can do, once: the enum, the names that keymaps use, and the words that help shows. */
#pragma once

/* id, name in keymaps, group in help, what it does */
#define ACTIONS(X)                                                                                                     \
    X(NONE, "none", "", "does nothing (takes a key away)")                                                             \
    X(UP, "up", "Move", "one row or line up")                                                                          \
    X(DOWN, "down", "Move", "one row or line down")                                                                    \
    X(PAGE_UP, "page-up", "Move", "one page up")                                                                       \
    X(PAGE_DOWN, "page-down", "Move", "one page down")                                                                 \
    X(HALF_UP, "half-up", "Move", "half a page up")                                                                    \
    X(HALF_DOWN, "half-down", "Move", "half a page down")                                                              \
    X(TOP, "top", "Move", "to the first row, or to line N")                                                            \
    X(BOTTOM, "bottom", "Move", "to the last row, or to line N")                                                       \
    X(PERCENT, "percent", "Move", "to N percent")                                                                      \
    X(SCROLL_LEFT, "scroll-left", "Move", "half a screen to the left")                                                 \
    X(SCROLL_RIGHT, "scroll-right", "Move", "half a screen to the right")                                              \
    X(LINE_START, "line-start", "Move", "to the first column")                                                         \
    X(LINE_END, "line-end", "Move", "to the last column in view")                                                      \
    X(NEXT_FILE, "next-file", "Move", "to the next matched file")                                                      \
    X(PREVIOUS_FILE, "previous-file", "Move", "to the previous matched file")                                          \
    X(PREVIEW_UP, "preview-up", "Preview", "scroll the preview up")                                                    \
    X(PREVIEW_DOWN, "preview-down", "Preview", "scroll the preview down")                                              \
    X(PREVIEW_PAGE_UP, "preview-page-up", "Preview", "scroll the preview one page up")                                 \
    X(PREVIEW_PAGE_DOWN, "preview-page-down", "Preview", "scroll the preview one page down")                           \
    X(PREVIEW_TOGGLE, "preview-toggle", "Preview", "show or hide the preview")                                         \
    X(EDIT, "edit", "Open", "open $EDITOR at the selected line")                                                       \
    X(PAGE, "page", "Open", "page the selected file here")                                                             \
    X(BACK, "back", "Open", "one level up; quit at the top with an empty query")                                       \
    X(QUIT, "quit", "Open", "quit")                                                                                    \
    X(HELP, "help", "Open", "show the keys")                                                                           \
    X(COMMANDS, "commands", "Open", "list every command, with its keys, to pick from")                                 \
    X(FILES, "files", "Open", "find files by name")                                                                    \
    X(TREE, "tree", "Open", "show the tree of folders")                                                                \
    X(STATUS, "status", "Open", "show memory, tiers and limits")                                                       \
    X(SUSPEND, "suspend", "Open", "back to the shell for a while")                                                     \
    X(REDRAW, "redraw", "Open", "draw the screen anew")                                                                \
    X(RELOAD, "reload", "Open", "list and read the files again")                                                       \
    X(TOGGLE_CASE, "toggle-case", "Search", "smart case, sensitive, insensitive")                                      \
    X(TOGGLE_WORD, "toggle-word", "Search", "match whole words only")                                                  \
    X(TOGGLE_REGEX, "toggle-regex", "Search", "regular expression or plain text")                                      \
    X(FILTER, "filter", "Search", "choose the files by globs (in: *.[ch] !test)")                                      \
    X(TOGGLE_UNTRACKED, "toggle-untracked", "Search", "tracked files only, or untracked ones too")                     \
    X(TOGGLE_IGNORED, "toggle-ignored", "Search", "ignored files too")                                                 \
    X(TOGGLE_HIDDEN, "toggle-hidden", "Search", "hidden files too")                                                    \
    X(TOGGLE_BINARY, "toggle-binary", "Search", "binary files too")                                                    \
    X(UNDO_QUERY, "undo-query", "Search", "the query before this one")                                                 \
    X(HISTORY_OLDER, "history-older", "Search", "an older query")                                                      \
    X(HISTORY_NEWER, "history-newer", "Search", "a newer query")                                                       \
    X(MARK, "mark", "Results", "mark the row and go to the next")                                                      \
    X(COPY_PLACE, "copy-place", "Results", "copy path:line")                                                           \
    X(COPY_LINE, "copy-line", "Results", "copy the line")                                                              \
    X(QUICKFIX, "quickfix", "Results", "all results, or the marked ones, to the editor's quickfix list")               \
    X(EDIT_LEFT, "cursor-left", "Prompt", "cursor left")                                                               \
    X(EDIT_RIGHT, "cursor-right", "Prompt", "cursor right; at the end of the query: page")                             \
    X(EDIT_WORD_LEFT, "word-left", "Prompt", "one word left")                                                          \
    X(EDIT_WORD_RIGHT, "word-right", "Prompt", "one word right")                                                       \
    X(EDIT_HOME, "line-home", "Prompt", "start of the query")                                                          \
    X(EDIT_END, "line-tail", "Prompt", "end of the query")                                                             \
    X(EDIT_BACKSPACE, "delete-back", "Prompt", "delete the character before the cursor")                               \
    X(EDIT_DELETE, "delete-char", "Prompt", "delete the character under the cursor")                                   \
    X(EDIT_DELETE_OR_QUIT, "delete-or-quit", "Prompt", "delete the character; quit when empty")                        \
    X(EDIT_KILL_WORD_BACK, "kill-word-back", "Prompt", "cut to the blank before (as ^W)")                              \
    X(EDIT_KILL_WORD_LEFT, "kill-word-left", "Prompt", "cut to the start of the word")                                 \
    X(EDIT_KILL_WORD_RIGHT, "kill-word-right", "Prompt", "cut to the end of the word")                                 \
    X(EDIT_KILL_HOME, "kill-to-start", "Prompt", "cut to the start")                                                   \
    X(EDIT_KILL_END, "kill-to-end", "Prompt", "cut to the end")                                                        \
    X(EDIT_YANK, "yank", "Prompt", "put back what was cut")                                                            \
    X(EDIT_TRANSPOSE, "transpose", "Prompt", "swap two characters")                                                    \
    X(EDIT_QUOTE, "quote-next", "Prompt", "take the next key literally")                                               \
    X(EDIT_CLEAR, "clear-query", "Prompt", "empty the query")                                                          \
    X(FIND_FORWARD, "find-forward", "Pager", "find forward")                                                           \
    X(FIND_BACKWARD, "find-backward", "Pager", "find backward")                                                        \
    X(FIND_NEXT, "find-next", "Pager", "next match")                                                                   \
    X(FIND_PREVIOUS, "find-previous", "Pager", "previous match")                                                       \
    X(FIND_CLEAR, "find-clear", "Pager", "show the matches or not")                                                    \
    X(TOGGLE_WRAP, "toggle-wrap", "Pager", "wrap long lines or chop them")                                             \
    X(TOGGLE_NUMBERS, "toggle-numbers", "Pager", "line numbers")                                                       \
    X(GO_TO_LINE, "go-to-line", "Pager", "go to a line by its number, or a command of less (:n :e ...)")               \
    X(NEXT_HIT, "next-hit", "Pager", "the next result of the search, or match, in other files too")                    \
    X(PREVIOUS_HIT, "previous-hit", "Pager", "the previous result of the search, or match")                            \
    X(FILE_INFO, "file-info", "Pager", "name, place, size")                                                            \
    X(WINDOW_DOWN, "window-down", "Pager", "one page down, and N lines are a page from now on")                        \
    X(WINDOW_UP, "window-up", "Pager", "one page up, and N lines are a page from now on")                              \
    X(FIND_FORGET, "find-forget", "Pager", "forget the pattern")                                                       \
    X(FILTER_LINES, "filter-lines", "Pager", "show matching lines only")                                               \
    X(SET_MARK, "set-mark", "Pager", "mark the top line with a letter")                                                \
    X(SET_MARK_BOTTOM, "set-mark-bottom", "Pager", "mark the bottom line with a letter")                               \
    X(GO_TO_MARK, "go-to-mark", "Pager", "go to a mark; twice: back to where the last jump began")                     \
    X(CLEAR_MARK, "clear-mark", "Pager", "forget a mark")                                                              \
    X(FOLLOW, "follow", "Pager", "stay at the end while the file grows")                                               \
    X(FOLLOW_UNTIL, "follow-until", "Pager", "stay at the end until the pattern comes")                                \
    X(BRACKET_CLOSE, "bracket-close", "Pager", "to the bracket that closes the first one of the top line")             \
    X(BRACKET_OPEN, "bracket-open", "Pager", "to the bracket that opens the last one of the bottom line")              \
    X(BRACKET_MATCH, "bracket-match", "Pager", "to the partner of the first bracket of the current line")              \
    X(PAIR_CLOSE, "pair-close", "Pager", "as bracket-close, for two characters to be typed")                           \
    X(PAIR_OPEN, "pair-open", "Pager", "as bracket-open, for two characters to be typed")                              \
    X(EXAMINE, "examine", "Pager", "page another file")                                                                \
    X(SAVE, "save", "Pager", "save what is shown to a file")                                                           \
    X(SHELL, "shell", "Pager", "run a command in the shell")                                                           \
    X(PIPE, "pipe", "Pager", "send the lines from here to a mark to a command")                                        \
    X(OPTION, "option", "Pager", "change an option of less by its letter, or by its name after another -")             \
    X(OPTION_SHOW, "option-show", "Pager", "say how an option is set")                                                 \
    X(TOGGLE_WORD_WRAP, "wrap-words", "Pager", "wrap long lines between words")                                        \
    X(TOGGLE_HEX, "toggle-hex", "Pager", "bytes in hexadecimal")                                                       \
    X(TOGGLE_MAP, "toggle-map", "Pager", "a scroll bar that shows where matches and marks are")                        \
    X(ABOUT, "about", "Pager", "which ken this is")                                                                    \
    X(TOGGLE_MOUSE, "toggle-mouse", "Open", "mouse on or off (off: the terminal's own selection)")                     \
    X(TOGGLE_SYNTAX, "toggle-syntax", "Open", "syntax colour on or off")                                               \
    X(OPEN_FOLDER, "open-folder", "Tree", "open the folder, or page the file")                                         \
    X(CLOSE_FOLDER, "close-folder", "Tree", "close the folder, or go to the one above")                                \
    X(SEARCH_HERE, "search-here", "Tree", "search below this folder")                                                  \
    X(ACCEPT, "accept", "Prompt", "take what was typed")                                                               \
    X(SEARCH_WITHIN, "search-within", "Search", "search within the results")                                           \
    X(COPY_PERMALINK, "copy-permalink", "Results", "copy the web link to the file and line, at this commit")           \
    X(SELECT_LINES, "select-lines", "Pager", "choose lines by moving, to be copied; again, or Esc: none")              \
    X(CYCLE_SCOPE, "cycle-scope", "Search", "anywhere, in code, in comments, in strings")                              \
    X(CLEAR_SCOPE, "clear-scope", "Search", "anywhere again: code, comments and strings")                              \
    X(OUTLINE, "outline", "Structure", "list the definitions of the file, to go to one")                               \
    X(SYMBOLS, "symbols", "Structure", "list the definitions of the whole tree, to go to one")                         \
    X(GO_TO_DEFINITION, "go-to-definition", "Structure", "to the definition of the word")                              \
    X(DEFINITIONS_FIRST, "definitions-first", "Structure", "the definitions among the results, to go to one")          \
    X(SEARCH_WORD, "search-word", "Structure", "search the word in the whole tree")                                    \
    X(FIND_WORD, "find-word", "Structure", "find the word in this file")                                               \
    X(NEXT_WORD, "next-word", "Structure", "choose a word: the next one")                                              \
    X(PREVIOUS_WORD, "previous-word", "Structure", "choose a word: the one before")                                    \
    X(JUMP_BACK, "jump-back", "Structure", "back to where the last jump began, in any file")                           \
    X(JUMP_FORWARD, "jump-forward", "Structure", "forward again after jump-back")                                      \
    X(TOGGLE_CONTEXT, "toggle-context", "Structure", "the definition that the top line is in, or beside each result")

typedef enum Action {
#define X(id, name, group, help) ACTION_##id,
    ACTIONS(X)
#undef X
        ACTION_COUNT
} Action;

const char *action_name(Action action);
const char *action_group(Action action);
const char *action_help(Action action);
/* ACTION_COUNT when there is none of that name. */
Action action_find(const char *name, int len);
