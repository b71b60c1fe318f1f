/* A line of any bytes for `ken serve`: its fields are read as what they should be, or refused with a sentence. */
#include "cli/request.h"
#include "engine/search/pattern.h"
#include "tests/fuzz/fuzz.h"

static void check_query(const json_t *request)
{
    Error err = {""};
    Query query;
    bool ok = request_query(request, &query, &err);
    FUZZ_EXPECT(ok == (err.text[0] == '\0'));
    if (!ok)
        return;
    FUZZ_EXPECT(query.case_mode <= CASE_INSENSITIVE && query.regions < IN_ALL);
    FUZZ_EXPECT(query.pattern.data && query.pattern.data[query.pattern.len] == '\0');
    PatternError wrong = {.offset = SIZE_MAX};
    Pattern *pattern = pattern_compile(&query, &wrong);
    FUZZ_EXPECT(pattern || wrong.offset <= query.pattern.len);
    pattern_release(pattern);
}

static void check_filter(const json_t *request)
{
    Error err = {""};
    PathFilter *filter = request_filter(request, &err);
    FUZZ_EXPECT((filter == NULL) == (err.text[0] != '\0'));
    if (!filter)
        return;
    const json_t *globs = json_object_get(request, "globs");
    FUZZ_EXPECT(path_filter_is_empty(filter) || json_array_size(globs) > 0);
    path_filter_accepts(filter, slice_from_cstr("drivers/net/main.c"));
    path_filter_release(filter);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_error_t wrong;
    json_t *request = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &wrong);
    if (!json_is_object(request)) {
        json_decref(request);
        return 0;
    }
    Error err = {""};
    size_t limit = 7;
    bool ok = request_limit(request, "limit", &limit, &err);
    FUZZ_EXPECT(ok == (err.text[0] == '\0') && (ok || limit == 7));
    check_query(request);
    check_filter(request);
    json_decref(request);
    return 0;
}
