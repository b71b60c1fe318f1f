# it's a comment
{ pkgs ? import <nixpkgs> { }, lib, ... }@args:
/* block
   "comment" */
let
  version = "1.${toString 2}";
  inherit (pkgs) stdenv;
  is-old = 1 < 2 && !false;
  path = ./src/main.c;
in stdenv.mkDerivation rec {
  pname = "sample";
  src.url =
    "https://example.org/${pname}-${version}.tar # no comment";
  buildInputs = with pkgs; [ gcc "say \"hi\"" ];
  meta.broken = if builtins.isNull args then true else null;
  script = ''
    echo "it's ${pname}" # text
    cat ${src + "/x"}
  '';
  size = 10;
  bad = "open
