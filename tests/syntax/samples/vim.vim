" it's a comment
set nocompatible
let g:name = 'it''s' . "say \"hi\"\n"
let s:list = [1, 0x1f, 2.5e-3, v:true]
function! s:add(x, ...) abort
  " indented "comment"
  if a:x > 0 && &tabstop == 8
    return $HOME . @a
  elseif exists('*foo')
    call foo#bar(a:x)
  endif
  for item in s:list | echo item | endfor
endfunction
augroup sample
  autocmd!
  autocmd BufRead *.c setlocal sw=4
augroup END
nnoremap <silent> <leader>x :call <SID>add(1)<CR>
command! -nargs=1 Add call s:add(<args>)
lua << EOF
print("it's lua")
EOF
let s:words =<< trim END
it's a list
END
let s:more =<< END
"text"
END
iabbrev <buffer> << x
python3 << PY
PY
py3 << PY
PY
perl << PL
PL
ruby << RB
RB
python << PY
PY
# vim9 comment
highlight Normal ctermfg=7
echo "open
lua << END
open
