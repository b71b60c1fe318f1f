/* From match to match: find.h's walk, turned around for lines that do not match, and sieved by the filter.
 *
 *     find_each --matches--> [the lines between them] --> [lines that the filter shows] --> visit */
#include "tui/views/pager_seek.h"

typedef struct Walk {
    const PagerSeek *seek;
    uint64_t to;
    FindVisit *visit;
    void *context;
    uint64_t line;                 /* inverted: the first line that is not known to match */
    uint64_t seen_start, seen_end; /* the line that was asked of the filter last */
    bool is_seen_shown;
    bool has_ended;
} Walk;

static bool is_cancelled(const PagerSeek *seek)
{
    /* relaxed: nothing is handed over */
    return seek->finder.cancel && atomic_load_explicit(seek->finder.cancel, memory_order_relaxed);
}

static bool is_shown(Walk *walk, uint64_t offset)
{
    const PagerSeek *seek = walk->seek;
    if (!seek->filter)
        return true;
    if (offset >= walk->seen_start && offset < walk->seen_end)
        return walk->is_seen_shown;
    Finder finder = seek->finder;
    FindMatch match;
    finder.pattern = seek->filter;
    walk->seen_start = document_line_start(finder.document, offset);
    walk->seen_end = document_next_line(finder.document, offset);
    walk->is_seen_shown = find_first(&finder, walk->seen_start, walk->seen_end, &match) != seek->is_filter_inverted;
    return walk->is_seen_shown;
}

static bool pass(Walk *walk, FindMatch match)
{
    if (is_shown(walk, match.start) && !walk->visit(walk->context, match))
        walk->has_ended = true;
    return !walk->has_ended && !is_cancelled(walk->seek);
}

static bool take_match(void *context, FindMatch match)
{
    return pass(context, match);
}

/* The lines before `end` that were not known to match do not. */
static bool pass_lines(Walk *walk, uint64_t end)
{
    const Document *document = walk->seek->finder.document;
    while (walk->line < end && walk->line < walk->to) {
        uint64_t next = document_next_line(document, walk->line);
        if (!pass(walk, (FindMatch){walk->line, next}) || next <= walk->line)
            return false;
        walk->line = next;
    }
    return true;
}

static bool take_other_lines(void *context, FindMatch match)
{
    Walk *walk = context;
    const Document *document = walk->seek->finder.document;
    if (match.start < walk->line)
        return true;
    uint64_t start = document_line_start(document, match.start);
    if (!pass_lines(walk, start) || start >= walk->to)
        return false;
    walk->line = document_next_line(document, match.start);
    return true;
}

static void walk_other_lines(Walk *walk, uint64_t from)
{
    const Finder *finder = &walk->seek->finder;
    uint64_t size = document_size(finder->document);
    walk->to = walk->to < size ? walk->to : size;
    if (from >= walk->to)
        return;
    uint64_t start = document_line_start(finder->document, from);
    walk->line = start == from ? from : document_next_line(finder->document, from);
    if (walk->line >= walk->to)
        return;
    find_each(finder, walk->line, document_next_line(finder->document, walk->to - 1), take_other_lines, walk);
    if (!walk->has_ended && !is_cancelled(walk->seek))
        pass_lines(walk, walk->to);
}

void pager_seek_each(const PagerSeek *seek, uint64_t from, uint64_t to, FindVisit *visit, void *context)
{
    Walk walk = {.seek = seek, .to = to, .visit = visit, .context = context};
    if (seek->is_inverted)
        walk_other_lines(&walk, from);
    else
        find_each(&seek->finder, from, to, take_match, &walk);
}

typedef struct Kept {
    FindMatch match;
    bool has_any;
    bool is_first_enough;
} Kept;

static bool keep(void *context, FindMatch match)
{
    Kept *kept = context;
    kept->match = match;
    kept->has_any = true;
    return !kept->is_first_enough;
}

static bool is_plain(const PagerSeek *seek)
{
    return !seek->is_inverted && !seek->filter;
}

static bool seek_kept(const PagerSeek *seek, uint64_t from, uint64_t to, bool is_first, FindMatch *match)
{
    Kept kept = {.is_first_enough = is_first};
    pager_seek_each(seek, from, to, keep, &kept);
    *match = kept.match;
    return kept.has_any;
}

bool pager_seek_first(const PagerSeek *seek, uint64_t from, uint64_t to, FindMatch *match)
{
    return is_plain(seek) ? find_first(&seek->finder, from, to, match) : seek_kept(seek, from, to, true, match);
}

bool pager_seek_last(const PagerSeek *seek, uint64_t from, uint64_t to, FindMatch *match)
{
    return is_plain(seek) ? find_last(&seek->finder, from, to, match) : seek_kept(seek, from, to, false, match);
}
