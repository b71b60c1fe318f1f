/* What binary files are, by their first bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/store/describe.h"

#define EXPECT(bytes, words) expect_words(slice_of(bytes, sizeof(bytes) - 1), words)

static void expect_words(Slice head, const char *words)
{
    /* a copy of its own, so that a look past the end is caught */
    char *copy = malloc(head.len + 1);
    memcpy(copy, head.data, head.len);
    copy = realloc(copy, head.len ? head.len : 1);
    Buf out = {0};
    describe_bytes(slice_of(copy, head.len), &out);
    buf_append_byte(&out, '\0');
    assert_string_equal(out.data, words);
    buf_deinit(&out);
    free(copy);
}

static void test_programs_tell_their_machine(void **state)
{
    (void)state;
    EXPECT("\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0\x3e\0", "ELF 64-bit shared object or executable, x86-64");
    EXPECT("\177ELF\1\2\1\0\0\0\0\0\0\0\0\0\0\1\0\x14", "ELF 32-bit object, PowerPC");
    EXPECT("\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\4\0\xb7\0", "ELF 64-bit core dump, AArch64");
    EXPECT("\xcf\xfa\xed\xfe\x0c\0\0\1", "Mach-O program, ARM64");
    EXPECT("\xca\xfe\xba\xbe\0\0\0\2", "Mach-O universal program, 2 architectures");
    EXPECT("\xca\xfe\xba\xbe\0\0\0\x41", "Java class file, Java 21");
    EXPECT("MZ", "DOS or Windows program");
    char pe[0x90] = "MZ";
    pe[0x3c] = (char)0x80;
    memcpy(pe + 0x80, "PE\0\0\x64\x86", 6);
    expect_words(slice_of(pe, sizeof pe), "Windows program (PE), x86-64");
}

static void test_pictures_tell_their_size(void **state)
{
    (void)state;
    EXPECT("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\x80\0\0\1\xe0", "PNG image, 640 x 480");
    EXPECT("GIF89a\x10\0\x20\0", "GIF image, 16 x 32");
    EXPECT("\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\1\xe0\2\x80\3", "JPEG image, 640 x 480");
    EXPECT("\xff\xd8\xff\xe0\0", "JPEG image");
    EXPECT("RIFF\0\0\0\0WEBPVP8 ", "WebP image");
}

static void test_archives_and_the_rest(void **state)
{
    (void)state;
    EXPECT("\x1f\x8b\x08", "gzip data");
    EXPECT("\xfd"
           "7zXZ\0",
           "xz data");
    EXPECT("\x28\xb5\x2f\xfd", "Zstandard data");
    EXPECT("PK\3\4", "zip archive");
    EXPECT("PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x09\0\0\0META-INF/", "Java archive (zip)");
    EXPECT("PACK\0\0\0\2\0\0\0\7", "git pack, version 2, 7 objects");
    EXPECT("DIRC\0\0\0\2\0\0\1\0", "git index, version 2, 256 entries");
    EXPECT("SQLite format 3\0\x10\0", "SQLite database, pages of 4096 bytes");
    EXPECT("\0asm\1\0\0\0", "WebAssembly module, version 1");
    EXPECT("wOF2", "WOFF2 font");
    EXPECT("fLaC", "FLAC audio");
    char tar[512] = "name";
    memcpy(tar + 257, "ustar", 5);
    expect_words(slice_of(tar, sizeof tar), "tar archive");
}

static void test_what_is_unknown_or_cut_is_binary_data(void **state)
{
    (void)state;
    EXPECT("", "binary data");
    EXPECT("\0", "binary data");
    EXPECT("some text\0", "binary data");
    EXPECT("\177EL", "binary data");
    EXPECT("\177ELF", "ELF 32-bit file, unknown machine");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_programs_tell_their_machine),
        cmocka_unit_test(test_pictures_tell_their_size),
        cmocka_unit_test(test_archives_and_the_rest),
        cmocka_unit_test(test_what_is_unknown_or_cut_is_binary_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
