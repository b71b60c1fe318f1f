/* What --version says: ken's own version and those of the libraries it was built with (set by CMakeLists.txt). */
#include "cli/version.h"

const char *version_number(void)
{
    return KEN_VERSION;
}

void version_print(Buf *out)
{
    buf_printf(out, "ken %s\nncurses %s\nPCRE2 %s\nlibgit2 %s\njansson %s\n", KEN_VERSION, KEN_NCURSES_VERSION,
               KEN_PCRE2_VERSION, KEN_LIBGIT2_VERSION, KEN_JANSSON_VERSION);
}
