/* What a block of text may contain: a small table of bits, one set for each run of four bytes (a gram) in it, so
 * that a block without a bit that a match needs is never looked at.
 *
 *     bytes --signature_block_end--> blocks --signature_make--> Signature (a table that fits the block)
 *     Plan  --signature_query_init--> SignatureQuery: an AND of ORs of strings, each an AND of grams
 *
 * Grams are folded before they are hashed (bit 0x20 is set in each byte, so that both cases of a letter, and a
 * few pairs of signs, are the same): what is missing here is missing in any case. A table starts at about half a
 * bit a byte and is folded by OR of neighbours while it stays under FULL_PERCENT (signature.c); the hash is one
 * multiplication whose top bits are the place, so that a place in a folded table is a prefix of the place in the whole
 * one.
 *
 * Grams that hold a newline are left out: no line has one. Pure; any thread. */
#pragma once

#include <stdint.h>

#include "engine/search/plan.h"

enum {
    SIGNATURE_GRAM = 4,
    SIGNATURE_BLOCK = 64 << 10,       /* nominal size of a block */
    SIGNATURE_LONGEST_LINE = 1 << 20, /* a block without a newline for longer than this is always a candidate */
    SIGNATURE_LEAST_LOG = 8,          /* tables have 2^8 .. 2^16 bits */
    SIGNATURE_MOST_LOG = 16,
    SIGNATURE_LOGS = SIGNATURE_MOST_LOG - SIGNATURE_LEAST_LOG + 1,
};

/* Where the block that starts at `start` (a line's start, before the end) ends: behind its last newline within
 * SIGNATURE_BLOCK bytes; behind the first newline after that when it has none; at the end of the bytes at the latest.
 */
size_t signature_block_end(Slice bytes, size_t start);

/* Bit `place` of a table is bit place % 8 of byte place / 8. */
typedef struct Signature {
    unsigned log; /* the table has 2^log bits */
    uint8_t bits[(1 << SIGNATURE_MOST_LOG) / 8];
} Signature;

/* Room to work in: a thread's own. */
typedef struct Signer {
    _Alignas(64) uint8_t marks[1 << SIGNATURE_MOST_LOG]; /* a byte for each place while a block is read */
    bool is_vectored;
} Signer;

void signer_init(Signer *signer);

/* Reads the block once. A block of more than SIGNATURE_LONGEST_LINE bytes gets a table of ones. */
void signature_make(Signer *signer, Slice block, Signature *signature);

enum { SIGNATURE_GRAMS = 32 }; /* looked for of one string: more would hardly tell more */

typedef struct SignatureString {
    unsigned gram_count;
    uint16_t grams[SIGNATURE_GRAMS]; /* places in a table of 2^16 bits, those that say most first */
} SignatureString;

typedef struct SignatureClause {
    unsigned string_count;
    SignatureString strings[PLAN_STRINGS];
} SignatureClause;

typedef struct SignatureQuery {
    unsigned clause_count;
    SignatureClause clauses[PLAN_CLAUSES];
} SignatureQuery;

/* What of the plan can be asked. False when that is nothing: then every block is a candidate. A plan for text beyond
 * ASCII (PlanMode.is_wide) serves for all files; one for ASCII only for files known to be ASCII. */
bool signature_query_init(SignatureQuery *query, const Plan *plan);
/* False when no line of the block can match. */
bool signature_may_match(const Signature *signature, const SignatureQuery *query);

/* The place of a gram of a 2^16-bit table in one of 2^log bits. */
static inline size_t signature_place(uint16_t gram, unsigned log)
{
    return (size_t)gram >> (SIGNATURE_MOST_LOG - log);
}
