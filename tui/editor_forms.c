/* What is known about editors: the form in which each one's manual says it takes line and column. Columns of vim are
 * reached by moving character by character, as its own column numbers count bytes or cells. */
#include <inttypes.h>
#include <string.h>

#include "engine/base/buf.h"
#include "tui/editor_private.h"

typedef struct KnownEditor {
    const char *name;
    EditorForm form;
    bool is_graphical;
} KnownEditor;

static const KnownEditor known_editors[] = {
    {"vi", FORM_PLUS_LINE, false},
    {"ex", FORM_PLUS_LINE, false},
    {"nvi", FORM_PLUS_LINE, false},
    {"view", FORM_PLUS_LINE, false}, /* often vim without its commands */
    {"vis", FORM_PLUS_LINE, false},
    {"vim", FORM_VIM, false},
    {"nvim", FORM_VIM, false},
    {"vimx", FORM_VIM, false},
    {"gvim", FORM_VIM, true},
    {"mvim", FORM_VIM, true},
    {"neovide", FORM_AFTER_DASHES, true},
    {"kak", FORM_PLUS_COLON, false},
    {"hx", FORM_FILE_COLON, false},
    {"helix", FORM_FILE_COLON, false},
    {"emacs", FORM_EMACS, false},
    {"emacsclient", FORM_PLUS_COLON, false},
    {"nano", FORM_PLUS_COMMA, false},
    {"rnano", FORM_PLUS_COMMA, false},
    {"pico", FORM_PLUS_LINE, false},
    {"micro", FORM_PLUS_COLON, false},
    {"joe", FORM_PLUS_LINE, false},
    {"jmacs", FORM_PLUS_LINE, false},
    {"jstar", FORM_PLUS_LINE, false},
    {"jpico", FORM_PLUS_LINE, false},
    {"jed", FORM_FILE_GOTO, false},
    {"ne", FORM_PLUS_COMMA, false},
    {"mg", FORM_PLUS_LINE, false},
    {"mcedit", FORM_PLUS_LINE, false},
    {"ed", FORM_FILE, false},
    {"code", FORM_GOTO, true},
    {"code-insiders", FORM_GOTO, true},
    {"code-oss", FORM_GOTO, true},
    {"codium", FORM_GOTO, true},
    {"vscodium", FORM_GOTO, true},
    {"cursor", FORM_GOTO, true},
    {"windsurf", FORM_GOTO, true},
    {"subl", FORM_FILE_COLON, true},
    {"sublime_text", FORM_FILE_COLON, true},
    {"zed", FORM_FILE_COLON, true},
    {"zeditor", FORM_FILE_COLON, true},
    {"lapce", FORM_FILE_COLON, true},
    {"atom", FORM_FILE_COLON, true},
    {"pulsar", FORM_FILE_COLON, true},
    {"gedit", FORM_PLUS_COLON, true},
    {"xed", FORM_PLUS_COLON, true},
    {"pluma", FORM_PLUS_COLON, true},
    {"gnome-text-editor", FORM_PLUS_LINE, true},
    {"bbedit", FORM_PLUS_LINE, true},
    {"kate", FORM_LINE_COLUMN, true},
    {"kwrite", FORM_LINE_COLUMN, true},
    {"geany", FORM_LINE_COLUMN, true},
    {"mousepad", FORM_LINE_COLUMN, true},
    {"idea", FORM_LINE_COLUMN, true},
    {"clion", FORM_LINE_COLUMN, true},
    {"pycharm", FORM_LINE_COLUMN, true},
    {"webstorm", FORM_LINE_COLUMN, true},
    {"phpstorm", FORM_LINE_COLUMN, true},
    {"goland", FORM_LINE_COLUMN, true},
    {"rubymine", FORM_LINE_COLUMN, true},
    {"rider", FORM_LINE_COLUMN, true},
    {"rustrover", FORM_LINE_COLUMN, true},
    {"mate", FORM_LINE_WITH_COLUMN, true},
};

