/* Patterns made from the corpus's own text. */
#include "tests/bench/generate.h"

#include <stdio.h>
#include <string.h>

enum { SAMPLE_BYTES = 4096, LONGEST = 14 };

/* xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled" (2016). */
uint32_t generator_draw(Generator *generator, uint32_t below)
{
    uint64_t *state = &generator->state;
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545f4914f6cdd1dULL >> 32) * below >> 32);
}

static void add(Generated *made, const char *text, const char *for_rg)
{
    size_t room = PATTERN_BYTES - 1;
    strncat(made->pattern, text, room - strlen(made->pattern));
    strncat(made->for_rg, for_rg, room - strlen(made->for_rg));
}

/* Some printable ASCII from a random file's random line: 1 to LONGEST bytes. False when there is none. */
static bool sample(Generator *generator, char text[LONGEST + 1], const char **path)
{
    char bytes[SAMPLE_BYTES];
    *path = generator->paths[generator_draw(generator, (uint32_t)generator->path_count)];
    FILE *file = fopen(*path, "rb");
    size_t got = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file)
        fclose(file);
    if (got < LONGEST)
        return false;
    size_t start = generator_draw(generator, (uint32_t)(got - LONGEST));
    size_t most = 1 + generator_draw(generator, LONGEST);
    size_t len = 0;
    while (len < most && bytes[start + len] >= ' ' && bytes[start + len] <= '~') {
        text[len] = bytes[start + len];
        len++;
    }
    text[len] = '\0';
    return len > 0 && strspn(text, " ") < len;
}

static void add_literal(Generated *made, char c)
{
    char escaped[3] = {'\\', c, '\0'};
    const char *text = strchr("\\^$.[]|()?*+{}", c) ? escaped : escaped + 1;
    add(made, text, text);
}

/* A class that holds the byte, or any byte. */
static void add_class(Generator *generator, Generated *made, char c)
{
    bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    bool is_digit = c >= '0' && c <= '9';
    if (is_digit && generator_draw(generator, 2))
        add(made, "\\d", "[0-9]");
    else if (is_letter && generator_draw(generator, 2))
        add(made, c & 0x20 ? "[a-z]" : "[A-Z]", c & 0x20 ? "[a-z]" : "[A-Z]");
    else if (is_letter || is_digit || c == '_')
        add(made, "\\w", "[0-9A-Za-z_]");
    else if (c == ' ')
        add(made, "\\s", "[ \\t\\r\\f\\v]");
    else
        add(made, ".", ".");
}

static void add_quantifier(Generator *generator, Generated *made)
{
    static const char *const quantifiers[] = {"+", "*", "?", "{2}", "{1,3}", "{2,}", "+?"};
    const char *one = quantifiers[generator_draw(generator, sizeof quantifiers / sizeof quantifiers[0])];
    add(made, one, one);
}

/* The text as an expression: some bytes as classes, some repeated. */
static void add_expression(Generator *generator, Generated *made, const char *text)
{
    bool is_plain = generator_draw(generator, 3) == 0;
    for (const char *c = text; *c; c++) {
        if (is_plain || generator_draw(generator, 4) > 0)
            add_literal(made, *c);
        else
            add_class(generator, made, *c);
        if (!is_plain && generator_draw(generator, 9) == 0)
            add_quantifier(generator, made);
    }
}

void generator_next(Generator *generator, Generated *made, const char **path)
{
    char text[LONGEST + 1];
    *made = (Generated){.is_caseless = generator_draw(generator, 4) == 0};
    uint32_t branches = generator_draw(generator, 4) > 0 ? 1 : 2 + generator_draw(generator, 3);
    uint32_t anchor = generator_draw(generator, 16);
    bool is_group = branches > 1 && generator_draw(generator, 2);
    if (anchor == 0)
        add(made, "^", "^");
    if (anchor == 1)
        add(made, "\\b", "(?-u:\\b)");
    if (is_group)
        add(made, "(", "(");
    for (uint32_t i = 0; i < branches; i++) {
        while (!sample(generator, text, path))
            continue;
        if (i > 0)
            add(made, "|", "|");
        add_expression(generator, made, text);
    }
    if (is_group)
        add(made, ")", ")");
    if (anchor == 2)
        add(made, "$", "$");
}
