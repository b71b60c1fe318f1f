/* Help: every context's keys as the active keymap has them, with a filter; and the command palette. Main thread. */
#pragma once

#include "tui/view.h"

View *help_new(App *app, KeyContext from);
/* Lists every command with its keys; Enter runs the chosen one on the view below. */
View *commands_new(App *app, KeyContext from);
/* Memory, tiers, limits: what store_stats knows. */
View *status_new(App *app);
