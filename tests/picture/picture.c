/* Draws a picture (SVG) of a program's screen after a real run in a real terminal, for the README.
 *
 *     picture COLUMNSxROWS FOLDER KEYS... -- PROGRAM [ARGUMENT...]  > screen.svg
 *
 * KEYS are typed as they are, but for "Down", "Right", "F1" and the like, and "wait:MS". */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/vt.h"

enum { CELL_WIDTH = 9, CELL_HEIGHT = 19, BASELINE = 14, PADDING = 12, PAPER = 0x16181d, INK = 0xd0d0d0 };

typedef struct NamedKey {
    const char *name;
    const char *bytes;
} NamedKey;

static const NamedKey named_keys[] = {
    {"Up", "\x1bOA"}, {"Down", "\x1bOB"}, {"Right", "\x1bOC"}, {"Enter", "\r"}, {"Esc", "\x1b"}, {"F1", "\x1bOP"},
};

static void press(Vt *vt, const char *key)
{
    if (strncmp(key, "wait:", 5) == 0) {
        vt_pump(vt, atof(key + 5));
        return;
    }
    for (size_t i = 0; i < sizeof named_keys / sizeof named_keys[0]; i++)
        if (strcmp(named_keys[i].name, key) == 0) {
            vt_type(vt, named_keys[i].bytes);
            vt_pump(vt, 100);
            return;
        }
    for (; *key; key++) {
        vt_send(vt, key, 1);
        vt_pump(vt, 30);
    }
}

static void print_escaped(const char *text)
{
    for (; *text; text++) {
        if (*text == '<')
            fputs("&lt;", stdout);
        else if (*text == '>')
            fputs("&gt;", stdout);
        else if (*text == '&')
            fputs("&amp;", stdout);
        else
            putchar(*text);
    }
}

static bool same_ink(const VtCell *a, const VtCell *b)
{
    return a->foreground == b->foreground && a->is_bold == b->is_bold && a->is_underlined == b->is_underlined;
}

/* The cells from x on that are painted on one background; returns where they end. */
static int print_background(Vt *vt, int x, int y, int columns)
{
    int color = vt_cell(vt, x, y).background;
    int end = x + 1;
    while (end < columns && vt_cell(vt, end, y).background == color)
        end++;
    if (color >= 0)
        printf("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", PADDING + x * CELL_WIDTH,
               PADDING + y * CELL_HEIGHT, (end - x) * CELL_WIDTH, CELL_HEIGHT, (unsigned)color);
    return end;
}

/* The text from x on in one ink, placed cell by cell so that no font can shift it; returns where it ends. */
static int print_text(Vt *vt, int x, int y, int columns)
{
    VtCell first = vt_cell(vt, x, y);
    int end = x;
    int color = first.foreground >= 0 ? first.foreground : INK;
    printf("<text y=\"%d\" fill=\"#%06x\"%s xml:space=\"preserve\" x=\"", PADDING + y * CELL_HEIGHT + BASELINE,
           (unsigned)color, first.is_bold ? " font-weight=\"bold\"" : "");
    for (; end < columns; end++) {
        VtCell cell = vt_cell(vt, end, y);
        if (!same_ink(&cell, &first))
            break;
        if (cell.text[0])
            printf("%d ", PADDING + end * CELL_WIDTH);
    }
    fputs("\">", stdout);
    for (int i = x; i < end; i++)
        print_escaped(vt_cell(vt, i, y).text);
    fputs("</text>\n", stdout);
    return end;
}

static void print_picture(Vt *vt, int columns, int rows)
{
    int width = columns * CELL_WIDTH + 2 * PADDING;
    int height = rows * CELL_HEIGHT + 2 * PADDING;
    printf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"DejaVu Sans Mono, Menlo, "
           "Consolas, monospace\" font-size=\"15\">\n",
           width, height);
    printf("<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#%06x\"/>\n", width, height, PAPER);
    for (int y = 0; y < rows; y++)
        for (int x = 0; x < columns;)
            x = print_background(vt, x, y, columns);
    for (int y = 0; y < rows; y++) {
        int used = (int)strlen(vt_row(vt, y)) > 0 ? columns : 0;
        for (int x = 0; x < used;)
            x = print_text(vt, x, y, columns);
    }
    puts("</svg>");
}

int main(int argc, char **argv)
{
    int columns = 0;
    int rows = 0;
    int program = 3;
    while (program < argc && strcmp(argv[program], "--") != 0)
        program++;
    if (argc < 5 || program + 1 >= argc || sscanf(argv[1], "%dx%d", &columns, &rows) != 2) {
        fprintf(stderr, "usage: picture COLUMNSxROWS FOLDER KEYS... -- PROGRAM [ARGUMENT...]\n");
        return 2;
    }
    const char *const env[] = {"XDG_STATE_HOME=/nonexistent", "XDG_CONFIG_HOME=/nonexistent", NULL};
    Vt *vt = vt_start(&(VtOptions){.columns = columns,
                                   .rows = rows,
                                   .folder = argv[2],
                                   .argv = (const char *const *)argv + program + 1,
                                   .env = env});
    for (int i = 3; i < program; i++)
        press(vt, argv[i]);
    vt_pump(vt, 300);
    print_picture(vt, columns, rows);
    vt_free(vt);
    return 0;
}
