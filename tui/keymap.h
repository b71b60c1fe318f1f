/* Which key does what, where. A keymap is read from text, the built-in ones and the user's own by one parser:
 *
 *     # comment
 *     preset vim                  (the user's own file: start from a built-in one; "default" otherwise)
 *     [pager]                     (a context; before the first one, bindings are for all)
 *     j          down
 *     Ctrl-X g   filter           (a sequence of keys)
 *     Ctrl-K     none             (taken away)
 *
 * A context falls back on "all" when it has no binding for the key. A later line wins. Immutable once made. Main
 * thread. */
#pragma once

#include "engine/base/buf.h"
#include "engine/base/error.h"
#include "tui/action.h"
#include "tui/key.h"

#define KEY_CONTEXTS(X)                                                                                                \
    X(ALL, "all", "Everywhere")                                                                                        \
    X(PROMPT, "search", "Search: the prompt and the results")                                                          \
    X(FILTER, "filter", "Typing globs, a line number or a pattern")                                                    \
    X(PAGER, "pager", "Pager")                                                                                         \
    X(TREE, "tree", "Tree")                                                                                            \
    X(HELP, "help", "Help, commands and status")

typedef enum KeyContext {
#define X(id, name, title) CONTEXT_##id,
    KEY_CONTEXTS(X)
#undef X
        CONTEXT_COUNT
} KeyContext;

enum { KEY_SEQUENCE_MOST = 4 };

typedef struct Keymap Keymap;

/* A built-in keymap ("default", "vim", "emacs", "less"). NULL with `err` naming those there are. */
Keymap *keymap_new(const char *name, Error *err);
/* The user's own file on top of the preset it names, or of `preset` when it names none. Errors say file:line: what is
 * wrong. A file that does not exist is the preset. `path` NULL: $XDG_CONFIG_HOME/ken/keys. */
Keymap *keymap_load(const char *path, const char *preset, Error *err);
void keymap_free(Keymap *keymap);
/* Parses `text` on top; for tests and for the two above. */
bool keymap_parse(Keymap *keymap, const char *origin, Slice text, Error *err);

typedef enum KeymapAnswer { KEYMAP_UNBOUND, KEYMAP_PREFIX, KEYMAP_BOUND } KeymapAnswer;

/* What the keys typed so far mean in the context. */
KeymapAnswer keymap_find(const Keymap *keymap, KeyContext context, const Key *keys, int count, Action *action);

/* The keys bound to the action in the context, as help shows them ("Ctrl-N, Down"), the most convenient first, at most
 * `most` of them (0 = all). Appends nothing when there are none. */
void keymap_describe(const Keymap *keymap, KeyContext context, Action action, int most, Buf *out);
/* The first of them in the short form of the status line ("^F", "⏎", "→", "F1", "M-g"); false when there is none. */
bool keymap_short(const Keymap *keymap, KeyContext context, Action action, char *out, size_t size);
const char *keymap_name(const Keymap *keymap);
