/* Windows onto a file that is too large to be mapped whole: stretches of it, mapped for the thread that draws, which
 * sees the live file in them as it does in a mapping of all of it. There are as many as a few screens need; the least
 * recently used go.
 *
 *     background: windows_open --mapped, its pages brought in--> list --least recently used--> retired
 *     main:       windows_view <------------------------------- list       windows_trim: unmaps what is retired
 *
 * A window is unmapped by windows_trim alone, so that what the thread that draws looks at stays until it says so.
 *
 * These are a document's, of which little is seen at a time and that time and again; files that are searched where
 * address space is short are read into buffers instead (pin_windows.c). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/slice.h"

typedef struct Windows Windows;

/* Takes the descriptor over. */
Windows *windows_new(int fd, uint64_t size);
void windows_free(Windows *windows);
int windows_fd(const Windows *windows);

/* [background] Has one window hold [from, to), or its first megabytes. False when there is no room for it. */
bool windows_open(Windows *windows, uint64_t from, uint64_t to);
/* [main] The bytes, when one window holds them all. They stay until windows_trim. */
bool windows_view(Windows *windows, uint64_t from, uint64_t to, Slice *bytes);
/* [any thread] Copies them, when one window holds them all. */
bool windows_copy(Windows *windows, uint64_t from, uint64_t to, char *out);
/* [main] Nothing that windows_view gave is looked at any more. */
void windows_trim(Windows *windows);
/* [any thread] The file was found shorter by a read. */
void windows_note_short(Windows *windows);
/* [any thread] The file has become shorter: that was noted, or a fault was met in one of them. */
bool windows_are_poisoned(const Windows *windows);
