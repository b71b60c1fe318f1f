/* What a terminal sends, any bytes: they are taken key by key to the end, a key that is whole does not become another
 * when more comes, a pasted text lies within the bytes, and a key's name reads back as the key. */
#include "tests/fuzz/fuzz.h"
#include "tui/key.h"

static void check_key(const Key *key, Slice bytes)
{
    char name[64];
    Key again;
    FUZZ_EXPECT(key->mods <= (KEY_CTRL | KEY_ALT | KEY_SHIFT));
    if (key->code == KEYCODE_PASTE)
        FUZZ_EXPECT(key->text_len == 0 ||
                    (key->text >= bytes.data && key->text_len <= (size_t)(bytes.data + bytes.len - key->text)));
    if (key->code >= KEYCODE_PASTE)
        return;
    FUZZ_EXPECT(key->code <= 0x10ffff || key->code > KEYCODE_FIRST);
    size_t len = key_format(*key, name, sizeof name);
    FUZZ_EXPECT(len > 0 && len < sizeof name);
    FUZZ_EXPECT(key_parse(name, len, &again) && key_equal(*key, again));
}

/* The shortest beginning that is a key by itself is the key of all the bytes. */
static void check_growing(Slice bytes)
{
    Key whole = {0};
    size_t used = key_decode(bytes.data, bytes.len, false, &whole);
    for (size_t len = 1; len < bytes.len; len++) {
        Key key = {0};
        size_t taken = key_decode(bytes.data, len, false, &key);
        FUZZ_EXPECT(taken <= len);
        if (taken > 0) {
            FUZZ_EXPECT(taken == used && key.code == whole.code && key.mods == whole.mods);
            return;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice rest = fuzz_input(data, size);
    while (rest.len > 0) {
        Key key = {0};
        size_t used = key_decode(rest.data, rest.len, true, &key);
        FUZZ_EXPECT(used >= 1 && used <= rest.len);
        check_key(&key, rest);
        check_growing(slice_sub(rest, 0, 64));
        rest = slice_sub(rest, used, rest.len);
    }
    Key key;
    if (key_parse((const char *)data, size, &key))
        check_key(&key, fuzz_input(data, size));
    return 0;
}
