/* Heap memory that is never NULL: running out ends the program through mem_exhausted. Any thread. */
#pragma once

#include <stddef.h>

void *mem_alloc(size_t bytes);
void *mem_zalloc(size_t count, size_t size);
void *mem_realloc(void *old, size_t bytes);
char *mem_strdup(const char *text);
/* A NUL-terminated copy of `len` bytes. */
char *mem_strndup(const char *data, size_t len);

/* Grows `*array` of `item_size` items so that it holds at least `need`, doubling `*capacity`. */
void *mem_grow(void *array, size_t *capacity, size_t need, size_t item_size);

/* Says so, runs the exit handler set with mem_on_exhausted (the terminal's restore), and exits with 2. */
_Noreturn void mem_exhausted(void);
void mem_on_exhausted(void (*handler)(void));
