/* What goes over the socket and the pipe between ken and its git helper. All three processes are copies of one
 * another, so numbers go in the machine's own form.
 *
 *     socket, to the nursery:  WireRequest (with the answer pipe, but to cancel), the folder's (or file's) bytes
 *     socket, back:            WireReply, once the child has ended
 *     pipe, from the child:    WireFrame and its bytes, again and again; the last is FRAME_END */
#pragma once

#include <stdint.h>

typedef enum WireVerb { VERB_LIST = 1, VERB_CANCEL, VERB_ORIGIN } WireVerb;

enum {
    WANT_ATTRIBUTES = 1 << 0,
    WANT_FOREIGN_ROOT = 1 << 1,
    WANT_INPUTS = 1 << 2,
    WANT_ATTRIBUTES_LAST = 1 << 3, /* FRAME_LISTED, and again the entries that have any */
};

typedef struct WireRequest {
    uint32_t verb;
    uint32_t wants;
    uint32_t deadline_ms;
    uint32_t folder_len;
} WireRequest;

enum { WANT_OBJECTS = 1 << 8 }; /* of VERB_ORIGIN */

typedef enum WireOutcome { OUTCOME_ENDED, OUTCOME_DIED, OUTCOME_LATE, OUTCOME_CANCELLED, OUTCOME_NO_CHILD } WireOutcome;

typedef struct WireReply {
    uint32_t outcome;
    int32_t detail; /* the signal that ended the child, or errno */
} WireReply;

typedef enum FrameTag {
    FRAME_ENTRY = 'e',    /* detail: GIT_ENTRY_ flags; the path */
    FRAME_LANGUAGE = 'a', /* of the entry that comes next, as attributes have it */
    FRAME_PATH = 'p',     /* of the file asked about, in its repository */
    FRAME_REMOTE = 'm',   /* its name */
    FRAME_URL = 'u',
    FRAME_COMMIT = 'c', /* HEAD's, hex */
    FRAME_STATE = 's',  /* detail: GIT_ORIGIN_ flags; no bytes */
    FRAME_KIND = 'k',   /* detail: a GitKind */
    FRAME_ROOT = 'r',
    FRAME_GIT_DIR = 'g',
    FRAME_BRANCH = 'b',
    FRAME_EXCLUDES = 'x',
    FRAME_INPUT = 'i',  /* a file the listing depends on; detail: 1 when only on its being there */
    FRAME_UNSURE = '?', /* there are others, which cannot be named */
    FRAME_LISTED = 'l', /* all entries are told; attributes follow */
    FRAME_ERROR = '!',  /* what libgit2 says */
    FRAME_END = '.',    /* all is told; no bytes */
} FrameTag;

typedef struct WireFrame {
    uint8_t tag;
    uint8_t detail;
    uint8_t unused[2];
    uint32_t len; /* of the bytes that follow */
} WireFrame;

enum {
    LONGEST_FOLDER = 4096,      /* libgit2 takes no longer path */
    LONGEST_LANGUAGE = 63,      /* a longer name is none that anyone knows */
    LONGEST_FRAME = 1024 * 1024 /* what claims to be longer is nonsense */
};
