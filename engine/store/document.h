/* One file open for reading: its live mapping, and the index of its lines, for the preview and the pager. No
 * bytes are copied (UTF-16 with a byte order mark excepted: it is transcoded once).
 *
 *     task queue: document_open, document_prefault, document_index_more          main: document_view, line queries
 *                 document_read: bytes to look through
 *
 * A file of more than a gigabyte, or of more than address space is to be had for, is not mapped whole but in windows
 * (engine/store/windows): what is drawn is mapped as ever, what is looked through is read piece by piece into memory of
 * the reader's own, and holes are passed over. So neither memory nor page tables grow with the file.
 *
 * Lines are 1-based, offsets are bytes from the start. The line index holds, for each block of 64 KB, the lines
 * before it and the start of the line that reaches into it; 16 bytes a block. It is filled from the start by
 * document_index_more and may be asked for what it has covered meanwhile; the last line counts even without a
 * newline at its end, and nothing follows a newline at the end of the file.
 *
 * Counted references. Functions marked [background] may read the disk; all others never do and are for the
 * main thread. */
#pragma once

#include <stdint.h>

#include "engine/base/error.h"
#include "engine/base/slice.h"
#include "engine/store/store.h"

typedef struct Document Document;

/* [background] Opens the listed file beneath the snapshot's root. NULL with `err`. */
Document *document_open(const Snapshot *snapshot, uint32_t index, Error *err);
/* [background] Opens a file by its path, for `ken FILE`; links are followed (the user named it). */
Document *document_open_path(const char *path, Error *err);
/* [background] The file again, when it is the one that was opened with more behind its end, as a log is: it has the
 * same inode, is longer, and begins and ended as it did. The lines of a large one are not counted anew. NULL when it is
 * not. */
Document *document_open_longer(const Document *document);
/* [background] Spools `fd` (a pipe) into an unlinked temporary file and maps it as it grows. One call reads what has
 * come, until
 * `*is_ended`; document_size grows with it. `document` NULL starts one. */
Document *document_spool(Document *document, int fd, bool *is_ended, Error *err);

/* More may come: a spool whose end was not met. A size asked for after `false` is the last. */
bool document_is_growing(const Document *document);

Document *document_retain(Document *document);
void document_release(Document *document);

uint64_t document_size(const Document *document);
/* What the git attribute linguist-language says of a listed file; "" for nothing. Borrowed with the reference. */
Slice document_language(const Document *document);
FileText document_text(const Document *document); /* TEXT_BINARY when a NUL stands early */
/* True when the file on disk is no longer what was opened (the last document_check), or a fault was met. */
bool document_is_stale(const Document *document);
/* [background] Compares size, inode, mtime and ctime on disk with those at opening. */
bool document_check(Document *document);

/* [background] Makes the range quick to read: faults its pages in, in one call. False when there is no room to. */
bool document_prefault(Document *document, uint64_t offset, uint64_t len);
/* The bytes of [offset, offset + len), cut at the end of the file. False when part of it was not prefaulted: ask
 * for it through the task queue. Main thread. Borrowed: valid until document_trim. */
bool document_view(const Document *document, uint64_t offset, uint64_t len, Slice *bytes);
/* Nothing that document_view gave is looked at any more: main thread, before a frame is drawn. */
void document_trim(Document *document);
/* It is not mapped whole. */
bool document_is_windowed(const Document *document);
/* All bytes, prefaulted or not: [background], of a document that is not windowed. */
Slice document_bytes(const Document *document);

/* --- [background] looking through any document (document_read.c) --- */

/* Bytes of a document, from `start` on. Zero-initialised it has none. */
typedef struct Stretch {
    uint64_t start;
    Slice bytes;
    char *room; /* where they were read to; NULL: they are mapped */
    size_t capacity;
} Stretch;

/* Makes it the bytes of [from, to), cut at the end of the document: mapped, else read into its own room, in which what
 * the file no longer has is zeros. A readable byte follows them. Valid until the next call for the same stretch. */
void document_read(const Document *document, uint64_t from, uint64_t to, Stretch *stretch);
void stretch_deinit(Stretch *stretch);
/* Its bytes in [from, to), which are offsets into the document. */
Slice stretch_sub(const Stretch *stretch, uint64_t from, uint64_t to);
/* Moves `*at` on to the first newline in [*at, to); false when there is none in the next `budget` bytes, holes not
 * counted, or none at all: then `*at` is where it stopped. */
bool document_newline_after(const Document *document, uint64_t *at, uint64_t to, uint64_t budget);
/* Moves `*at` back to behind the last newline in [floor, *at); false as above. */
bool document_newline_before(const Document *document, uint64_t *at, uint64_t floor, uint64_t budget);
/* Holes, where it is read in windows: the one around `offset`, or false when that is data (or taken for it).
 * `start` may be NULL. */
bool document_hole_at(const Document *document, uint64_t offset, uint64_t *start, uint64_t *end);
/* How far one comes from `from`, up to `to`, with `budget` bytes of data. */
uint64_t document_reach(const Document *document, uint64_t from, uint64_t to, uint64_t budget);

/* --- lines --- */

/* [background] Extends the line index by about `budget_bytes`; true when it reaches the end. One thread at a time; for
 * more than 8 MB it has others help it meanwhile (engine/base/team). What it adds can be asked for when it returns. */
bool document_index_more(Document *document, uint64_t budget_bytes);
/* How far the index reaches, in bytes. */
uint64_t document_indexed_bytes(const Document *document);
/* Number of lines, once all is indexed; 0 = not known yet. (An empty file has 0 lines and is fully indexed.) */
uint64_t document_line_count(const Document *document);
/* The line that holds `offset`, or 0 when the index does not reach it yet. */
uint64_t document_line_at(const Document *document, uint64_t offset);
/* Start of line `line`; false when the index does not reach it yet or the file is shorter. */
bool document_line_offset(const Document *document, uint64_t line, uint64_t *offset);
/* Start of the line that holds `offset`, and of the line after it (document_size when it is the last). By the index
 * where it reaches, else by looking at the bytes. */
uint64_t document_line_start(const Document *document, uint64_t offset);
uint64_t document_next_line(const Document *document, uint64_t offset);
