/* What a block of text may contain, and what a query needs. */
#include "engine/search/signature.h"

#include "engine/search/signature_grams.h"

/* A table is folded while it stays under this. Measured on the kernel's tree: 45 % leaves a tenth of all blocks to an
 * absent text of six letters, for 4.2 % of the corpus; 35 % leaves a twentieth, for 5.8 %. */
enum { FULL_PERCENT = 35 };

size_t signature_block_end(Slice bytes, size_t start)
{
    if (bytes.len - start <= SIGNATURE_BLOCK)
        return bytes.len;
    const char *nominal = bytes.data + start + SIGNATURE_BLOCK;
    const char *newline = memrchr(bytes.data + start, '\n', SIGNATURE_BLOCK);
    if (!newline)
        newline = memchr(nominal, '\n', bytes.len - start - SIGNATURE_BLOCK);
    return newline ? (size_t)(newline - bytes.data) + 1 : bytes.len;
}

static unsigned first_log(size_t len)
{
    unsigned log = SIGNATURE_LEAST_LOG;
    while (log < SIGNATURE_MOST_LOG && (size_t)2 << log < len)
        log++;
    return log;
}

void signer_init(Signer *signer)
{
    signer->is_vectored = grams_have_vectors();
}

static bool is_too_full(uint64_t set, unsigned log)
{
    return set * 100 > (uint64_t)FULL_PERCENT << log;
}

/* How many bits would be set after a fold, if they lie at random. */
static uint64_t set_after_fold(uint64_t set, unsigned log)
{
    return set - (set * set >> (log + 1));
}

void signature_make(Signer *signer, Slice block, Signature *signature)
{
    if (block.len > SIGNATURE_LONGEST_LINE) {
        signature->log = SIGNATURE_LEAST_LOG;
        memset(signature->bits, 0xff, (1 << SIGNATURE_LEAST_LOG) / 8);
        return;
    }
    unsigned log = first_log(block.len);
    uint64_t set;
    for (;; log++) {
        memset(signer->marks, 0, (size_t)1 << log);
        signer->marks[0] = 1; /* set or not, by the form that marks: so always */
        grams_mark(signer->is_vectored, signer->marks, log, block);
        set = grams_pack(signer->is_vectored, signer->marks, log, signature->bits);
        if (log == SIGNATURE_MOST_LOG || !is_too_full(set, log))
            break;
    }
    signature->log = log;
    while (signature->log > SIGNATURE_LEAST_LOG &&
           !is_too_full(set_after_fold(set, signature->log), signature->log - 1)) {
        set = set_after_fold(set, signature->log);
        grams_fold(signature->bits, signature->log--);
    }
}

static void add_gram(SignatureString *out, const char *at)
{
    if (out->gram_count == SIGNATURE_GRAMS || memchr(at, '\n', SIGNATURE_GRAM))
        return;
    uint32_t gram;
    char low_first[SIGNATURE_GRAM];
    memcpy(low_first, at, SIGNATURE_GRAM);
    gram = (uint32_t)(uint8_t)low_first[0] | (uint32_t)(uint8_t)low_first[1] << 8 |
           (uint32_t)(uint8_t)low_first[2] << 16 | (uint32_t)(uint8_t)low_first[3] << 24;
    uint16_t place = (uint16_t)gram_place(gram, SIGNATURE_MOST_LOG);
    for (unsigned i = 0; i < out->gram_count; i++)
        if (out->grams[i] == place)
            return;
    out->grams[out->gram_count++] = place;
}

/* Grams side by side first, then those that overlap them half, then the rest: each says most beside those before it. */
static bool add_string(SignatureClause *clause, const PlanString *string)
{
    static const size_t firsts[SIGNATURE_GRAM] = {0, 2, 1, 3};
    SignatureString *out = &clause->strings[clause->string_count++];
    out->gram_count = 0;
    for (size_t i = 0; i < SIGNATURE_GRAM; i++)
        for (size_t at = firsts[i]; at + SIGNATURE_GRAM <= string->len; at += SIGNATURE_GRAM)
            add_gram(out, string->text + at);
    return out->gram_count > 0;
}

bool signature_query_init(SignatureQuery *query, const Plan *plan)
{
    query->clause_count = 0;
    for (unsigned i = 0; i < plan->clause_count; i++) {
        SignatureClause *clause = &query->clauses[query->clause_count];
        clause->string_count = 0;
        bool is_useful = plan->clauses[i].count > 0;
        for (unsigned j = 0; j < plan->clauses[i].count && is_useful; j++)
            is_useful = add_string(clause, &plan->clauses[i].strings[j]);
        query->clause_count += is_useful;
    }
    return query->clause_count > 0;
}

static bool may_have_string(const Signature *signature, const SignatureString *string)
{
    for (unsigned i = 0; i < string->gram_count; i++) {
        size_t place = signature_place(string->grams[i], signature->log);
        if (!(signature->bits[place / 8] >> place % 8 & 1))
            return false;
    }
    return true;
}

bool signature_may_match(const Signature *signature, const SignatureQuery *query)
{
    for (unsigned i = 0; i < query->clause_count; i++) {
        const SignatureClause *clause = &query->clauses[i];
        bool may_have_one = false;
        for (unsigned j = 0; j < clause->string_count && !may_have_one; j++)
            may_have_one = may_have_string(signature, &clause->strings[j]);
        if (!may_have_one)
            return false;
    }
    return true;
}