EditorForm editor_form(const char *program, bool *is_graphical)
{
    Slice name = slice_base_name(slice_from_cstr(program));
    Slice script = slice_from_cstr(".sh"); /* JetBrains: idea.sh */
    if (slice_ends_with(name, script))
        name.len -= script.len;
    for (size_t i = 0; i < sizeof known_editors / sizeof *known_editors; i++) {
        if (slice_equal(slice_from_cstr(known_editors[i].name), name)) {
            *is_graphical = known_editors[i].is_graphical;
            return known_editors[i].form;
        }
    }
    *is_graphical = false;
    return FORM_PLUS_LINE;
}

static void add_file_last(EditorForm form, Words *words, const char *path, uint64_t line, uint64_t column)
{
    switch (form) {
    case FORM_PLUS_COLON:
    case FORM_EMACS:
        editor_words_add(words, "+%" PRIu64 ":%" PRIu64, line, column);
        break;
    case FORM_PLUS_COMMA:
        editor_words_add(words, "+%" PRIu64 ",%" PRIu64, line, column);
        break;
    case FORM_LINE_COLUMN:
        editor_words_add(words, "--line");
        editor_words_add(words, "%" PRIu64, line);
        editor_words_add(words, "--column");
        editor_words_add(words, "%" PRIu64, column);
        break;
    case FORM_LINE_WITH_COLUMN:
        editor_words_add(words, "--line");
        editor_words_add(words, "%" PRIu64 ":%" PRIu64, line, column);
        break;
    case FORM_VIM:
        if (column > 1)
            editor_words_add(words, "+call cursor(%" PRIu64 ",byteidxcomp(getline(%" PRIu64 "),%" PRIu64 "-1)+1)", line,
                             line, column);
        else
            editor_words_add(words, "+call cursor(%" PRIu64 ",1)", line);
        break;
    case FORM_AFTER_DASHES:
        editor_words_add(words, "--");
        editor_words_add(words, "+%" PRIu64, line);
        break;
    default:
        editor_words_add(words, "+%" PRIu64, line);
        break;
    }
    editor_words_add(words, "%s", path);
}

void editor_form_place(EditorForm form, Words *words, const char *path, uint64_t line, uint64_t column)
{
    column = column ? column : 1;
    switch (form) {
    case FORM_GOTO:
        editor_words_add(words, "--goto");
        editor_words_add(words, "%s:%" PRIu64 ":%" PRIu64, path, line ? line : 1, column);
        return;
    case FORM_FILE_COLON: /* with a place always: the name itself may end in ":7" */
        editor_words_add(words, "%s:%" PRIu64 ":%" PRIu64, path, line ? line : 1, column);
        return;
    case FORM_FILE_GOTO:
        editor_words_add(words, "%s", path);
        if (line) {
            editor_words_add(words, "-g");
            editor_words_add(words, "%" PRIu64, line);
        }
        return;
    case FORM_FILE:
        editor_words_add(words, "%s", path);
        return;
    default:
        if (line)
            add_file_last(form, words, path, line, column);
        else
            editor_words_add(words, "%s", path);
    }
}

/* A string of Emacs Lisp: whatever the bytes, it stays one string. */
static void append_lisp_string(Buf *out, const char *text)
{
    buf_append_byte(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_append_byte(out, '\\');
        buf_append_byte(out, *text);
    }
    buf_append_byte(out, '"');
}

void editor_form_list(EditorForm form, Words *words, const char *list_path)
{
    if (form == FORM_VIM) {
        editor_words_add(words, "--cmd");
        editor_words_add(words, "set errorformat=%%f:%%l:%%c:%%m");
        editor_words_add(words, "-q");
        editor_words_add(words, "%s", list_path);
        return;
    }
    if (form != FORM_EMACS) {
        editor_form_place(form, words, list_path, 1, 1);
        return;
    }
    Buf lisp = {0};
    buf_printf(&lisp, "(progn (find-file ");
    append_lisp_string(&lisp, list_path);
    /* the names in the list count from where ken was started, not from where the list is */
    buf_printf(&lisp, ") (setq default-directory command-line-default-directory) (grep-mode))");
    editor_words_add(words, "--eval");
    editor_words_add(words, "%.*s", (int)lisp.len, lisp.data);
    buf_deinit(&lisp);
}
