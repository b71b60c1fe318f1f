/* Any address of a remote and any path: no address of a page, or one of printable ASCII that begins with the web's
 * scheme and a host, and has nothing of the remote's user and password. The first two bytes are lines, then come the
 * remote, a newline, and the path. */
#include <ctype.h>

#include "engine/git/permalink.h"
#include "tests/fuzz/fuzz.h"

static const char secret[] = "HuSh";

static void check_page(Slice page, bool has_secret)
{
    Slice rest = page;
    for (size_t i = 0; i < page.len; i++)
        FUZZ_EXPECT(page.data[i] > 0x20 && page.data[i] < 0x7f && !strchr("\"<>\\^`{|}@", page.data[i]));
    FUZZ_EXPECT(slice_starts_with(page, slice_from_cstr("https://")) ||
                slice_starts_with(page, slice_from_cstr("http://")));
    fuzz_until(&rest, '/');
    fuzz_until(&rest, '/');
    Slice host = fuzz_until(&rest, '/');
    FUZZ_EXPECT(host.len > 0 && rest.len > 0);
    for (size_t i = 0; i < host.len; i++)
        FUZZ_EXPECT(isalnum((unsigned char)host.data[i]) || strchr(".-:", host.data[i]));
    FUZZ_EXPECT(!has_secret || !memmem(page.data, page.len, secret, sizeof secret - 1));
}

static void make(PermalinkPlace place, bool has_secret)
{
    Buf page = {0};
    Error err = {""};
    bool ok = permalink_make(&place, &page, &err);
    FUZZ_EXPECT(ok == (err.text[0] == '\0'));
    if (ok)
        check_page(buf_slice(&page), has_secret);
    buf_deinit(&page);
}

/* The same with a user and a password where an address has room for them. */
static void make_with_secret(PermalinkPlace place)
{
    const char *mark = memmem(place.remote.data, place.remote.len, "://", 3);
    size_t at = mark ? (size_t)(mark - place.remote.data) + 3 : 0;
    if (memmem(place.remote.data, place.remote.len, secret, sizeof secret - 1) ||
        memmem(place.path.data, place.path.len, secret, sizeof secret - 1))
        return;
    Buf remote = {0};
    buf_append_slice(&remote, slice_sub(place.remote, 0, at));
    buf_printf(&remote, mark ? "u:%s@" : "%s@", secret);
    buf_append_slice(&remote, slice_sub(place.remote, at, place.remote.len));
    place.remote = buf_slice(&remote);
    make(place, true);
    buf_deinit(&remote);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice input = fuzz_input(data, size);
    PermalinkPlace place = {.commit = slice_from_cstr("0123456789abcdef0123456789abcdef01234567")};
    place.first_line = fuzz_byte(&input);
    place.last_line = fuzz_byte(&input);
    place.is_folder = place.first_line == 0 && place.last_line % 2;
    place.remote = fuzz_until(&input, '\n');
    place.path = input;
    if (place.remote.len == 0 || place.path.len == 0)
        return 0;
    make(place, false);
    make_with_secret(place);
    return 0;
}
