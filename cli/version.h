/* What --version says. */
#pragma once

#include "engine/base/buf.h"

const char *version_number(void);
void version_print(Buf *out);
