/* Reading one JSON request of `ken serve`. */
#include "cli/request.h"

#include "cli/options.h"

bool request_bool(const json_t *request, const char *key, bool *value, Error *err)
{
    const json_t *field = json_object_get(request, key);
    if (!field)
        return true;
    if (!json_is_boolean(field))
        return error_set(err, "\"%s\" must be true or false", key);
    *value = json_is_true(field);
    return true;
}

bool request_limit(const json_t *request, const char *key, size_t *value, Error *err)
{
    const json_t *field = json_object_get(request, key);
    if (!field)
        return true;
    if (!json_is_integer(field) || json_integer_value(field) < 0)
        return error_set(err, "\"%s\" must be a whole number that is not negative", key);
    *value = (size_t)json_integer_value(field);
    return true;
}

static bool read_case(const json_t *request, CaseMode *mode, Error *err)
{
    static const char *const names[] = {
        [CASE_SMART] = "smart",
        [CASE_SENSITIVE] = "sensitive",
        [CASE_INSENSITIVE] = "insensitive",
    };
    const json_t *field = json_object_get(request, "case");
    if (!field)
        return true;
    const char *name = json_string_value(field);
    for (int i = CASE_SMART; name && i <= CASE_INSENSITIVE; i++) {
        if (strcmp(name, names[i]) == 0) {
            *mode = (CaseMode)i;
            return true;
        }
    }
    return error_set(err, "\"case\" must be \"smart\", \"sensitive\" or \"insensitive\"");
}

static bool read_regions(const json_t *request, unsigned *regions, Error *err)
{
    const json_t *field = json_object_get(request, "scope");
    const char *text = json_string_value(field);
    if (!field || (text && options_parse_regions(text, regions)))
        return true;
    return error_set(err, "\"scope\" must be \"code\", \"comment\", \"string\" or several with commas between");
}

bool request_query(const json_t *request, Query *query, Error *err)
{
    const json_t *pattern = json_object_get(request, "pattern");
    if (!json_is_string(pattern))
        return error_set(err, "\"pattern\" must be a string");
    *query = (Query){
        .pattern = slice_of(json_string_value(pattern), json_string_length(pattern)),
        .case_mode = CASE_SMART,
    };
    return request_bool(request, "literal", &query->is_literal, err) &&
           request_bool(request, "word", &query->is_word, err) && read_case(request, &query->case_mode, err) &&
           read_regions(request, &query->regions, err);
}

PathFilter *request_filter(const json_t *request, Error *err)
{
    const json_t *globs = json_object_get(request, "globs");
    PathFilter *filter = path_filter_new();
    bool ok = !globs || json_is_array(globs);
    for (size_t i = 0; ok && i < json_array_size(globs); i++) {
        const json_t *glob = json_array_get(globs, i);
        ok = json_is_string(glob);
        if (ok)
            path_filter_add_glob(filter, slice_of(json_string_value(glob), json_string_length(glob)));
    }
    if (ok)
        return filter;
    path_filter_release(filter);
    error_set(err, "\"globs\" must be a list of strings");
    return NULL;
}
