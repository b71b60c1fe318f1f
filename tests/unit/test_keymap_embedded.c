/* The keymaps in the program are the files in keymaps/, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "tui/keymap_embedded.h"

static void each_embedded_text_is_its_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < embedded_keymap_count; i++) {
        char path[256];
        static char text[1 << 16];
        snprintf(path, sizeof path, KEN_SOURCE_DIR "/keymaps/%s.keys", embedded_keymaps[i].name);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        size_t len = fread(text, 1, sizeof text - 1, file);
        fclose(file);
        text[len] = '\0';
        assert_string_equal(embedded_keymaps[i].text, text);
    }
}

static void the_presets_are_there(void **state)
{
    (void)state;
    const char *const names[] = {"default", "vim", "emacs", "less"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t at = 0;
        while (at < embedded_keymap_count && strcmp(embedded_keymaps[at].name, names[i]) != 0)
            at++;
        assert_true(at < embedded_keymap_count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_embedded_text_is_its_file),
        cmocka_unit_test(the_presets_are_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
