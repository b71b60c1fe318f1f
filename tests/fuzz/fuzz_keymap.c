/* A keymap of any bytes: refused with a sentence that names the line, or read; then every binding is found by its keys,
 * and the keys that help shows can be read again. */
#include "engine/base/mem.h"
#include "tests/fuzz/fuzz.h"
#include "tui/keymap_private.h"

static void check_name(Key key)
{
    char name[64];
    Key again;
    size_t len = key_format(key, name, sizeof name);
    FUZZ_EXPECT(len > 0 && len < sizeof name);
    FUZZ_EXPECT(key_parse(name, len, &again) && key_equal(key, again));
}

static void check_binding(const Keymap *keymap, const Binding *binding)
{
    Action action = ACTION_NONE;
    FUZZ_EXPECT(binding->count >= 1 && binding->count <= KEY_SEQUENCE_MOST);
    FUZZ_EXPECT(binding->context < CONTEXT_COUNT && binding->action < ACTION_COUNT);
    for (int i = 0; i < binding->count; i++)
        check_name(binding->keys[i]);
    KeymapAnswer answer = keymap_find(keymap, binding->context, binding->keys, binding->count, &action);
    if (binding->action == ACTION_NONE)
        FUZZ_EXPECT(answer != KEYMAP_BOUND || action == ACTION_NONE);
    else
        FUZZ_EXPECT(answer == KEYMAP_BOUND && action == binding->action);
    for (int i = 1; i < binding->count && binding->action != ACTION_NONE; i++)
        FUZZ_EXPECT(keymap_find(keymap, binding->context, binding->keys, i, &action) == KEYMAP_PREFIX);
}

/* Only names of keys, with ", " between sequences and a blank between keys. */
static void check_described(const Keymap *keymap, const Binding *binding)
{
    Buf text = {0};
    keymap_describe(keymap, binding->context, binding->action, 0, &text);
    Slice rest = buf_slice(&text);
    while (rest.len > 0) {
        Slice name = fuzz_until(&rest, ' ');
        Key key;
        FUZZ_EXPECT(name.len > 0);
        bool is_key = key_parse(name.data, name.len, &key);
        bool ends_sequence = name.data[name.len - 1] == ',' && key_parse(name.data, name.len - 1, &key);
        FUZZ_EXPECT(is_key || ends_sequence);
    }
    buf_deinit(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice text = fuzz_input(data, size);
    Keymap *keymap = mem_zalloc(1, sizeof *keymap);
    Error err = {""};
    int line;
    Slice preset = keymap_preset_line(text, &line);
    FUZZ_EXPECT(preset.len == 0 || line >= 1);
    if (keymap_parse(keymap, "keys", text, &err)) {
        for (size_t i = 0; i < keymap->count; i++) {
            check_binding(keymap, &keymap->bindings[i]);
            check_described(keymap, &keymap->bindings[i]);
        }
    } else {
        FUZZ_EXPECT(strncmp(err.text, "keys:", 5) == 0);
    }
    keymap_free(keymap);
    return 0;
}
