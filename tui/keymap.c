/* Keymaps: making them, finding bindings, and telling which keys do something. */
#include "tui/keymap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#include "engine/base/mem.h"
#include "tui/keymap_embedded.h"
#include "tui/keymap_private.h"

enum { PRESET_DEPTH_MOST = 4, KEY_NAME_BYTES = 48, FILE_BYTES_MOST = 1 << 20 };

static const EmbeddedKeymap *find_embedded(Slice name)
{
    for (size_t i = 0; i < embedded_keymap_count; i++)
        if (slice_equal(slice_from_cstr(embedded_keymaps[i].name), name))
            return &embedded_keymaps[i];
    return NULL;
}

static bool no_such_preset(Slice name, const char *origin, int line, Error *err)
{
    Buf names = {0};
    for (size_t i = 0; i < embedded_keymap_count; i++)
        buf_printf(&names, "%s%s", i ? ", " : "", embedded_keymaps[i].name);
    buf_append_byte(&names, '\0');
    if (line > 0)
        error_set(err, "%s:%d: no keymap \"%.*s\"; there are: %s", origin, line, (int)name.len, name.data, names.data);
    else
        error_set(err, "no keymap \"%.*s\"; there are: %s", (int)name.len, name.data, names.data);
    buf_deinit(&names);
    return false;
}

/* Adds a built-in keymap, below it the one that it starts from. */
static bool add_preset(Keymap *keymap, Slice name, int depth, Error *err)
{
    const EmbeddedKeymap *embedded = find_embedded(name);
    if (!embedded)
        return no_such_preset(name, "", 0, err);
    Slice text = slice_from_cstr(embedded->text);
    int line;
    Slice base = keymap_preset_line(text, &line);
    if (base.len && depth == PRESET_DEPTH_MOST)
        return error_set(err, "%s.keys:%d: too many presets, one on top of the other", embedded->name, line);
    if (base.len && !add_preset(keymap, base, depth + 1, err))
        return false;
    char origin[64];
    snprintf(origin, sizeof origin, "%s.keys", embedded->name);
    bool ok = keymap_parse(keymap, origin, text, err);
    keymap->layer++;
    return ok;
}

static Keymap *new_preset(Slice name, Error *err)
{
    Keymap *keymap = mem_zalloc(1, sizeof *keymap);
    keymap->name = mem_strndup(name.data, name.len);
    if (add_preset(keymap, name, 0, err))
        return keymap;
    keymap_free(keymap);
    return NULL;
}

Keymap *keymap_new(const char *name, Error *err)
{
    return new_preset(slice_from_cstr(name), err);
}

void keymap_free(Keymap *keymap)
{
    if (!keymap)
        return;
    free(keymap->name);
    free(keymap->bindings);
    free(keymap);
}

const char *keymap_name(const Keymap *keymap)
{
    return keymap->name;
}

/* The user's file, NULL when there is no place for it. The caller frees it. */
static char *default_path(void)
{
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    Buf path = {0};
    if (config && config[0] == '/')
        buf_printf(&path, "%s/ken/keys", config);
    else if (home && *home)
        buf_printf(&path, "%s/.config/ken/keys", home);
    else
        return NULL;
    buf_append_byte(&path, '\0');
    return path.data;
}

/* False when it cannot be read; a file that does not exist is empty. */
static bool read_file(const char *path, Buf *text, Error *err)
{
    FILE *in = fopen(path, "re");
    if (!in)
        return errno == ENOENT || errno == ENOTDIR || error_set(err, "%s: %s", path, strerror(errno));
    char part[4096];
    size_t got;
    errno = 0;
    while ((got = fread(part, 1, sizeof part, in)) > 0 && text->len < FILE_BYTES_MOST)
        buf_append(text, part, got);
    bool ok = !ferror(in) || error_set(err, "%s: %s", path, strerror(errno));
    fclose(in);
    if (ok && text->len >= FILE_BYTES_MOST)
        ok = error_set(err, "%s: too large for a keymap", path);
    return ok;
}

