/* The symbols that ken's own texts use, and the ASCII character that stands for each where the terminal
 * (another locale than UTF-8, the Linux console) cannot show it. Pure. */
#pragma once

#include <stdbool.h>
#include <wchar.h>

/* 0 when it is none of ken's symbols. */
wchar_t symbol_fallback(wchar_t character);
/* Whether the C locale's encoding can show what ken draws (UTF-8). */
bool symbol_locale_is_unicode(void);
