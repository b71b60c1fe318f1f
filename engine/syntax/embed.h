/* A language inside another: a script in a page, a fence in Markdown. One level deep. Only the syntax modules. */
#pragma once

#include "engine/syntax/span.h"

/* The span around, while lexer->state.host_span is set. */
const SpanData *embed_host(const Lexer *lexer);
/* Enters the language inside span `index` of `host`; false when the state has no room for it. */
bool embed_enter(Lexer *lexer, const Language *host, unsigned index, const Opening *opening);
/* Back to the file's own language. */
void embed_leave(Lexer *lexer);
/* Where the embedded text ends as far as the bytes show it; lexer->past is then behind what ends it. Looked for once.
 */
size_t embed_limit(Lexer *lexer);