static Keymap *load_text(const char *path, const char *preset, Slice text, Error *err)
{
    int line = 0;
    Slice name = keymap_preset_line(text, &line);
    if (name.len && !find_embedded(name)) {
        no_such_preset(name, path, line, err);
        return NULL;
    }
    Keymap *keymap = new_preset(name.len ? name : slice_from_cstr(preset ? preset : "default"), err);
    if (keymap && !keymap_parse(keymap, path, text, err)) {
        keymap_free(keymap);
        return NULL;
    }
    return keymap;
}

Keymap *keymap_load(const char *path, const char *preset, Error *err)
{
    char *found = path ? mem_strdup(path) : default_path();
    Buf text = {0};
    Keymap *keymap = NULL;
    if (!found || read_file(found, &text, err))
        keymap = load_text(found ? found : "keys", preset, buf_slice(&text), err);
    buf_deinit(&text);
    free(found);
    return keymap;
}

bool keymap_starts_with(const Key *keys, int count, const Key *start, int start_count)
{
    if (count < start_count)
        return false;
    for (int i = 0; i < start_count; i++)
        if (!key_equal(keys[i], start[i]))
            return false;
    return true;
}

void keymap_bind(Keymap *keymap, Binding binding)
{
    size_t kept = 0;
    for (size_t i = 0; i < keymap->count; i++) {
        const Binding *old = &keymap->bindings[i];
        bool is_contrary = old->context == binding.context &&
                           (keymap_starts_with(old->keys, old->count, binding.keys, binding.count) ||
                            keymap_starts_with(binding.keys, binding.count, old->keys, old->count));
        if (!is_contrary)
            keymap->bindings[kept++] = *old;
    }
    keymap->count = kept;
    keymap->bindings = mem_grow(keymap->bindings, &keymap->capacity, kept + 1, sizeof *keymap->bindings);
    keymap->bindings[keymap->count++] = binding;
}

/* What the keys mean in this context alone. */
static KeymapAnswer find_in(const Keymap *keymap, KeyContext context, const Key *keys, int count, Action *action)
{
    KeymapAnswer answer = KEYMAP_UNBOUND;
    for (size_t i = 0; i < keymap->count; i++) {
        const Binding *binding = &keymap->bindings[i];
        if (binding->context != context || !keymap_starts_with(binding->keys, binding->count, keys, count))
            continue;
        if (binding->count == count) {
            *action = binding->action;
            return KEYMAP_BOUND;
        }
        if (binding->action != ACTION_NONE)
            answer = KEYMAP_PREFIX;
    }
    return answer;
}

KeymapAnswer keymap_find(const Keymap *keymap, KeyContext context, const Key *keys, int count, Action *action)
{
    KeymapAnswer answer = find_in(keymap, context, keys, count, action);
    if (answer == KEYMAP_UNBOUND && context != CONTEXT_ALL)
        answer = find_in(keymap, CONTEXT_ALL, keys, count, action);
    return answer == KEYMAP_BOUND && *action == ACTION_NONE ? KEYMAP_UNBOUND : answer;
}

/* A binding counts where its keys, typed in the context, come to it: not when the context takes them, or the first of
 * them, for itself. */
static bool reaches(const Keymap *keymap, KeyContext context, const Binding *binding)
{
    if (binding->context != context && binding->context != CONTEXT_ALL)
        return false;
    Action action = ACTION_NONE;
    for (int count = 1; count < binding->count; count++)
        if (keymap_find(keymap, context, binding->keys, count, &action) != KEYMAP_PREFIX)
            return false;
    return keymap_find(keymap, context, binding->keys, binding->count, &action) == KEYMAP_BOUND &&
           action == binding->action;
}

static bool is_mouse(Key key)
{
    return key.code >= KEYCODE_CLICK && key.code <= KEYCODE_WHEEL_DOWN;
}

