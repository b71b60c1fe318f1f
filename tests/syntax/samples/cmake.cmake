# it's a comment "x"
#[[ block
  "comment" ]]
#[=[ levels ]] still
]=]
cmake_minimum_required(VERSION 3.16)
project(sample LANGUAGES C)
set(NAME "say \"hi\" ${OTHER} # no comment
second line")
option(WITH_X "it's on" ON)
function(add_thing name)
  if(NOT DEFINED ENV{HOME} AND ${name} MATCHES "^a.*b$")
    message(STATUS [==[raw ${x} "text" ]] ]==])
  elseif (UNIX)
    return()
  endif()
endfunction()
macro(twice x)
endmacro()
foreach(file IN LISTS ${files_${kind}})
  list(APPEND all $ENV{HOME}/${file} a\;b @VAR@)
endforeach()
add_library(core STATIC main.c)
target_compile_options(core PRIVATE $<$<CONFIG:Debug>:-g> 0x1f 2.5)
SET(X FALSE)
set(Y "open ${
