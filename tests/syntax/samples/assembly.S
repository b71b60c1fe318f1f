/* It's a comment, "quoted". */
#include <linux/linkage.h>
#include "asm/page.h"
# define MASK 0xff // don't
#ifdef CONFIG_SMP
	.text
	.globl	main
	.type	main, @function
main:
.Llocal:
	pushq	%rbp		# it's saved
	movl	$-1, %eax	## and "here"
	mov	r0, #4		@ it isn't
	ldr	x0, [sp, #16]!
	cmpb	$'a', (%rdi)
	jne	.Llocal
1:	nop
2:	.ascii "a \"quoted\" # none\n"
	.byte 'x', '\'', 0b101
	rep; nop
	ENTRY(start)
	jmp	1b
size = . - main
#endif

.macro save reg, offset=0
	str	\reg, [sp, #\offset]
.endm
	ret
/* left open
