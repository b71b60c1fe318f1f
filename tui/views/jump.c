/* Going to a place of the jump list. */
#include "tui/views/jump.h"

#include "tui/views/pager.h"

void jump_note(App *app)
{
    Jump here;
    if (!pager_place(app_top(app), &here))
        return;
    jumps_add(app_jumps(app), &here);
    jump_deinit(&here);
}

void jump_to(App *app, const Jump *place)
{
    View *view = app_top(app);
    if (view && view_is_pager(view))
        pager_go(view, place);
    else
        app_push(app, pager_new_at(app, place));
}

/* The pager that is shown, or the one that the views over it were opened from. */
static void uncover_pager(App *app)
{
    View *view = app_top(app);
    while (view && !view_is_pager(view))
        view = view->below;
    while (view && app_top(app) != view)
        app_pop(app, app_top(app));
}

static void jump_along(App *app, const Jump *(*next)(Jumps *jumps, const Jump *here), const char *nothing)
{
    Jump here;
    bool has_place = pager_place(app_top(app), &here);
    const Jump *place = next(app_jumps(app), has_place ? &here : NULL);
    if (place) {
        uncover_pager(app);
        jump_to(app, place);
    } else
        app_say(app, ROLE_DIM, "%s", nothing);
    if (has_place)
        jump_deinit(&here);
}

void jump_back(App *app)
{
    jump_along(app, jumps_back, "there is no place to go back to");
}

void jump_forward(App *app)
{
    jump_along(app, jumps_forward, "there is no place to go forward to");
}
