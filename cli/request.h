/* Reading one JSON request of `ken serve`: fields with a default, and one sentence about what is wrong. */
#pragma once

#include <jansson.h>

#include "engine/base/error.h"
#include "engine/search/query.h"
#include "engine/tree/filter.h"

/* Each is false with `err` when the field is there and of another kind; `*value` stays as it is when it is absent. */
bool request_bool(const json_t *request, const char *key, bool *value, Error *err);
bool request_limit(const json_t *request, const char *key, size_t *value, Error *err);
/* The pattern (must be there; borrowed from the request) and its modes. */
bool request_query(const json_t *request, Query *query, Error *err);
/* What the field "globs" lets through: a reference for the caller, or NULL with `err`. */
PathFilter *request_filter(const json_t *request, Error *err);
