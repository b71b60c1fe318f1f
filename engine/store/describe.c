/* Telling kinds of binary files by their first bytes, and the few that say more about themselves.
 *
 * Sources: the formats' own specifications (ELF, PNG, JFIF, GIF, RIFF, BMP, PE/COFF, Mach-O, Java class files,
 * WebAssembly, SQLite, git's pack and index formats). */
#include "engine/store/describe.h"

typedef struct Reader {
    Slice head;
    Buf *out;
} Reader;

static uint32_t byte_at(const Reader *reader, size_t at)
{
    return at < reader->head.len ? (unsigned char)reader->head.data[at] : 0;
}

static uint32_t big16(const Reader *reader, size_t at)
{
    return byte_at(reader, at) << 8 | byte_at(reader, at + 1);
}

static uint32_t little16(const Reader *reader, size_t at)
{
    return byte_at(reader, at + 1) << 8 | byte_at(reader, at);
}

static uint32_t big32(const Reader *reader, size_t at)
{
    return big16(reader, at) << 16 | big16(reader, at + 2);
}

static uint32_t little32(const Reader *reader, size_t at)
{
    return little16(reader, at + 2) << 16 | little16(reader, at);
}

static void say(const Reader *reader, const char *words)
{
    buf_append_slice(reader->out, slice_from_cstr(words));
}

static void say_size(const Reader *reader, const char *words, uint32_t width, uint32_t height)
{
    buf_printf(reader->out, "%s, %u x %u", words, width, height);
}

typedef struct Name {
    uint32_t number;
    const char *name;
} Name;

static const char *name_of(const Name *names, size_t count, uint32_t number)
{
    for (size_t i = 0; i < count; i++)
        if (names[i].number == number)
            return names[i].name;
    return "unknown machine";
}

/* --- programs --- */

static void describe_elf(const Reader *reader)
{
    static const Name machines[] = {{3, "x86"},      {8, "MIPS"},   {20, "PowerPC"},    {21, "PowerPC 64-bit"},
                                    {22, "S/390"},   {40, "ARM"},   {62, "x86-64"},     {183, "AArch64"},
                                    {243, "RISC-V"}, {247, "eBPF"}, {258, "LoongArch"}, {2, "SPARC"}};
    static const char *const kinds[] = {"file", "object", "executable", "shared object or executable", "core dump"};
    bool is_big = byte_at(reader, 5) == 2;
    uint32_t kind = is_big ? big16(reader, 16) : little16(reader, 16);
    uint32_t machine = is_big ? big16(reader, 18) : little16(reader, 18);
    buf_printf(reader->out, "ELF %s-bit %s, %s", byte_at(reader, 4) == 2 ? "64" : "32", kinds[kind < 5 ? kind : 0],
               name_of(machines, sizeof machines / sizeof *machines, machine));
}

static const char *mach_machine(uint32_t number)
{
    static const Name machines[] = {
        {7, "x86"}, {0x01000007, "x86-64"}, {12, "ARM"}, {0x0100000c, "ARM64"}, {18, "PowerPC"}};
    return name_of(machines, sizeof machines / sizeof *machines, number);
}

static void describe_mach(const Reader *reader)
{
    bool is_big = byte_at(reader, 0) == 0xfe;
    uint32_t machine = is_big ? big32(reader, 4) : little32(reader, 4);
    buf_printf(reader->out, "Mach-O program, %s", mach_machine(machine));
}

/* 0xcafebabe begins a universal Mach-O, whose number of parts is small, and a Java class, whose version is not. */
static void describe_cafebabe(const Reader *reader)
{
    uint32_t number = big32(reader, 4);
    if (number > 0 && number < 20)
        buf_printf(reader->out, "Mach-O universal program, %u architectures", number);
    else if (big16(reader, 6) > 48)
        buf_printf(reader->out, "Java class file, Java %u", big16(reader, 6) - 44);
    else
        say(reader, "Java class file");
}

