/* What --version says. */
#pragma once

#include "engine/base/buf.h"

void version_print(Buf *out);
