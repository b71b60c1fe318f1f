/* Any setting of $EDITOR and any name of a file: the words of the command are those of the setting alone, with the name
 * whole in its place, whatever is in it; and no word that holds it begins as an option does, unless the setting says
 * so. The first byte is the line, the second the column, then comes the setting, a newline, and the name. */
#include "engine/base/mem.h"
#include "tests/fuzz/fuzz.h"
#include "tui/editor.h"

typedef bool MakeCommand(EditorCommand *command, const char *configured, const char *path, Error *err);

static EditorPlace place;

static bool make_place(EditorCommand *command, const char *configured, const char *path, Error *err)
{
    place.path = path;
    return editor_command(command, configured, &place, err);
}

static size_t count_words(const EditorCommand *command)
{
    size_t count = 0;
    while (command->argv[count])
        count++;
    return count;
}

/* One word, once for a name without anything special and once for the other: what is around the name is the same. */
static void check_word(const char *plain, const char *word, const char *path)
{
    static const char marked[] = "./-QZ";
    const char *at = strstr(plain, marked);
    if (!at) {
        FUZZ_EXPECT(strcmp(plain, word) == 0);
        return;
    }
    FUZZ_EXPECT(strncmp(plain, word, (size_t)(at - plain)) == 0);
    word += at - plain;
    FUZZ_EXPECT(at > plain || (*word != '-' && *word != '+'));
    word += strncmp(word, path, strlen(path)) == 0 ? 0 : 2;
    FUZZ_EXPECT(strncmp(word, path, strlen(path)) == 0);
    check_word(at + sizeof marked - 1, word + strlen(path), path);
}

static void check(MakeCommand *make, const char *configured, const char *path)
{
    EditorCommand plain;
    EditorCommand command;
    Error err = {""};
    bool ok = make(&plain, configured, "-QZ", &err);
    FUZZ_EXPECT(ok == (err.text[0] == '\0'));
    FUZZ_EXPECT(make(&command, configured, path, NULL) == ok);
    if (!ok)
        return;
    size_t count = count_words(&plain);
    FUZZ_EXPECT(count >= 1 && count_words(&command) == count && plain.is_graphical == command.is_graphical);
    bool has_name = strchr(configured, 'Q') && strchr(configured, 'Z'); /* which it could make up */
    for (size_t i = 0; i < count && !has_name; i++)
        check_word(plain.argv[i], command.argv[i], path);
    editor_command_deinit(&plain);
    editor_command_deinit(&command);
}

/* As a list: forms that quote the name in a language of their own are left to the unit tests. */
static bool make_list(EditorCommand *command, const char *configured, const char *path, Error *err)
{
    return editor_quickfix_command(command, configured, path, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice input = fuzz_input(data, size);
    place.line = fuzz_byte(&input) * (uint64_t)1000003;
    place.column = fuzz_byte(&input);
    Slice setting = fuzz_until(&input, '\n');
    char *configured = mem_strndup(setting.data, setting.len);
    char *path = mem_strndup(input.data, input.len);
    if (*path) {
        check(make_place, configured, path);
        if (!strchr(path, '"') && !strchr(path, '\\'))
            check(make_list, configured, path);
    }
    free(configured);
    free(path);
    return 0;
}
