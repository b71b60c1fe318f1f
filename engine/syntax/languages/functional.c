/* Functional languages: Haskell, OCaml, F#, Elixir, Erlang, Nix, and the Lisps. */
#include "engine/syntax/language_data.h"

#define LISP_FIRST "*/<>=!?&%$+"
#define LISP_MORE  "-+*/<>=!?&%$.^~"

const LanguageData languages_functional[] = {
    {
        .names = "haskell hs",
        .extensions = "hs hsc hs-boot",
        .interpreters = "runhaskell runghc stack",
        .flags = LANGUAGE_LABELS,
        .words =
            {
                {TOKEN_KEYWORD, "as case class data default deriving do else family forall foreign hiding if import in "
                                "infix infixl infixr instance let mdo module newtype of pattern proc qualified rec "
                                "then type via where"},
                {TOKEN_TYPE, "Bool Char Double Either Float IO Int Integer Map Maybe Ordering Rational Set String Text "
                             "Word ByteString Functor Applicative Monad Eq Ord Show Read Num Enum Bounded Integral "
                             "Semigroup Monoid Foldable Traversable"},
                {TOKEN_CONSTANT, "True False Nothing Just Left Right LT EQ GT otherwise undefined"},
            },
        .spans =
            {
                {"{-#", "#-}", TOKEN_PREPROCESSOR},
                {"{-|", "-}", TOKEN_DOC_COMMENT},
                {"{-", "-}", TOKEN_COMMENT, SPAN_NESTS},
                {"-- |", NULL, TOKEN_DOC_COMMENT},
                {"-- ^", NULL, TOKEN_DOC_COMMENT},
                {"--", NULL, TOKEN_COMMENT, .unless = "!#$%&*+./<=>?@\\^|~:"},
                {"\"", "\"", TOKEN_STRING, SPAN_ONE_LINE, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_CHARACTER | SPAN_BARE, '\\', .prefixes = ""},
            },
        .rules = {{"%[%w%?'%]%b::%B", {TOKEN_FUNCTION}}, {"%[#%b%w%]", {TOKEN_PREPROCESSOR}}},
        .definitions = {{DEFINES_TYPE, "data newtype type class"}, {DEFINES_MODULE, "module"}},
    },
    {
        .names = "ocaml ml",
        .extensions = "ml mli mll mly eliom",
        .files = ".ocamlinit",
        .interpreters = "ocaml ocamlrun",
        .words =
            {
                {TOKEN_KEYWORD,
                 "and as assert asr begin class constraint do done downto else end exception external for fun function "
                 "functor if in include inherit initializer land lazy let lor lsl lsr lxor match method mod module "
                 "mutable new nonrec object of open or private rec sig struct then to try type val virtual when while "
                 "with"},
                {TOKEN_TYPE, "array bool bytes char exn float int int32 int64 list nativeint option result string unit "
                             "ref lazy_t format"},
                {TOKEN_CONSTANT, "true false None Some Ok Error"},
            },
        .spans =
            {
                {"(*", "*)", TOKEN_COMMENT, SPAN_NESTS, .unless = ")"},
                {"\"", "\"", TOKEN_STRING, 0, '\\'},
                {"{|", "|}", TOKEN_STRING},
                {"'", "'", TOKEN_STRING, SPAN_CHARACTER | SPAN_BARE, '\\', .prefixes = ""},
                {"[@", "]", TOKEN_PREPROCESSOR, SPAN_ONE_LINE},
            },
        .sigils = {{'\'', TOKEN_VARIABLE}, {'~', TOKEN_KEY}, {'?', TOKEN_KEY}},
        .definitions = {{DEFINES_FUNCTION, "let rec and val external method"},
                        {DEFINES_TYPE, "type class nonrec exception"},
                        {DEFINES_MODULE, "module"}},
    },
    {
        .names = "f# fsharp fs",
        .extensions = "fs fsi fsx fsscript",
        .interpreters = "fsharpi",
        .flags = LANGUAGE_INDENTED,
        .words =
            {
                {TOKEN_KEYWORD,
                 "abstract and as assert async base begin class default delegate do done downcast downto elif else end "
                 "exception extern finally fixed for fun function global if in inherit inline interface internal lazy "
                 "let match member module mutable namespace new not of open or override private public rec return "
                 "select sig static struct task then to try type upcast use val void when while with yield"},
                {TOKEN_TYPE, "array bool byte char decimal double exn float float32 int int16 int32 int64 list obj "
                             "option sbyte seq single string uint32 uint64 unit Map Set Result"},
                {TOKEN_CONSTANT, "true false null None Some Ok Error this self"},
            },
        .spans =
            {
                {"///", NULL, TOKEN_DOC_COMMENT},
                {"//", NULL, TOKEN_COMMENT},
                {"(*", "*)", TOKEN_COMMENT, SPAN_NESTS, .unless = ")"},
                {"\"\"\"", "\"\"\"", TOKEN_STRING},
                {"$\"", "\"", TOKEN_STRING, 0, '\\', .interpolation = "{"},
                {"@\"", "\"", TOKEN_STRING, SPAN_DOUBLED},
                {"\"", "\"", TOKEN_STRING, 0, '\\'},
                {"'", "'", TOKEN_STRING, SPAN_CHARACTER | SPAN_BARE, '\\', .prefixes = ""},
                {"``", "``", TOKEN_VARIABLE, SPAN_ONE_LINE},
                {"[<", ">]", TOKEN_PREPROCESSOR},
            },
        .rules = {{"%b%[#%w%]", {TOKEN_PREPROCESSOR}}},
        .sigils = {{'\'', TOKEN_VARIABLE}},
        .definitions = {{DEFINES_FUNCTION, "let rec inline member val"},
                        {DEFINES_TYPE, "type exception"},
                        {DEFINES_MODULE, "module namespace"}},
    },
    {
        .names = "elixir ex exs",
        .extensions = "ex exs",
        .files = "mix.lock",
        .interpreters = "elixir iex",
        .flags = LANGUAGE_CALLS | LANGUAGE_KEYS,
        .word_more = "!?",
        .escape = '?',
        .words =
            {
                {TOKEN_KEYWORD,
                 "after alias and case catch cond def defdelegate defexception defguard defguardp defimpl defmacro "
                 "defmacrop defmodule defoverridable defp defprotocol defstruct do else end fn for if import in not or "
                 "quote raise receive require rescue super throw try unless unquote unquote_splicing use when with"},
                {TOKEN_CONSTANT, "true false nil __MODULE__ __DIR__ __ENV__ __CALLER__"},
            },
        .spans =
            {
                {"#", NULL, TOKEN_COMMENT},
                {"\"\"\"", "\"\"\"", TOKEN_STRING, 0, '\\', .interpolation = "#{"},
                {"'''", "'''", TOKEN_STRING, 0, '\\', .interpolation = "#{"},
                {"~r/", "/", TOKEN_STRING, 0, '\\', .interpolation = "#{"},
                {"~r{", "}", TOKEN_STRING, 0, '\\'},
                {"~s(", ")", TOKEN_STRING, 0, '\\', .interpolation = "#{"},
                {"~w(", ")", TOKEN_STRING, 0, '\\', .interpolation = "#{"},
                {"~w[", "]", TOKEN_STRING, 0, '\\', .interpolation = "#{"},
                {"\"", "\"", TOKEN_STRING, 0, '\\', .interpolation = "#{"},
                {"'", "'", TOKEN_STRING, 0, '\\', .interpolation = "#{"},
            },
        .sigils =
            {{'@', TOKEN_PREPROCESSOR}, {':', TOKEN_CONSTANT}, {'?', TOKEN_CONSTANT}, {'&', TOKEN_VARIABLE, true}},
        .definitions = {{DEFINES_FUNCTION, "def defp defdelegate defguard defguardp"},
                        {DEFINES_MACRO, "defmacro defmacrop"},
                        {DEFINES_MODULE, "defmodule defprotocol defimpl"}},
    },
    {
        .names = "erlang erl escript",
        .extensions = "erl hrl escript app.src yrl xrl",
        .files = "rebar.config rebar.lock",
        .interpreters = "escript",
        .flags = LANGUAGE_CALLS | LANGUAGE_LABELS,
        .word_more = "@",
        .escape = '$',
        .words =
            {
                {TOKEN_KEYWORD,
                 "after and andalso band begin bnot bor bsl bsr bxor case catch cond div else end fun if "
                 "let maybe not of or orelse receive rem try when xor"},
                {TOKEN_CONSTANT, "true false undefined ok error"},
            },
        .spans =
            {
                {"%% @", NULL, TOKEN_DOC_COMMENT},
                {"%", NULL, TOKEN_COMMENT},
                {"\"", "\"", TOKEN_STRING, 0, '\\'},
                {"'", "'", TOKEN_VARIABLE, SPAN_ONE_LINE, '\\'},
            },
        .rules = {{"%[-%w%]%b(", {TOKEN_PREPROCESSOR}},
                  {"%[-%w%]%B", {TOKEN_PREPROCESSOR}},
                  {"%[-%w%].", {TOKEN_PREPROCESSOR}}},
        .sigils = {{'?', TOKEN_PREPROCESSOR}, {'$', TOKEN_CONSTANT, true}},
        .definitions = {{DEFINES_TYPE, "-record -type -opaque"},
                        {DEFINES_MACRO, "-define"},
                        {DEFINES_MODULE, "-module"}},
    },
    {
        .names = "nix",
        .extensions = "nix",
        .interpreters = "nix-instantiate",
        .word_more = "-",
        .operand_words = "import in then else inherit with",
        .words =
            {
                {TOKEN_KEYWORD, "assert else if import in inherit let or rec then with"},
                {TOKEN_CONSTANT, "true false null builtins"},
            },
        .spans =
            {
                {"#", NULL, TOKEN_COMMENT},
                {"/*", "*/", TOKEN_COMMENT},
                {"''", "''", TOKEN_STRING, 0, .interpolation = "${"},
                {"\"", "\"", TOKEN_STRING, 0, '\\', .interpolation = "${"},
                {"<", ">", TOKEN_LINK, SPAN_ONE_LINE | SPAN_OPERAND, .unless = " =\n"},
            },
        .rules = {{"%b%[%!{=#\"'{[()<;: \t$}%]%b=%B", {TOKEN_KEY}}, {"%b%[%!{=#\"'{[()<;: \t$}%]%b=%$", {TOKEN_KEY}}},
    },
    {
        .names = "clojure clj clojurescript edn",
        .extensions = "clj cljs cljc edn bb",
        .interpreters = "clojure bb",
        .word_first = "*/<>=!?&%$+",
        .word_more = "-+*/<>=!?&%$.'",
        .escape = '\\',
        .words =
            {
                {TOKEN_KEYWORD,
                 "and as-> binding case catch comment cond cond-> cond->> condp def defmacro defmethod defmulti defn "
                 "defn- defonce defprotocol defrecord deftype do doseq dotimes extend-protocol extend-type finally fn "
                 "for if if-let if-not import in-ns let letfn loop new ns or quote recur refer reify require set! "
                 "some-> "
                 "some->> throw try use var when when-let when-not while with-open"},
                {TOKEN_CONSTANT, "true false nil"},
            },
        .spans =
            {
                {";", NULL, TOKEN_COMMENT},
                {"#!", NULL, TOKEN_COMMENT, SPAN_COLUMN_ONE},
                {"\"", "\"", TOKEN_STRING, 0, '\\'},
            },
        .sigils = {{':', TOKEN_CONSTANT}, {'\\', TOKEN_CONSTANT, true}, {'^', TOKEN_PREPROCESSOR}},
        .definitions = {{DEFINES_FUNCTION, "defn defn- defmulti defmethod"},
                        {DEFINES_MACRO, "defmacro"},
                        {DEFINES_TYPE, "defrecord deftype defprotocol"},
                        {DEFINES_VARIABLE, "def defonce"},
                        {DEFINES_MODULE, "ns"}},
    },
    {
        .names = "lisp common-lisp commonlisp cl",
        .extensions = "lisp lsp asd",
        .interpreters = "sbcl clisp ecl",
        .flags = LANGUAGE_ANY_CASE,
        .word_first = LISP_FIRST,
        .word_more = LISP_MORE,
        .escape = '\\',
        .words =
            {
                {TOKEN_KEYWORD,
                 "and block case catch cond declaim declare defclass defconstant defgeneric define-condition defmacro "
                 "defmethod defpackage defparameter defstruct deftype defun defvar destructuring-bind do do* dolist "
                 "dotimes ecase eval-when flet function go handler-case if in-package labels lambda let let* locally "
                 "loop macrolet multiple-value-bind or otherwise progn prog1 quote return return-from setf setq "
                 "tagbody "
                 "the throw typecase unless unwind-protect when with-open-file &optional &rest &key &body &aux"},
                {TOKEN_CONSTANT, "t nil"},
            },
        .spans =
            {
                {"#|", "|#", TOKEN_COMMENT, SPAN_NESTS},
                {";", NULL, TOKEN_COMMENT},
                {"#!", NULL, TOKEN_COMMENT, SPAN_COLUMN_ONE},
                {"\"", "\"", TOKEN_STRING, 0, '\\'},
            },
        .sigils = {{':', TOKEN_CONSTANT}, {'\\', TOKEN_CONSTANT, true}},
        .definitions = {{DEFINES_FUNCTION, "defun defmethod defgeneric"},
                        {DEFINES_MACRO, "defmacro"},
                        {DEFINES_TYPE, "defclass defstruct deftype"},
                        {DEFINES_VARIABLE, "defvar defparameter defconstant"},
                        {DEFINES_MODULE, "defpackage"}},
    },
    {
        .names = "scheme scm racket guile",
        .extensions = "scm ss sld sls rkt rktl",
        .interpreters = "guile scheme racket chibi-scheme csi gosh",
        .flags = LANGUAGE_NAME_INSIDE,
        .word_first = LISP_FIRST,
        .word_more = LISP_MORE,
        .escape = '\\',
        .words =
            {
                {TOKEN_KEYWORD,
                 "and assert begin call/cc case case-lambda cond cond-expand define define-library define-module "
                 "define-public define-record-type define-syntax define-values delay do else export for guard if "
                 "import "
                 "include lambda let let* let-syntax let-values let*-values letrec letrec* library match module or "
                 "parameterize provide quasiquote quote require set! struct syntax-case syntax-rules unless unquote "
                 "use-modules values when with-exception-handler"},
            },
        .spans =
            {
                {"#|", "|#", TOKEN_COMMENT, SPAN_NESTS},
                {";", NULL, TOKEN_COMMENT},
                {"#!", NULL, TOKEN_COMMENT, SPAN_COLUMN_ONE},
                {"\"", "\"", TOKEN_STRING, 0, '\\'},
            },
        .sigils = {{'#', TOKEN_CONSTANT}, {'\\', TOKEN_CONSTANT, true}},
        .definitions = {{DEFINES_FUNCTION, "define define-public"},
                        {DEFINES_MACRO, "define-syntax"},
                        {DEFINES_TYPE, "define-record-type struct"},
                        {DEFINES_MODULE, "define-module define-library module library"}},
    },
    {
        .names = "emacs-lisp elisp emacslisp",
        .extensions = "el",
        .files = ".emacs _emacs .gnus .spacemacs Cask",
        .interpreters = "emacs",
        .word_first = LISP_FIRST,
        .word_more = LISP_MORE,
        .escape = '\\',
        .words =
            {
                {TOKEN_KEYWORD,
                 "and catch cond condition-case cl-defun cl-defmacro cl-defmethod cl-defgeneric cl-defstruct cl-loop "
                 "cl-case declare defadvice defalias defclass defconst defcustom defface defgroup define-derived-mode "
                 "define-key define-minor-mode defmacro defsubst defun defvar defvar-local dolist dotimes function if "
                 "if-let if-let* interactive lambda let let* or pcase prog1 prog2 progn provide quote require "
                 "save-excursion save-restriction setf setq setq-default setq-local unless unwind-protect use-package "
                 "when when-let while with-current-buffer with-temp-buffer &optional &rest"},
                {TOKEN_CONSTANT, "t nil"},
            },
        .spans = {{";", NULL, TOKEN_COMMENT}, {"\"", "\"", TOKEN_STRING, 0, '\\'}},
        .sigils = {{':', TOKEN_CONSTANT}, {'\\', TOKEN_CONSTANT, true}},
        .definitions = {{DEFINES_FUNCTION,
                         "defun defsubst cl-defun cl-defmethod cl-defgeneric define-minor-mode define-derived-mode"},
                        {DEFINES_MACRO, "defmacro cl-defmacro"},
                        {DEFINES_TYPE, "cl-defstruct defclass defface defgroup"},
                        {DEFINES_VARIABLE, "defvar defvar-local defconst defcustom"}},
    },
    {NULL},
};
