/* What stands on the screen of a file, to be found again when the file is another: the line with the attention stays on
 * its row although lines have come or gone above it.
 *
 *     main, after a draw: kept_place_note --lines as hashes--> background: kept_place_find --> main: viewport_show
 *
 * Lines are known by their text. Of several places where the line with the attention stands now, that one is taken
 * around which most of the other lines stand as before, then the nearest; when it is nowhere, the line next to it is
 * looked for. Plain data, no bytes of the file. */
#pragma once

#include "engine/store/document.h"
#include "tui/viewport.h"

enum { KEPT_LINES = 128 };

typedef struct KeptLine {
    uint64_t start; /* of the line */
    uint64_t mark;  /* of its text; 0: too short to be known again by it */
    int row;        /* of the screen, where it begins to be seen */
} KeptLine;

typedef struct KeptPlace {
    KeptLine lines[KEPT_LINES];
    int count;
    int attention; /* which of the lines */
    uint64_t top;  /* offset */
    int width, height;
    const Document *document; /* not to be looked into */
    bool is_due;              /* to be noted anew, by the next draw */
} KeptPlace;

/* Where things are now. */
typedef struct FoundPlace {
    bool is_found;
    uint64_t offset;          /* of a line's start; not found: of the one that the old top lies in */
    int row;                  /* where it is to be shown */
    int kept;                 /* which of the kept lines it is */
    bool is_same[KEPT_LINES]; /* the kept line stands where it stood, seen from that one: */
    uint64_t starts[KEPT_LINES];
} FoundPlace;

/* The lines that the viewport has drawn last into `area`. While it stands still, what was drawn first stays noted: the
 * bytes may change under the mapping before anybody says so. Main thread; touches no byte that was not drawn. */
void kept_place_note(KeptPlace *place, const Viewport *viewport, Rect area, uint64_t attention);
/* What is drawn next is noted in any case; until then what was drawn last holds. */
void kept_place_renew(KeptPlace *place);
/* [background] In another document. */
void kept_place_find(const KeptPlace *place, Document *document, FoundPlace *found);
/* Where the byte at `offset` of the old document is; UINT64_MAX when that is not known. */
uint64_t kept_place_map(const KeptPlace *place, const FoundPlace *found, uint64_t offset);
