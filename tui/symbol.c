/* From symbols to ASCII. */
#include "tui/symbol.h"

#include <langinfo.h>
#include <stddef.h>
#include <string.h>

typedef struct Symbol {
    wchar_t character, fallback;
} Symbol;

static const Symbol symbols[] = {
    {L'│', L'|'},  {L'─', L'-'},  {L'┬', L'+'}, {L'┴', L'+'}, {L'┼', L'+'}, {L'├', L'+'}, {L'┤', L'+'}, {L'└', L'`'},
    {L'┌', L'+'},  {L'┐', L'+'},  {L'┘', L'+'}, {L'╭', L'+'}, {L'╮', L'+'}, {L'╰', L'+'}, {L'╯', L'+'}, {L'━', L'='},
    {L'❯', L'>'},  {L'❮', L'<'},  {L'▌', L'|'}, {L'▐', L'|'}, {L'█', L'#'}, {L'▏', L'|'}, {L'▎', L'|'}, {L'░', L'.'},
    {L'…', L'~'},  {L'⋯', L'~'},  {L'·', L'.'}, {L'•', L'*'}, {L'●', L'*'}, {L'○', L'o'}, {L'◦', L'o'}, {L'≥', L'>'},
    {L'≤', L'<'},  {L'×', L'x'},  {L'–', L'-'}, {L'—', L'-'}, {L'→', L'>'}, {L'←', L'<'}, {L'↑', L'^'}, {L'↓', L'v'},
    {L'⏎', L'<'},  {L'↵', L'<'},  {L'↩', L'<'}, {L'⇥', L'>'}, {L'▸', L'>'}, {L'▾', L'v'}, {L'▶', L'>'}, {L'▼', L'v'},
    {L'▲', L'^'},  {L'✓', L'*'},  {L'✗', L'x'}, {L'⚠', L'!'}, {L'«', L'<'}, {L'»', L'>'}, {L'“', L'"'}, {L'”', L'"'},
    {L'‘', L'\''}, {L'’', L'\''}, {L'µ', L'u'}, {L'§', L'S'}, {L'⠋', L'*'}, {L'⎇', L'@'},
};

wchar_t symbol_fallback(wchar_t character)
{
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (symbols[i].character == character)
            return symbols[i].fallback;
    return 0;
}

bool symbol_locale_is_unicode(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
