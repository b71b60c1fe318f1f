/* `ken cache`: the signatures kept from run to run, and `ken cache clear`, which removes them. */
#pragma once

#include "cli/options.h"

int cache_run(const Options *options);
