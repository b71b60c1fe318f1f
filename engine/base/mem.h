/* Heap memory that is never NULL: running out ends the program through mem_exhausted. Any thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

void *mem_alloc(size_t bytes);
void *mem_zalloc(size_t count, size_t size);
void *mem_realloc(void *old, size_t bytes);
char *mem_strdup(const char *text);
/* A NUL-terminated copy of `len` bytes. */
char *mem_strndup(const char *data, size_t len);

/* For what can do without: NULL when there is no memory. The reserve is left to those that cannot. */
void *mem_try_alloc(size_t bytes);
/* One arena for each processor at most, where the C library would take eight: threads come and go with the views, what
 * they leave behind lies in arenas of their own, and each stays as large as it ever was. Once, before any thread. */
void mem_limit_arenas(void);
/* Where address space is limited (RLIMIT_AS): all threads share one arena, since each of their own takes 64 MB of it,
 * and some is set aside that is given up when an allocation that cannot fail finds none. Once, before any thread. */
void mem_save_address_space(void);

/* Gives what is free inside the heap back to the system, where that can be asked for. It takes a few milliseconds: for
 * a moment of rest, in the background. */
void mem_trim(void);

/* Grows `*array` of `item_size` items so that it holds at least `need`, doubling `*capacity`. */
void *mem_grow(void *array, size_t *capacity, size_t need, size_t item_size);

/* A sanitizer looks for what is not freed when the program ends. */
bool mem_is_watched(void);

/* Says so, runs the exit handler set with mem_on_exhausted (the terminal's restore), and exits with 2. */
_Noreturn void mem_exhausted(void);
void mem_on_exhausted(void (*handler)(void));
