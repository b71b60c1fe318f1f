/* Finding a file by its name in a tree of any size. */
#include "tui/views/tree_finder.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "tui/views/files.h"

enum {
    LOOKED_AT_ONCE = 1 << 14, /* files, in about a millisecond */
    CHECK_EVERY = 4096,       /* files between looks at the cancel flag */
};

typedef struct Question {
    Tree *tree; /* a reference; NULL: nothing is asked */
    uint32_t from;
    uint32_t count; /* files to look at */
    Buf words;      /* lowered */
} Question;

typedef struct FindRequest {
    Request request;
    TreeFinder *owner;
    Question question;
    atomic_bool is_cancelled; /* relaxed: only a hint to stop early */
    uint32_t found;           /* TREE_NONE for none */
} FindRequest;

struct TreeFinder {
    Requests *requests;
    FindRequest *request;
    Question next; /* not posted yet */
    TreeFoundFn *found;
    void *context;
};

static void forget(Question *question)
{
    tree_release(question->tree);
    question->tree = NULL;
}

static void question_deinit(Question *question)
{
    forget(question);
    buf_deinit(&question->words);
}

/* TREE_NONE when there is none among the first `count` files, or it was cancelled. */
static uint32_t look(const Question *question, uint32_t count, const atomic_bool *is_cancelled)
{
    uint32_t all = tree_count(question->tree);
    Slice words = buf_slice(&question->words);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = (uint32_t)(((uint64_t)question->from + i) % all);
        bool in_base_name;
        if (i % CHECK_EVERY == 0 && is_cancelled && atomic_load_explicit(is_cancelled, memory_order_relaxed))
            break;
        if (files_match(slice_base_name(tree_path(question->tree, at)), words, true, &in_base_name))
            return at;
    }
    return TREE_NONE;
}

static void work(Request *base, Matcher *matcher)
{
    (void)matcher;
    FindRequest *request = (FindRequest *)base;
    request->found = look(&request->question, request->question.count, &request->is_cancelled);
}

static void done(Request *base)
{
    FindRequest *request = (FindRequest *)base;
    TreeFinder *finder = request->owner;
    bool is_wanted = !atomic_load_explicit(&request->is_cancelled, memory_order_relaxed);
    if (is_wanted && request->found != TREE_NONE)
        finder->found(finder->context, tree_path(request->question.tree, request->found));
    forget(&request->question);
}

static void drop(Request *base)
{
    FindRequest *request = (FindRequest *)base;
    question_deinit(&request->question);
    free(request);
}

TreeFinder *tree_finder_new(Requests *requests, TreeFoundFn *found, void *context)
{
    TreeFinder *finder = mem_zalloc(1, sizeof *finder);
    finder->requests = requests;
    finder->found = found;
    finder->context = context;
    finder->request = mem_zalloc(1, sizeof *finder->request);
    finder->request->owner = finder;
    finder->request->request = (Request){.work = work, .done = done, .drop = drop};
    return finder;
}

void tree_finder_free(TreeFinder *finder)
{
    atomic_store_explicit(&finder->request->is_cancelled, true, memory_order_relaxed);
    request_abandon(&finder->request->request);
    question_deinit(&finder->next);
    free(finder);
}

static void set_words(Buf *lowered, Slice words)
{
    buf_clear(lowered);
    for (size_t i = 0; i < words.len; i++) {
        char c = words.data[i];
        buf_append_byte(lowered, c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c);
    }
}

void tree_finder_ask(TreeFinder *finder, Tree *tree, uint32_t from, Slice words)
{
    Question *question = &finder->next;
    uint32_t count = tree ? tree_count(tree) : 0;
    atomic_store_explicit(&finder->request->is_cancelled, true, memory_order_relaxed);
    forget(question);
    if (count == 0 || words.len == 0)
        return;
    set_words(&question->words, words);
    question->tree = tree_retain(tree);
    question->from = from % count;
    uint32_t at_once = count < LOOKED_AT_ONCE ? count : LOOKED_AT_ONCE;
    uint32_t found = look(question, at_once, NULL);
    if (found != TREE_NONE)
        finder->found(finder->context, tree_path(tree, found));
    if (found != TREE_NONE || at_once == count) {
        forget(question);
        return;
    }
    question->from = (uint32_t)(((uint64_t)question->from + at_once) % count);
    question->count = count - at_once;
    tree_finder_update(finder);
}

void tree_finder_update(TreeFinder *finder)
{
    FindRequest *request = finder->request;
    if (!finder->next.tree || request_is_pending(&request->request))
        return;
    Question question = request->question; /* its buffer serves again */
    request->question = finder->next;
    finder->next = question;
    atomic_store_explicit(&request->is_cancelled, false, memory_order_relaxed);
    requests_post(finder->requests, &request->request);
}

bool tree_finder_is_waiting(const TreeFinder *finder)
{
    return finder->next.tree || request_is_pending(&finder->request->request);
}
