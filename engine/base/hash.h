/* FNV-1a (Fowler, Noll, Vo), 64 bits: a small hash of short runs of bytes, where nobody chooses them to collide. Pure.
 */
#pragma once

#include <stdint.h>

#include "engine/base/slice.h"

#define HASH_START 0xcbf29ce484222325u

/* Goes on from `hash`, HASH_START at first. */
static inline uint64_t hash_bytes(uint64_t hash, Slice bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        hash = (hash ^ (unsigned char)bytes.data[i]) * 0x100000001b3u;
    return hash;
}
