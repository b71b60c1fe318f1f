/* Which files git attributes call binary or text, and which language they say. Only for children of the nursery. */
#pragma once

#include <stdbool.h>

#include "engine/base/slice.h"

struct git_repository;
struct git_index;

/* Where attributes that matter are set: looking one up is slow, and most repositories set none. */
typedef struct AttributeScopes AttributeScopes;

AttributeScopes *attribute_scopes_new(struct git_repository *repository, struct git_index *index);
void attribute_scopes_free(AttributeScopes *scopes);
/* GIT_ENTRY_BINARY, GIT_ENTRY_TEXT or 0; and in `language` the value of `linguist-language`, as long as `scopes` lives,
 * or "". */
unsigned attribute_look_up(AttributeScopes *scopes, const char *path, const char **language);