static void describe_mz(const Reader *reader)
{
    static const Name machines[] = {{0x14c, "x86"}, {0x8664, "x86-64"}, {0x1c4, "ARM"}, {0xaa64, "ARM64"}};
    size_t at = little32(reader, 0x3c);
    bool is_pe = at + 6 <= reader->head.len && memcmp(reader->head.data + at, "PE\0\0", 4) == 0;
    if (is_pe)
        buf_printf(reader->out, "Windows program (PE), %s",
                   name_of(machines, sizeof machines / sizeof *machines, little16(reader, at + 4)));
    else
        say(reader, "DOS or Windows program");
}

/* --- pictures and sounds --- */

static void describe_png(const Reader *reader)
{
    say_size(reader, "PNG image", big32(reader, 16), big32(reader, 20));
}

static void describe_gif(const Reader *reader)
{
    say_size(reader, "GIF image", little16(reader, 6), little16(reader, 8));
}

static void describe_bmp(const Reader *reader)
{
    say_size(reader, "BMP image", little32(reader, 18), little32(reader, 22));
}

/* The size stands in a frame header, behind other segments. */
static void describe_jpeg(const Reader *reader)
{
    for (size_t at = 2; at + 9 < reader->head.len && byte_at(reader, at) == 0xff;) {
        uint32_t marker = byte_at(reader, at + 1);
        bool is_frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (is_frame) {
            say_size(reader, "JPEG image", big16(reader, at + 7), big16(reader, at + 5));
            return;
        }
        at += 2 + big16(reader, at + 2);
    }
    say(reader, "JPEG image");
}

