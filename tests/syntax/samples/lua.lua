#!/usr/bin/env lua
-- It's a comment, "quoted".
--[[ two
lines, it's ]] local a = 1
--[==[ with ]] and ]=] inside
]==]
local M = { count = 0xFF, rate = 1.5e-3, ["key"] = true }

function M.format(name, ...)
  local text = 'it\'s "quoted" -- none\n'
  local block = [[
two 'lines' -- none]]
  local level = [==[ a ]] inside ]==] .. "b\"c"
  local item <const> = list[other[1]]
  for i, value in ipairs({ ... }) do
    if value == nil or not self then goto continue end
    text = text .. tostring(value // 2) .. #block
    ::continue::
  end
  return function() return level:gsub("%a+", string.upper), item end
end
--[=[ left open ]]
