# Writes the C file that holds the texts of the keymaps: cmake -DKEYMAPS="a.keys;b.keys" -DOUTPUT=x.c -P this.
# Numbers rather than string literals, which the C standard lets compilers limit to 4,095 bytes.
set(arrays "")
set(table "")
set(count 0)
foreach(keymap IN LISTS KEYMAPS)
    get_filename_component(name "${keymap}" NAME_WE)
    file(READ "${keymap}" hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(REGEX REPLACE "(0x[0-9a-f][0-9a-f],0x[0-9a-f][0-9a-f],0x[0-9a-f][0-9a-f],0x[0-9a-f][0-9a-f],)" "\\1\n" bytes "${bytes}")
    string(APPEND arrays "static const unsigned char text_${count}[] = {\n${bytes}0x00};\n")
    string(APPEND table "    {\"${name}\", (const char *)text_${count}},\n")
    math(EXPR count "${count} + 1")
endforeach()
file(WRITE "${OUTPUT}" "/* Generated from keymaps/. */
#include \"tui/keymap_embedded.h\"

${arrays}
const EmbeddedKeymap embedded_keymaps[] = {
${table}    {0, 0},
};
const size_t embedded_keymap_count = ${count};
")
