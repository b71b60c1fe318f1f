/* The table of file types. Names are the ones that ripgrep uses, where it has one. */
#include "engine/tree/filetypes.h"

#include <stdlib.h>
#include <string.h>

static const FileType FILE_TYPES[] = {
    {"ada", "*.adb *.ads"},
    {"asciidoc", "*.adoc *.asc *.asciidoc"},
    {"asm", "*.asm *.s *.S"},
    {"awk", "*.awk"},
    {"bazel", "*.bazel *.bazelrc *.BUILD *.bzl BUILD MODULE.bazel WORKSPACE WORKSPACE.bazel"},
    {"c", "*.[chH] *.[chH].in *.cats"},
    {"cfg", "*.cfg"},
    {"clojure", "*.clj *.cljc *.cljs *.cljx"},
    {"cmake", "*.cmake CMakeLists.txt"},
    {"cocci", "*.cocci"},
    {"coffeescript", "*.coffee"},
    {"config", "*.cfg *.conf *.config *.ini"},
    {"cpp", "*.[ChH] *.cc *.[ch]pp *.[ch]xx *.hh *.inl *.tcc *.[ChH].in *.cc.in *.[ch]pp.in *.[ch]xx.in *.hh.in"},
    {"cs", "*.cs"},
    {"css", "*.css *.scss"},
    {"csv", "*.csv"},
    {"cuda", "*.cu *.cuh"},
    {"d", "*.d"},
    {"dart", "*.dart"},
    {"diff", "*.diff *.patch"},
    {"docker", "*Dockerfile*"},
    {"dts", "*.dts *.dtsi"},
    {"elisp", "*.el"},
    {"elixir", "*.eex *.ex *.exs *.heex *.leex *.livemd"},
    {"elm", "*.elm"},
    {"erlang", "*.erl *.hrl"},
    {"fish", "*.fish"},
    {"fortran", "*.f *.F *.f77 *.F77 *.pfo *.f90 *.F90 *.f95 *.F95"},
    {"go", "*.go"},
    {"gradle", "*.gradle *.gradle.kts gradle-wrapper.* gradle.properties gradlew gradlew.bat"},
    {"graphql", "*.graphql *.graphqls"},
    {"groovy", "*.gradle *.groovy"},
    {"h", "*.h *.hh *.hpp"},
    {"haskell", "*.c2hs *.cpphs *.hs *.hsc *.lhs"},
    {"html", "*.ejs *.htm *.html"},
    {"java", "*.java *.jsp *.jspx *.properties"},
    {"jinja", "*.j2 *.jinja *.jinja2"},
    {"js", "*.cjs *.js *.jsx *.mjs *.vue"},
    {"json", "*.json *.sarif composer.lock"},
    {"julia", "*.jl"},
    {"kconfig", "Kconfig Kconfig.* Kconfig-*"},
    {"kotlin", "*.kt *.kts"},
    {"less", "*.less"},
    {"license", "COPYING COPYING[.-]* COPYRIGHT COPYRIGHT[.-]* LICEN[CS]E LICEN[CS]E[.-]* UNLICENSE NOTICE"},
    {"lisp", "*.el *.jl *.lisp *.lsp *.sc *.scm"},
    {"log", "*.log"},
    {"lua", "*.lua"},
    {"m4", "*.ac *.m4"},
    {"make", "[Gg][Nn][Uu][Mm]akefile [Mm]akefile Kbuild Kbuild.* [Mm]akefile.* [Mm]akefile-* *.mak *.mk"},
    {"man", "*.[0-9lnpx] *.[0-9][cEFMmpSx]"},
    {"markdown", "*.markdown *.md *.mdown *.mdwn *.mkd *.mkdn *.mdx"},
    {"matlab", "*.m"},
    {"md", "*.markdown *.md *.mdown *.mdwn *.mkd *.mkdn *.mdx"},
    {"meson", "meson.build meson_options.txt meson.options"},
    {"nim", "*.nim *.nimf *.nimble *.nims"},
    {"nix", "*.nix"},
    {"objc", "*.h *.m"},
    {"objcpp", "*.h *.mm"},
    {"ocaml", "*.ml *.mli *.mll *.mly"},
    {"org", "*.org *.org_archive"},
    {"pascal", "*.dpr *.inc *.lpr *.pas *.pp"},
    {"perl", "*.perl *.pl *.PL *.plh *.plx *.pm *.t"},
    {"php", "*.php *.php3 *.php4 *.php5 *.php7 *.php8 *.pht *.phtml"},
    {"po", "*.po"},
    {"prolog", "*.pl *.pro *.prolog *.P"},
    {"protobuf", "*.proto"},
    {"ps", "*.cdxml *.ps1 *.ps1xml *.psd1 *.psm1"},
    {"py", "*.py *.pyi"},
    {"python", "*.py *.pyi"},
    {"qml", "*.qml"},
    {"r", "*.[rR] *.[rR]md *.Rnw"},
    {"rst", "*.rst"},
    {"ruby", "*.gemspec *.rb *.rbw .irbrc Gemfile Rakefile config.ru"},
    {"rust", "*.rs"},
    {"sass", "*.sass *.scss"},
    {"scala", "*.sbt *.scala"},
    {"sh",
     "*.bash *.bashrc *.csh *.cshrc *.ksh *.kshrc *.sh *.tcsh *.zsh .bash_login .bash_logout .bash_profile .bashrc "
     ".cshrc .kshrc .login .logout .profile .tcshrc .zlogin .zlogout .zprofile .zshenv .zshrc bash_login "
     "bash_logout bash_profile bashrc profile zlogin zlogout zprofile zshenv zshrc"},
    {"sml", "*.sig *.sml"},
    {"sql", "*.psql *.sql"},
    {"svelte", "*.svelte"},
    {"svg", "*.svg"},
    {"swift", "*.swift"},
    {"systemd", "*.automount *.conf *.device *.link *.mount *.path *.scope *.service *.slice *.socket *.swap *.target "
                "*.timer"},
    {"tcl", "*.tcl"},
    {"tex", "*.bib *.cls *.dtx *.ins *.ltx *.sty *.tex"},
    {"tf", "*.terraform.lock.hcl *.tf *.tf.json *.tfrc *.tfvars *.tfvars.json terraform.rc"},
    {"toml", "*.toml Cargo.lock"},
    {"ts", "*.cts *.mts *.ts *.tsx"},
    {"txt", "*.txt"},
    {"typescript", "*.cts *.mts *.ts *.tsx"},
    {"verilog", "*.sv *.svh *.v *.vg *.vh"},
    {"vhdl", "*.vhd *.vhdl"},
    {"vim", "*.vim .gvimrc .vimrc gvimrc vimrc _gvimrc _vimrc"},
    {"vue", "*.vue"},
    {"wgsl", "*.wgsl"},
    {"xml", "*.dtd *.rng *.sch *.xhtml *.xjb *.xml *.xml.dist *.xsd *.xsl *.xslt"},
    {"yacc", "*.y"},
    {"yaml", "*.yaml *.yml"},
    {"zig", "*.zig"},
    {"zsh", "*.zsh .zlogin .zlogout .zprofile .zshenv .zshrc zlogin zlogout zprofile zshenv zshrc"},
};

