/* A viewport on a document, a canvas to draw on, and the model to compare with. */
#include "tests/support/viewport_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/base/mem.h"

enum { ROUNDS_MOST = 20000 };

int stage_set_up(void **state)
{
    Stage *f = mem_zalloc(1, sizeof *f);
    scratch_init(&f->scratch);
    f->requests = requests_new(NULL);
    f->viewport = viewport_new(f->requests);
    viewport_set_numbers(f->viewport, false);
    canvas_init(&f->canvas, 1, 1);
    canvas_init(&f->expected, 1, 1);
    f->model.width = 40;
    f->model.height = 10;
    *state = f;
    return 0;
}

int stage_tear_down(void **state)
{
    Stage *f = *state;
    viewport_free(f->viewport);
    requests_free(f->requests);
    canvas_deinit(&f->canvas);
    canvas_deinit(&f->expected);
    scratch_deinit(&f->scratch);
    buf_deinit(&f->text);
    free(f->model.rows);
    free(f);
    return 0;
}

void stage_draw(Stage *f)
{
    canvas_reset(&f->canvas, f->model.width, f->model.height);
    viewport_draw(f->viewport, &f->canvas, canvas_bounds(&f->canvas));
}

void stage_settle(Stage *f)
{
    for (int round = 0; round < ROUNDS_MOST; round++) {
        stage_draw(f);
        if (!viewport_is_waiting(f->viewport) && requests_are_idle(f->requests))
            return;
        while (!requests_finish(f->requests) && !requests_are_idle(f->requests))
            ;
    }
    fail_msg("the viewport never comes to rest");
}

void stage_open(Stage *f, Slice text)
{
    buf_clear(&f->text);
    buf_append_slice(&f->text, text);
    char path[512];
    snprintf(path, sizeof path, "%s/text", f->scratch.path);
    scratch_write(&f->scratch, "text", text);
    Error err;
    Document *document = document_open_path(path, &err);
    assert_non_null(document);
    viewport_set_document(f->viewport, document);
    document_release(document);
    f->model.text = buf_slice(&f->text);
    f->model.top = f->model.left = 0;
    model_lay_out(&f->model);
    stage_settle(f);
}

static void show_difference(Stage *f)
{
    for (int y = 0; y < f->model.height; y++) {
        char *is = canvas_row(&f->canvas, y);
        char *should = canvas_row(&f->expected, y);
        print_message("%2d is     |%s|\n   should |%s|\n", y, is, should);
        free(is);
        free(should);
    }
}

void stage_expect_model(Stage *f)
{
    stage_settle(f);
    model_draw(&f->model, &f->expected);
    f->canvas.cursor_x = f->expected.cursor_x = -1;
    f->canvas.cursor_y = f->expected.cursor_y = -1;
    bool is_equal = canvas_equal(&f->canvas, &f->expected);
    if (!is_equal)
        show_difference(f);
    assert_true(is_equal);
    if (f->model.count > 0)
        assert_int_equal(viewport_top(f->viewport), f->model.rows[f->model.top].from);
}

void stage_expect_row(Stage *f, int y, const char *text)
{
    char *row = canvas_row(&f->canvas, y);
    assert_string_equal(row, text);
    free(row);
}

Pattern *stage_compile(const char *text)
{
    Query query = {.pattern = slice_from_cstr(text)};
    Pattern *pattern = pattern_compile(&query, NULL);
    assert_non_null(pattern);
    return pattern;
}
