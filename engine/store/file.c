/* One listed file: its state machine, and pins on its bytes.
 *
 * Everything that threads contend for is in one word:
 *
 *     bit 0-2 state | 3 somebody waits for the loader | 4-31 pins on the resident bytes | 32-63 generation
 *
 * The thread that moves the word to LOADING owns the file's other fields until it moves it on. Passing pins are
 * not counted: they hold bytes of their own. */
#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/store/holes.h"
#include "engine/store/parts.h"
#include "engine/store/retire.h"

#define STATE_MASK     ((uint64_t)7)
#define WAITED_FOR     ((uint64_t)8)
#define ONE_PIN        ((uint64_t)16)
#define PINS_MASK      ((uint64_t)0xfffffff0)
#define ONE_GENERATION ((uint64_t)1 << 32)

/* What a passing pin holds. */
typedef struct Passing {
    Body body;
} Passing;

static FileState state_of(uint64_t word)
{
    return (FileState)(word & STATE_MASK);
}

static uint32_t generation_of(uint64_t word)
{
    return (uint32_t)(word >> 32);
}

static uint64_t look(const File *file)
{
    /* acquire: pairs with the release by which a loader publishes what it has read */
    return atomic_load_explicit(&file->word, memory_order_acquire);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the exchange writes what it saw */
static bool swap(File *file, uint64_t *seen, uint64_t wanted)
{
    /* acq_rel: takes over what the last owner wrote, and hands on what this one did */
    return atomic_compare_exchange_weak_explicit(&file->word, seen, wanted, memory_order_acq_rel, memory_order_acquire);
}

static uint64_t with_state(uint64_t word, FileState state)
{
    return (word & ~STATE_MASK) | state;
}

Store *file_store(const File *file)
{
    const char *first = (const char *)(file - file->slot);
    return ((const FileChunk *)(const void *)(first - offsetof(FileChunk, files)))->store;
}

static FileText text_of(unsigned facts, unsigned overrides)
{
    if (!(facts & FACT_READ))
        return facts & FACT_ABSENT ? TEXT_ABSENT : facts & FACT_UNREADABLE ? TEXT_UNREADABLE : TEXT_UNKNOWN;
    if (overrides & ENTRY_BINARY || (facts & FACT_HAS_NUL && !(overrides & ENTRY_TEXT)))
        return TEXT_BINARY;
    return facts & FACT_HAS_HIGH ? TEXT_WIDE : TEXT_ASCII;
}

static unsigned overrides_of(const File *file)
{
    return atomic_load_explicit(&file->overrides, memory_order_relaxed);
}

FileText file_text(const File *file)
{
    /* relaxed, here and below: a fact by itself; who needs it to fit the bytes has a pin */
    return text_of(atomic_load_explicit(&file->facts, memory_order_relaxed), overrides_of(file));
}

uint64_t file_size(const File *file)
{
    return atomic_load_explicit(&file->len, memory_order_relaxed);
}

int file_errno(const File *file)
{
    return atomic_load_explicit(&file->cause, memory_order_relaxed);
}

uint32_t file_generation(const File *file)
{
    return generation_of(look(file));
}

bool file_is_read(const File *file)
{
    FileState state = state_of(look(file));
    return state == STATE_READY || state == STATE_PASSING || state == STATE_FAILED;
}

bool file_is_known(const File *file)
{
    FileState state = state_of(look(file));
    return state != STATE_EMPTY && state != STATE_LOADING;
}

static void note_change(File *file)
{
    /* release: pairs with the acquire in store_changes; who sees the number sees the generation */
    atomic_fetch_add_explicit(&file_store(file)->changes, 1, memory_order_release);
}

uint64_t store_changes(const Store *store)
{
    return atomic_load_explicit(&store->changes, memory_order_acquire);
}

uint64_t store_fingerprint(const struct stat *facts)
{
    return body_fingerprint(facts);
}

void file_init(File *file, uint32_t slot, EntryKind kind, unsigned flags)
{
    bool has_bytes = kind == ENTRY_FILE;
    uint64_t word = ONE_GENERATION | (has_bytes ? STATE_EMPTY : STATE_FAILED);
    atomic_init(&file->word, word);
    file->slot = slot;
    atomic_init(&file->refs, 1);
    atomic_init(&file->overrides, (unsigned char)(flags & (ENTRY_BINARY | ENTRY_TEXT)));
    if (has_bytes)
        return;
    atomic_init(&file->facts, FACT_ABSENT);
    atomic_init(&file->cause, kind == ENTRY_SYMLINK ? ELOOP : EINVAL);
    file_account(file, 1);
}

void file_set_flags(File *file, unsigned flags)
{
    unsigned char wanted = (unsigned char)(flags & (ENTRY_BINARY | ENTRY_TEXT));
    if (overrides_of(file) == wanted)
        return;
    bool was_binary = file_text(file) == TEXT_BINARY;
    atomic_store_explicit(&file->overrides, wanted, memory_order_relaxed);
    bool is_binary = file_text(file) == TEXT_BINARY;
    if (was_binary != is_binary && file_is_known(file))
        figure_add(&file_store(file)->binary_files, is_binary ? 1 : (uint64_t)-1);
}

/* Moves the word on from LOADING, and wakes who waits for that. */
static void finish_loading(File *file, FileState state, unsigned pins)
{
    uint64_t word = look(file);
    while (!swap(file, &word, (uint64_t)generation_of(word) << 32 | pins * ONE_PIN | state))
        continue;
    if (!(word & WAITED_FOR))
        return;
    Store *store = file_store(file);
    pthread_mutex_lock(&store->wait_lock);
    pthread_cond_broadcast(&store->has_loaded);
    pthread_mutex_unlock(&store->wait_lock);
}

static void wait_for_loader(File *file)
{
    Store *store = file_store(file);
    pthread_mutex_lock(&store->wait_lock);
    for (uint64_t word = look(file); state_of(word) == STATE_LOADING;) {
        if (!(word & WAITED_FOR) && !swap(file, &word, word | WAITED_FOR))
            continue;
        pthread_cond_wait(&store->has_loaded, &store->wait_lock);
        word = look(file);
    }
    pthread_mutex_unlock(&store->wait_lock);
}

static void forget_newlines(File *file)
{
    free(atomic_exchange_explicit(&file->span_newlines, NULL, memory_order_relaxed));
}

/* Takes the file's bytes away, out of the account too. In LOADING, or when nobody can reach the file. */
static void give_back_bytes(File *file)
{
    file_account(file, -1);
    body_release(file_store(file),
                 &(Body){.data = file->data, .len = file_size(file), .owner = file->owner, .tier = file->tier});
    file->data = NULL;
    file->owner = NULL;
    file->tier = TIER_NONE;
}

/* The same, and what is known of them. */
static void forget_bytes(File *file)
{
    give_back_bytes(file);
    forget_newlines(file);
    atomic_store_explicit(&file->print, 0, memory_order_relaxed);
}

/* True when it has moved on to a new generation. */
static bool expire(File *file, uint32_t generation)
{
    for (uint64_t word = look(file); generation_of(word) == generation;) {
        FileState state = state_of(word);
        if (state == STATE_EMPTY)
            return false;
        if (state == STATE_LOADING) {
            wait_for_loader(file);
            word = look(file);
        } else if (state == STATE_DRAINING || state == STATE_PASSED || (word & PINS_MASK)) {
            if (swap(file, &word, with_state(word, STATE_DRAINING) + ONE_GENERATION))
                return true;
        } else if (swap(file, &word, with_state(word, STATE_LOADING) + ONE_GENERATION)) {
            forget_bytes(file);
            finish_loading(file, STATE_EMPTY, 0);
            return true;
        }
    }
    return false;
}

void file_expire(File *file, uint32_t generation)
{
    if (expire(file, generation))
        note_change(file);
}

/* In LOADING, of a file without bytes: of its generation only the fingerprint is known. */
static void begin_expecting(File *file, uint64_t print)
{
    atomic_store_explicit(&file->len, 0, memory_order_relaxed);
    atomic_store_explicit(&file->facts, 0, memory_order_relaxed);
    atomic_store_explicit(&file->print, print, memory_order_relaxed);
    file_account(file, 1);
}

uint32_t file_expect(File *file, uint64_t fingerprint)
{
    uint64_t word = look(file);
    while (state_of(word) == STATE_EMPTY || state_of(word) == STATE_LOADING) {
        if (state_of(word) == STATE_LOADING) {
            wait_for_loader(file);
        } else if (swap(file, &word, with_state(word, STATE_LOADING))) {
            begin_expecting(file, fingerprint);
            finish_loading(file, STATE_EXPECTED, 0);
        }
        word = look(file);
    }
    FileState state = state_of(word);
    bool is_settled = state == STATE_READY || state == STATE_PASSING || state == STATE_EXPECTED;
    uint64_t print = atomic_load_explicit(&file->print, memory_order_relaxed);
    return is_settled && print == fingerprint ? generation_of(word) : 0;
}

uint32_t file_settled_generation(File *file, uint64_t *print)
{
    uint64_t word = look(file);
    while (state_of(word) == STATE_LOADING) {
        wait_for_loader(file);
        word = look(file);
    }
    *print = atomic_load_explicit(&file->print, memory_order_relaxed);
    return generation_of(word);
}

void file_release(File *file)
{
    /* acq_rel: what other holders did with it happened before its end */
    if (atomic_fetch_sub_explicit(&file->refs, 1, memory_order_acq_rel) != 1)
        return;
    FileChunk *chunk = (FileChunk *)(void *)((char *)(file - file->slot) - offsetof(FileChunk, files));
    if (file_is_known(file))
        forget_bytes(file);
    if (atomic_fetch_sub_explicit(&chunk->live, 1, memory_order_acq_rel) == 1)
        free(chunk);
}

bool file_retire(File *file, bool comes_back)
{
    uint64_t word = look(file);
    if (state_of(word) != STATE_READY || word & PINS_MASK || !swap(file, &word, with_state(word, STATE_LOADING)))
        return false;
    if (file->tier == TIER_MAPPED && region_is_poisoned(file->owner)) {
        finish_loading(file, STATE_READY, 0); /* the next pin finds out */
        return false;
    }
    give_back_bytes(file);
    file_account(file, 1);
    finish_loading(file, comes_back ? STATE_EXPECTED : STATE_PASSING, 0);
    return true;
}

static void unpin_resident(File *file)
{
    /* acq_rel: this reader is done before the bytes go, whoever lets them go */
    uint64_t before = atomic_fetch_sub_explicit(&file->word, ONE_PIN, memory_order_acq_rel);
    assert(before & PINS_MASK);
    bool is_expired = state_of(before) == STATE_DRAINING || state_of(before) == STATE_PASSED;
    if (!is_expired || (before & PINS_MASK) != ONE_PIN)
        return;
    /* The last pin on old bytes. New pins are passing meanwhile: only the generation, and what they know, can change.
     */
    uint64_t word = look(file);
    while (!swap(file, &word, with_state(word, STATE_LOADING)))
        continue;
    uint64_t print = atomic_load_explicit(&file->print, memory_order_relaxed);
    forget_bytes(file);
    if (state_of(word) == STATE_PASSED)
        begin_expecting(file, print);
    finish_loading(file, state_of(word) == STATE_PASSED ? STATE_EXPECTED : STATE_EMPTY, 0);
}

static bool is_poisoned(const Pin *pin)
{
    if (pin->windows)
        return pin_windows_are_short(pin->windows);
    if (pin->hold) {
        const Body *body = &((const Passing *)pin->hold)->body;
        return body->tier == TIER_MAPPED && region_is_poisoned(body->owner);
    }
    return pin->file->tier == TIER_MAPPED && region_is_poisoned(pin->file->owner);
}

bool file_pin_is_intact(const Pin *pin)
{
    return !is_poisoned(pin);
}

void file_unpin(Pin *pin)
{
    if (is_poisoned(pin))
        file_expire(pin->file, pin->generation);
    if (pin->windows)
        pin_windows_close(pin->windows);
    if (pin->hold) {
        Passing *passing = pin->hold;
        body_release(file_store(pin->file), &passing->body);
        free(passing);
    } else {
        unpin_resident(pin->file);
    }
    *pin = (Pin){0};
}

uint64_t file_pin_fingerprint(const Pin *pin)
{
    const File *file = pin->file;
    /* acquire: pairs with the release in note_passed; who sees its fingerprint sees the later generation */
    uint64_t print = atomic_load_explicit(&file->print, memory_order_acquire);
    uint64_t word = look(file);
    if (!pin->hold)
        return generation_of(word) == pin->generation ? print : 0;
    uint64_t own = ((const Passing *)pin->hold)->body.print;
    bool is_settled = state_of(word) == STATE_PASSING && generation_of(word) == pin->generation;
    return is_settled && own == print ? own : 0;
}

static const HoleMap *holes_of(Tier tier, const void *owner)
{
    return tier == TIER_MAPPED ? ((const Region *)owner)->holes : NULL;
}

static void fill_pin(Pin *pin, File *file, uint32_t generation)
{
    bool has_bytes = file->tier != TIER_WINDOW;
    *pin = (Pin){
        .bytes = slice_of(file->data, has_bytes ? (size_t)file_size(file) : 0),
        .size = file_size(file),
        .file = file,
        .generation = generation,
        .text = file_text(file),
        .holes = holes_of(file->tier, file->owner),
    };
}

/* A pin with bytes of its own. */
static void fill_passing_pin(Pin *pin, File *file, uint32_t generation, const Body *body)
{
    Passing *passing = mem_alloc(sizeof *passing);
    passing->body = *body;
    figure_add(&file_store(file)->passing_pins, 1);
    *pin = (Pin){
        .bytes = slice_of(body->data, body->tier == TIER_WINDOW ? 0 : (size_t)body->len),
        .size = body->len,
        .file = file,
        .generation = generation,
        .text = text_of(body->facts, overrides_of(file)),
        .hold = passing,
        .holes = holes_of(body->tier, body->owner),
    };
}

typedef enum Outcome {
    PINNED,
    NOTHING_THERE,
    LOOK_AGAIN,
} Outcome;

/* Gets a pin of the last tier, which has no bytes so far, ready to read the file with that fingerprint. */
static Outcome open_windows(const Snapshot *snapshot, uint32_t index, uint64_t print, Pin *pin)
{
    pin->windows = pin_windows_open(snapshot, index, print);
    if (pin->windows) {
        pin->bytes = pin_windows_head(pin->windows);
        pin->holes = pin_windows_holes(pin->windows);
        figure_add(&file_store(pin->file)->windowed_pins, 1);
        return PINNED;
    }
    /* It is another one now, or cannot be opened any more. */
    file_expire(pin->file, pin->generation);
    file_unpin(pin);
    return LOOK_AGAIN;
}

/* A pin on resident bytes is ready but for the last tier. */
static Outcome finish_pin(const Snapshot *snapshot, uint32_t index, Pin *pin)
{
    if (pin->file->tier != TIER_WINDOW)
        return PINNED;
    return open_windows(snapshot, index, file_pin_fingerprint(pin), pin);
}

/* In LOADING: reads the file and publishes what came of it. */
static Outcome load(const Snapshot *snapshot, uint32_t index, Pin *pin)
{
    File *file = snapshot->files[index];
    uint32_t generation = file_generation(file);
    Body body;
    uint64_t expected = atomic_load_explicit(&file->print, memory_order_relaxed);
    bool ok = body_read(snapshot, index, true, &body);
    bool is_other = expected != 0 && body.print != expected;
    if (is_other) {
        atomic_fetch_add_explicit(&file->word, ONE_GENERATION, memory_order_relaxed); /* published below */
        generation++;
        forget_newlines(file);
    }
    bool stays = ok && !body.is_passing;
    file->data = stays ? body.data : NULL;
    file->owner = stays ? body.owner : NULL;
    file->tier = stays ? (unsigned char)body.tier : TIER_NONE;
    atomic_store_explicit(&file->len, body.len, memory_order_relaxed);
    atomic_store_explicit(&file->print, body.print, memory_order_relaxed);
    atomic_store_explicit(&file->facts, (unsigned char)body.facts, memory_order_relaxed);
    atomic_store_explicit(&file->cause, (int16_t)body.cause, memory_order_relaxed);
    file_account(file, 1);
    if (stays && body.tier == TIER_PACKED)
        slab_touch(body.data, atomic_load_explicit(&file->use, memory_order_relaxed));
    if (stays)
        fill_pin(pin, file, generation);
    else if (ok)
        fill_passing_pin(pin, file, generation, &body);
    finish_loading(file, !ok ? STATE_FAILED : stays ? STATE_READY : STATE_PASSING, stays ? 1 : 0);
    if (is_other)
        note_change(file);
    if (!ok)
        return NOTHING_THERE;
    return stays ? finish_pin(snapshot, index, pin) : PINNED;
}

/* While old bytes are pinned: what was read now, with that fingerprint, is what the file's generation stands for, and
 * what is read of it later is compared with that. False when it has another generation, or none is pinned any more. */
static bool note_passed(File *file, uint64_t word, uint64_t print)
{
    Store *store = file_store(file);
    uint32_t generation = generation_of(word);
    bool is_noted = false;
    pthread_mutex_lock(&store->wait_lock);
    word = look(file);
    while (!is_noted && state_of(word) == STATE_DRAINING && generation_of(word) == generation) {
        /* release: see file_pin_fingerprint */
        atomic_store_explicit(&file->print, print, memory_order_release);
        is_noted = swap(file, &word, with_state(word, STATE_PASSED));
    }
    pthread_mutex_unlock(&store->wait_lock);
    return is_noted;
}

static Outcome pin_passing(const Snapshot *snapshot, uint32_t index, uint64_t word, Pin *pin)
{
    File *file = snapshot->files[index];
    uint32_t generation = generation_of(word);
    uint64_t print = atomic_load_explicit(&file->print, memory_order_relaxed);
    Body body;
    bool ok = body_read(snapshot, index, false, &body);
    if (state_of(word) != STATE_DRAINING && (!ok || body.print != print)) {
        /* No longer what the known facts are about, or what other passing pins have. */
        if (ok)
            body_release(file_store(file), &body);
        file_expire(file, generation);
        return LOOK_AGAIN;
    }
    if (!ok)
        return NOTHING_THERE;
    if (state_of(word) == STATE_DRAINING && !note_passed(file, word, body.print)) {
        body_release(file_store(file), &body);
        return LOOK_AGAIN;
    }
    fill_passing_pin(pin, file, generation, &body);
    return body.tier == TIER_WINDOW ? open_windows(snapshot, index, body.print, pin) : PINNED;
}

static Outcome pin_resident(File *file, uint64_t word, Pin *pin)
{
    if (!swap(file, &word, word + ONE_PIN))
        return LOOK_AGAIN;
    fill_pin(pin, file, generation_of(word));
    if (!is_poisoned(pin))
        return PINNED;
    file_unpin(pin);
    return LOOK_AGAIN;
}

static Outcome pin_ready(const Snapshot *snapshot, uint32_t index, uint64_t word, Pin *pin)
{
    Outcome outcome = pin_resident(snapshot->files[index], word, pin);
    return outcome == PINNED ? finish_pin(snapshot, index, pin) : outcome;
}

/* A failure that says nothing about the file. */
static bool may_pass(int cause)
{
    return cause == EMFILE || cause == ENFILE || cause == ENOMEM || cause == EAGAIN || cause == EINTR;
}

static Outcome try_pin(const Snapshot *snapshot, uint32_t index, Pin *pin)
{
    File *file = snapshot->files[index];
    uint64_t word = look(file);
    switch (state_of(word)) {
    case STATE_READY:
        return pin_ready(snapshot, index, word, pin);
    case STATE_EMPTY:
        if (!swap(file, &word, with_state(word, STATE_LOADING)))
            return LOOK_AGAIN;
        return load(snapshot, index, pin);
    case STATE_LOADING:
        wait_for_loader(file);
        return LOOK_AGAIN;
    case STATE_PASSING:
        if (!retire_lets_in(snapshot, file))
            return pin_passing(snapshot, index, word, pin);
        if (!swap(file, &word, with_state(word, STATE_LOADING)))
            return LOOK_AGAIN;
        file_account(file, -1);
        return load(snapshot, index, pin);
    case STATE_DRAINING:
    case STATE_PASSED:
        return pin_passing(snapshot, index, word, pin);
    case STATE_EXPECTED:
        if (!swap(file, &word, with_state(word, STATE_LOADING)))
            return LOOK_AGAIN;
        file_account(file, -1);
        return load(snapshot, index, pin);
    case STATE_FAILED:
        if (!may_pass(file_errno(file)))
            return NOTHING_THERE;
        if (!swap(file, &word, with_state(word, STATE_LOADING)))
            return LOOK_AGAIN;
        file_account(file, -1);
        return load(snapshot, index, pin);
    }
    return NOTHING_THERE;
}

bool file_pin(const Snapshot *snapshot, uint32_t index, Pin *pin)
{
    Outcome outcome;
    do
        outcome = try_pin(snapshot, index, pin);
    while (outcome == LOOK_AGAIN);
    return outcome == PINNED;
}

bool file_pin_resident(const Snapshot *snapshot, uint32_t index, uint32_t generation, Pin *pin)
{
    File *file = snapshot->files[index];
    for (;;) {
        uint64_t word = look(file);
        if (state_of(word) != STATE_READY || generation_of(word) != generation)
            return false;
        if (pin_resident(file, word, pin) != PINNED)
            continue;
        if (file->tier != TIER_WINDOW)
            return true;
        file_unpin(pin);
        return false;
    }
}
