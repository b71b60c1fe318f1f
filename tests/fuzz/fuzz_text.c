/* The decoders of text on any bytes, beside plainer ones: UTF-8, UTF-16 in both orders, bytes written in hexadecimal,
 * and what kind of text it is. */
#include "engine/search/kernels.h"
#include "engine/store/store.h"
#include "engine/store/text.h"
#include "tests/fuzz/fuzz.h"
#include "tui/hex.h"
#include "tui/utf8.h"

/* By the definition: as many bytes as are needed, and no more. 0: none. Surrogates are decoded. */
static size_t decode_plainly(Slice bytes, size_t at, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *p = (const unsigned char *)bytes.data + at;
    size_t len = p[0] < 0x80             ? 1
                 : (p[0] & 0xe0) == 0xc0 ? 2
                 : (p[0] & 0xf0) == 0xe0 ? 3
                 : (p[0] & 0xf8) == 0xf0 ? 4
                                         : 0;
    if (len == 0 || len > bytes.len - at)
        return 0;
    *code = len == 1 ? p[0] : p[0] & (0xffU >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | (p[i] & 0x3fU);
    }
    return *code < least[len] || *code > 0x10ffff ? 0 : len;
}

static void check_utf8(Slice bytes)
{
    for (size_t at = 0; at < bytes.len; at++) {
        uint32_t code = 0;
        uint32_t plain = 0;
        char back[UTF8_MOST];
        size_t len = utf8_decode(bytes, at, &code);
        FUZZ_EXPECT(len == decode_plainly(bytes, at, &plain));
        FUZZ_EXPECT(len == 0 || code == plain);
        FUZZ_EXPECT(len == 0 || (utf8_encode(code, back) == len && memcmp(back, bytes.data + at, len) == 0));
        FUZZ_EXPECT(!utf8_is_partial(bytes, at) || len == 0);
    }
}

/* A character that is cut anywhere is partial. */
static void check_partial(uint32_t code)
{
    char whole[UTF8_MOST];
    size_t len = utf8_encode(code, whole);
    for (size_t cut = 1; cut < len; cut++)
        FUZZ_EXPECT(utf8_is_partial(slice_of(whole, cut), 0));
    FUZZ_EXPECT(!utf8_is_partial(slice_of(whole, len), 0));
}

static uint32_t unit_of(Slice bytes, size_t at, Utf16 order)
{
    uint32_t first = (unsigned char)bytes.data[at];
    uint32_t second = (unsigned char)bytes.data[at + 1];
    return order == UTF16_BIG ? first << 8 | second : second << 8 | first;
}

static void check_utf16(Slice bytes, Utf16 order)
{
    Buf out = {0};
    text_append_utf8(&out, bytes, order);
    size_t done = 0;
    for (size_t at = 2; at < bytes.len;) {
        uint32_t wanted = 0xfffd;
        uint32_t code = 0;
        uint32_t unit = bytes.len - at >= 2 ? unit_of(bytes, at, order) : 0xd800;
        uint32_t low = bytes.len - at >= 4 ? unit_of(bytes, at + 2, order) : 0;
        at += 2;
        if (unit < 0xd800 || unit > 0xdfff) {
            wanted = unit;
        } else if (unit < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) {
            wanted = 0x10000 + (unit - 0xd800) * 0x400 + (low - 0xdc00);
            at += 2;
        }
        FUZZ_EXPECT(done < out.len);
        done += utf8_decode(buf_slice(&out), done, &code);
        FUZZ_EXPECT(code == wanted);
        if (wanted != 0xfffd)
            check_partial(wanted);
    }
    FUZZ_EXPECT(done == out.len);
    buf_deinit(&out);
}

static void check_kind(Slice bytes)
{
    bool is_ascii = true;
    bool has_nul = false;
    for (size_t i = 0; i < bytes.len; i++) {
        is_ascii = is_ascii && !(bytes.data[i] & 0x80);
        has_nul = has_nul || (!bytes.data[i] && i < BINARY_SNIFF_BYTES);
    }
    FUZZ_EXPECT(text_is_ascii(bytes) == is_ascii);
    FUZZ_EXPECT(text_has_early_nul(bytes) == has_nul);
    Utf16 order = text_utf16(bytes);
    FUZZ_EXPECT(order == UTF16_NONE || bytes.len >= 2);
    check_utf16(bytes, UTF16_BIG);
    check_utf16(bytes, UTF16_LITTLE);
}

/* What it means, written as digits, means the same. */
static void check_hex(Slice text)
{
    Buf bytes = {0};
    Buf digits = {0};
    Buf again = {0};
    char err[128] = "";
    bool ok = hex_pattern_parse(text, &bytes, err, sizeof err);
    FUZZ_EXPECT(ok == (err[0] == '\0'));
    FUZZ_EXPECT(!ok || (bytes.len > 0 && bytes.len <= NEEDLE_MOST));
    for (size_t i = 0; ok && i < bytes.len; i++)
        buf_printf(&digits, "%s%02x", i % 2 ? "" : " ", (unsigned char)bytes.data[i]);
    if (ok) {
        FUZZ_EXPECT(hex_pattern_parse(buf_slice(&digits), &again, err, sizeof err));
        FUZZ_EXPECT(slice_equal(buf_slice(&again), buf_slice(&bytes)));
    }
    buf_deinit(&again);
    buf_deinit(&digits);
    buf_deinit(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice bytes = fuzz_input(data, size);
    check_utf8(bytes);
    check_kind(bytes);
    check_hex(bytes);
    return 0;
}
