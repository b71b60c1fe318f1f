/* The tree of folders, opened and closed by keys, with the preview beside it. Main thread. */
#pragma once

#include "tui/view.h"

View *tree_view_new(App *app);