enum { LONGEST_NAME = 32 }; /* that is compared: what is longer is far from every name */

const FileType *file_types(size_t *count)
{
    *count = sizeof FILE_TYPES / sizeof *FILE_TYPES;
    return FILE_TYPES;
}

static int compare_name(const void *name, const void *type)
{
    return strcmp(name, ((const FileType *)type)->name);
}

const FileType *file_type_find(const char *name)
{
    return bsearch(name, FILE_TYPES, sizeof FILE_TYPES / sizeof *FILE_TYPES, sizeof *FILE_TYPES, compare_name);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein's distance, one row at a time. */
static size_t edits_between(const char *a, size_t a_len, const char *b)
{
    size_t row[LONGEST_NAME + 1];
    for (size_t i = 0; i <= a_len; i++)
        row[i] = i;
    for (size_t j = 0; b[j]; j++) {
        size_t diagonal = row[0];
        row[0] = j + 1;
        for (size_t i = 0; i < a_len; i++) {
            size_t changed = diagonal + (a[i] != b[j]);
            diagonal = row[i + 1];
            row[i + 1] = least(changed, least(diagonal, row[i]) + 1);
        }
    }
    return row[a_len];
}

const char *file_type_nearest(const char *name)
{
    size_t len = strnlen(name, LONGEST_NAME);
    const FileType *nearest = FILE_TYPES;
    size_t fewest = (size_t)-1;
    for (size_t i = 0; i < sizeof FILE_TYPES / sizeof *FILE_TYPES; i++) {
        size_t edits = edits_between(name, len, FILE_TYPES[i].name);
        if (edits < fewest) {
            fewest = edits;
            nearest = &FILE_TYPES[i];
        }
    }
    return nearest->name;
}