/* Smaller is more convenient: keys before the mouse, the user's own before the preset's, one key before sequences, the
 * context's before those for all; then the order of the lines. */
static int inconvenience(const Keymap *keymap, const Binding *binding)
{
    enum { FALLBACK = 1, KEYS = 2, LAYER = 16, MOUSE = 1024 };
    return (is_mouse(binding->keys[0]) ? MOUSE : 0) + (keymap->layer - binding->layer) * LAYER + binding->count * KEYS +
           (binding->context == CONTEXT_ALL ? FALLBACK : 0);
}

/* The next binding of the action after `last` in order of convenience (NULL: the first), or NULL. */
static const Binding *next_binding(const Keymap *keymap, KeyContext context, Action action, const Binding *last)
{
    const Binding *best = NULL;
    for (size_t i = 0; i < keymap->count; i++) {
        const Binding *binding = &keymap->bindings[i];
        if (binding->action != action || action == ACTION_NONE || !reaches(keymap, context, binding))
            continue;
        int cost = inconvenience(keymap, binding);
        int last_cost = last ? inconvenience(keymap, last) : -1;
        bool is_after = !last || cost > last_cost || (cost == last_cost && binding > last);
        if (is_after && (!best || cost < inconvenience(keymap, best)))
            best = binding;
    }
    return best;
}

void keymap_describe(const Keymap *keymap, KeyContext context, Action action, int most, Buf *out)
{
    int written = 0;
    const Binding *binding = NULL;
    while ((most == 0 || written < most) && (binding = next_binding(keymap, context, action, binding))) {
        buf_append(out, ", ", written++ ? 2 : 0);
        for (int i = 0; i < binding->count; i++) {
            char name[KEY_NAME_BYTES];
            buf_append(out, " ", i ? 1 : 0);
            buf_append(out, name, key_format(binding->keys[i], name, sizeof name));
        }
    }
}

/* Symbols stand for these keys, where the locale can show them. */
static const char *key_symbol(uint32_t code)
{
    static const struct {
        uint32_t code;
        wchar_t character;
        const char *text;
    } symbols[] = {{KEYCODE_ENTER, L'⏎', "⏎"},
                   {KEYCODE_LEFT, L'←', "←"},
                   {KEYCODE_RIGHT, L'→', "→"},
                   {KEYCODE_UP, L'↑', "↑"},
                   {KEYCODE_DOWN, L'↓', "↓"}};
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (symbols[i].code == code && wcwidth(symbols[i].character) == 1)
            return symbols[i].text;
    return NULL;
}

static void append_short(Key key, Buf *out)
{
    char name[KEY_NAME_BYTES];
    bool is_letter = key.code > ' ' && key.code < KEYCODE_FIRST;
    if (key.mods & KEY_CTRL)
        buf_append(out, is_letter ? "^" : "C-", is_letter ? 1 : 2);
    if (key.mods & KEY_ALT)
        buf_append(out, "M-", 2);
    if (key.mods & KEY_SHIFT)
        buf_append(out, "S-", 2);
    bool is_upper = is_letter && (key.mods & KEY_CTRL) && key.code >= 'a' && key.code <= 'z';
    const char *symbol = key_symbol(key.code);
    size_t len =
        symbol ? strlen(symbol) : key_format((Key){.code = is_upper ? key.code - 0x20 : key.code}, name, sizeof name);
    buf_append(out, symbol ? symbol : name, len);
}

bool keymap_short(const Keymap *keymap, KeyContext context, Action action, char *out, size_t size)
{
    const Binding *binding = next_binding(keymap, context, action, NULL);
    if (!binding || size == 0)
        return false;
    Buf text = {0};
    for (int i = 0; i < binding->count; i++) {
        buf_append(&text, " ", i ? 1 : 0);
        append_short(binding->keys[i], &text);
    }
    size_t len = text.len < size ? text.len : 0; /* half a name would be another key's */
    memcpy(out, text.data, len);
    out[len] = '\0';
    buf_deinit(&text);
    return len > 0;
}
