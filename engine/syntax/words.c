/* Words: open addressing, keyed by the first eight bytes and the length, which tell nearly all words apart. */
#include "engine/syntax/words.h"

#include "engine/base/mem.h"

bool words_next(const char **list, Slice *word)
{
    const char *at = *list;
    if (!at)
        return false;
    while (*at == ' ')
        at++;
    const char *start = at;
    while (*at && *at != ' ')
        at++;
    *word = slice_of(start, (size_t)(at - start));
    *list = at;
    return word->len > 0;
}

bool words_has(const char *list, Slice word)
{
    Slice known;
    while (words_next(&list, &known))
        if (slice_equal(known, word))
            return true;
    return false;
}

char bracket_closing(char open)
{
    switch (open) {
    case '(':
        return ')';
    case '[':
        return ']';
    case '{':
        return '}';
    case '<':
        return '>';
    default:
        return open;
    }
}

/* Setting bit 5 makes letters small; the few other bytes of words that it changes stay apart from each other. */
static const uint64_t FOLD = 0x2020202020202020;

static uint64_t keep_bytes(uint64_t loaded, size_t len)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return loaded & (~0ULL >> (64 - 8 * len));
#else
    return loaded & (~0ULL << (64 - 8 * len));
#endif
}

static uint64_t word_key(const Language *language, const char *text, size_t len, size_t room)
{
    uint64_t key = 0;
    if (room >= 8)
        memcpy(&key, text, 8);
    else
        memcpy(&key, text, len < 8 ? len : 8);
    if (language->folds)
        key |= FOLD;
    return len < 8 ? keep_bytes(key, len) : key;
}

static size_t word_slot(const Language *language, uint64_t key, size_t len)
{
    return (size_t)(((key + len) * 0x9e3779b97f4a7c15U) >> language->word_shift);
}

static bool is_rest_equal(const Language *language, const char *a, const char *b, size_t len)
{
    uint8_t fold = language->folds ? 0x20 : 0;
    for (size_t i = 8; i < len; i++)
        if (((uint8_t)a[i] | fold) != ((uint8_t)b[i] | fold))
            return false;
    return true;
}

uint8_t words_find(const Language *language, const char *text, size_t len, size_t room)
{
    if (len > language->longest_word)
        return TOKEN_NAME;
    uint64_t key = word_key(language, text, len, room);
    for (size_t slot = word_slot(language, key, len);; slot = (slot + 1) & language->word_mask) {
        const WordEntry *entry = &language->words[slot];
        if (!entry->text)
            return TOKEN_NAME;
        if (entry->key == key && entry->len == len && is_rest_equal(language, entry->text, text, len))
            return entry->kind;
    }
}

static void add_word(Language *language, Slice word, uint8_t kind)
{
    uint64_t key = word_key(language, word.data, word.len, word.len);
    size_t slot = word_slot(language, key, word.len);
    while (language->words[slot].text)
        slot = (slot + 1) & language->word_mask;
    language->words[slot] = (WordEntry){key, word.data, (uint8_t)word.len, kind};
    if (word.len > language->longest_word)
        language->longest_word = (unsigned)word.len;
}

void words_fill(Language *language)
{
    const WordsData *lists = language->data->words;
    size_t count = 0;
    Slice word;
    for (size_t i = 0; i < WORD_LISTS_MOST; i++)
        for (const char *list = lists[i].words; words_next(&list, &word);)
            count++;
    unsigned bits = 4;
    while ((size_t)1 << bits < 4 * count)
        bits++;
    language->word_mask = ((size_t)1 << bits) - 1;
    language->word_shift = 64 - bits;
    language->words = mem_zalloc((size_t)1 << bits, sizeof *language->words);
    for (size_t i = 0; i < WORD_LISTS_MOST; i++)
        for (const char *list = lists[i].words; words_next(&list, &word);)
            if (word.len <= WORD_LONGEST)
                add_word(language, word, lists[i].kind);
}
