/* What the tests of the viewport share: a viewport on a document in a folder of its own, and the naive model of it. */
#pragma once

#include "engine/base/buf.h"
#include "tests/support/scratch.h"
#include "tests/support/viewport_model.h"
#include "tui/viewport.h"

typedef struct Stage {
    Scratch scratch;
    Requests *requests;
    Viewport *viewport;
    Canvas canvas, expected;
    Model model;
    Buf text;
} Stage;

int stage_set_up(void **state);
int stage_tear_down(void **state);
void stage_draw(Stage *f);
/* Draws until nothing is on its way. */
void stage_settle(Stage *f);
/* Shows the text, in the viewport and in the model. */
void stage_open(Stage *f, Slice text);
/* Fails unless the canvas is what the model draws. */
void stage_expect_model(Stage *f);
void stage_expect_row(Stage *f, int y, const char *text);
/* The caller releases it. */
Pattern *stage_compile(const char *text);
