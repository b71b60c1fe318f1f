/* How common each byte is in source text: 0 = hardly ever, 255 = most. Logarithmic (a step is 9 %), measured over the
 * Linux kernel's tree. */
#pragma once

#include <stdint.h>

extern const uint8_t byte_commonness[256];
