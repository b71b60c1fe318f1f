/* Messages for the user on standard error: "ken: ...", control bytes made visible. Any thread. */
#pragma once

void report(const char *format, ...) __attribute__((format(printf, 1, 2)));