static void describe_riff(const Reader *reader)
{
    static const struct {
        const char *kind, *words;
    } kinds[] = {{"WAVE", "WAV audio"}, {"AVI ", "AVI video"}, {"WEBP", "WebP image"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (reader->head.len >= 12 && memcmp(reader->head.data + 8, kinds[i].kind, 4) == 0) {
            say(reader, kinds[i].words);
            return;
        }
    say(reader, "RIFF container");
}

static void describe_ftyp(const Reader *reader)
{
    Slice brand = slice_sub(reader->head, 8, 12);
    bool is_image = slice_equal(brand, slice_from_cstr("avif")) || slice_equal(brand, slice_from_cstr("heic"));
    bool is_audio = slice_equal(brand, slice_from_cstr("M4A "));
    say(reader, is_image ? "AVIF or HEIF image" : is_audio ? "MPEG-4 audio" : "MPEG-4 video");
}

/* --- the rest that says more --- */

static void describe_git_pack(const Reader *reader)
{
    buf_printf(reader->out, "git pack, version %u, %u objects", big32(reader, 4), big32(reader, 8));
}

static void describe_git_index(const Reader *reader)
{
    buf_printf(reader->out, "git index, version %u, %u entries", big32(reader, 4), big32(reader, 8));
}

static void describe_sqlite(const Reader *reader)
{
    uint32_t page = big16(reader, 16);
    buf_printf(reader->out, "SQLite database, pages of %u bytes", page == 1 ? 65536 : page);
}

static void describe_wasm(const Reader *reader)
{
    buf_printf(reader->out, "WebAssembly module, version %u", little32(reader, 4));
}

static void describe_zip(const Reader *reader)
{
    Slice name = slice_sub(reader->head, 30, 30 + little16(reader, 26));
    if (slice_equal(name, slice_from_cstr("META-INF/")) || slice_equal(name, slice_from_cstr("META-INF/MANIFEST.MF")))
        say(reader, "Java archive (zip)");
    else if (slice_equal(name, slice_from_cstr("[Content_Types].xml")))
        say(reader, "Office document (zip)");
    else if (slice_equal(name, slice_from_cstr("mimetype")))
        say(reader, "OpenDocument or EPUB (zip)");
    else
        say(reader, "zip archive");
}

/* --- all --- */

typedef struct Magic {
    uint16_t at;
    uint8_t len;
    const char *bytes;
    const char *words; /* NULL: `describe` tells */
    void (*describe)(const Reader *reader);
} Magic;

#define PLAIN(at, bytes, words)                                                                                        \
    {                                                                                                                  \
        at, sizeof(bytes) - 1, bytes, words, NULL                                                                      \
    }
#define FULL(at, bytes, describe)                                                                                      \
    {                                                                                                                  \
        at, sizeof(bytes) - 1, bytes, NULL, describe                                                                   \
    }

/* The first that fits tells. */
static const Magic magics[] = {
    FULL(0, "\177ELF", describe_elf),
    FULL(0, "\xcf\xfa\xed\xfe", describe_mach),
    FULL(0, "\xce\xfa\xed\xfe", describe_mach),
    FULL(0, "\xfe\xed\xfa\xce", describe_mach),
    FULL(0, "\xfe\xed\xfa\xcf", describe_mach),
    FULL(0, "\xca\xfe\xba\xbe", describe_cafebabe),
    FULL(0, "\0asm", describe_wasm),
    FULL(0, "\x89PNG\r\n\x1a\n", describe_png),
    FULL(0, "\xff\xd8\xff", describe_jpeg),
    FULL(0, "GIF87a", describe_gif),
    FULL(0, "GIF89a", describe_gif),
    FULL(0, "RIFF", describe_riff),
    FULL(4, "ftyp", describe_ftyp),
    FULL(0, "PACK\0\0\0", describe_git_pack),
    FULL(0, "DIRC\0\0\0", describe_git_index),
    FULL(0, "SQLite format 3\0", describe_sqlite),
    FULL(0, "PK\x03\x04", describe_zip),
    PLAIN(0, "PK\x05\x06", "zip archive, empty"),
    PLAIN(0,
          "\xff"
          "tOc",
          "git pack index"),
    PLAIN(0, "RIDX", "git reverse index"),
    PLAIN(0, "MIDX", "git multi-pack index"),
    PLAIN(0, "CGPH", "git commit graph"),
    PLAIN(0, "\x1f\x8b", "gzip data"),
    PLAIN(0,
          "\xfd"
          "7zXZ\0",
          "xz data"),
    PLAIN(0, "\x28\xb5\x2f\xfd", "Zstandard data"),
    PLAIN(0, "BZh", "bzip2 data"),
    PLAIN(0, "\x04\x22\x4d\x18", "LZ4 data"),
    PLAIN(0, "7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    PLAIN(0, "Rar!\x1a\x07", "RAR archive"),
    PLAIN(257, "ustar", "tar archive"),
    PLAIN(0, "!<arch>\n", "ar archive or static library"),
    PLAIN(0, "\xed\xab\xee\xdb", "RPM package"),
    PLAIN(0, "%PDF-", "PDF document"),
    PLAIN(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Microsoft compound document"),
    PLAIN(0, "II*\0", "TIFF image"),
    PLAIN(0, "MM\0*", "TIFF image"),
    PLAIN(0, "\0\0\x01\0", "Windows icon"),
    PLAIN(0, "8BPS", "Photoshop image"),
    PLAIN(0, "OggS", "Ogg audio or video"),
    PLAIN(0, "fLaC", "FLAC audio"),
    PLAIN(0, "ID3", "MP3 audio"),
    PLAIN(0, "\xff\xfb", "MP3 audio"),
    PLAIN(0, "MThd", "MIDI music"),
    PLAIN(0, "\x1a\x45\xdf\xa3", "Matroska or WebM video"),
    PLAIN(0, "\0\x01\0\0\0", "TrueType font"),
    PLAIN(0, "OTTO", "OpenType font"),
    PLAIN(0, "ttcf", "TrueType font collection"),
    PLAIN(0, "wOFF", "WOFF font"),
    PLAIN(0, "wOF2", "WOFF2 font"),
    PLAIN(0, "\xd0\x0d\xfe\xed", "device tree blob"),
    PLAIN(0, "BC\xc0\xde", "LLVM bitcode"),
    PLAIN(0, "\xde\x12\x04\x95", "message catalogue (gettext)"),
    PLAIN(0, "ken-sig\n", "index of ken"),
    FULL(0, "MZ", describe_mz),
    FULL(0, "BM", describe_bmp),
};

static bool fits(const Magic *magic, Slice head)
{
    size_t end = (size_t)magic->at + magic->len;
    return head.len >= end && memcmp(head.data + magic->at, magic->bytes, magic->len) == 0;
}

void describe_bytes(Slice head, Buf *out)
{
    Reader reader = {.head = head, .out = out};
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        if (!fits(&magics[i], head))
            continue;
        if (magics[i].describe)
            magics[i].describe(&reader);
        else
            say(&reader, magics[i].words);
        return;
    }
    say(&reader, "binary data");
}
