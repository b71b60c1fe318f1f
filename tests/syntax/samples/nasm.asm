; It's a comment, "quoted".
%include "macros.inc"
%define LIMIT 0xFF
	bits 64
	global _start

	section .data
text:	db "it's \", 'a "b"', `c\n\``, 10, 0 ; don't
length	equ $ - text
buffer	resb 64
table:	times 8 dw 0FFh

	section .text
_start:
	mov rax, [rel text]	; it's loaded
	cmp byte [rsi + 2*rcx], 'x'
	jne .done
%%inner:
	xor EDI, edi
.done:
	syscall

%macro save 2
	push %1
	mov %2, LIMIT
%endmacro

struc point
.x:	resd 1
endstruc
