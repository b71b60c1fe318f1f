/* Going to a place in any file, and through the jump list, whatever is on the screen. Main thread. */
#pragma once

#include "tui/app.h"
#include "tui/jumps.h"

/* A jump begins where the top view is, when that is a pager. */
void jump_note(App *app);
/* In the top view when that is a pager, else in a new one. */
void jump_to(App *app, const Jump *place);
/* Through the jump list, in the pager that is shown or lies below, else in a new one; says so where there is no further
 * place. */
void jump_back(App *app);
void jump_forward(App *app);
