/* What a person waits for, measured through a real terminal of 160x48: the first frame, the complete list of files, and
 * for each key of a query the frame with the complete count; beside whole runs of `rg -c` for the same text.
 *
 *     bench_terminal FOLDER QUERY [ROUNDS]
 *
 * A key's frame is complete when the count says so and nothing more has come for a while; its time is that of the last
 * bytes. Prints tab-separated medians, in milliseconds, which tests/bench/report turns into a table:
 *
 *     terminal  key     typed so far  -     ken    rg  bytes sent
 *     terminal  figure  -             name  value  -   - */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/program.h"
#include "tests/support/median.h"
#include "tests/support/vt.h"

enum { ROUNDS_MOST = 25, QUERY_MOST = 64 };

/* Reads until nothing has come for `quiet_ms` and the count is complete; when the last bytes came. */
static double wait_settled(Vt *vt, double quiet_ms, double most_ms)
{
    double start = vt_now();
    while (vt_now() - start < most_ms) {
        size_t before = vt_received(vt);
        vt_pump(vt, quiet_ms);
        if (vt_received(vt) == before && !strstr(vt_row(vt, 0), "≥"))
            break;
    }
    return vt_last_output(vt);
}

typedef struct Round {
    double first_frame, listed;
    double keys[QUERY_MOST];
    double rg[QUERY_MOST];
    size_t bytes[QUERY_MOST];
} Round;

static void type_query(const char *query, Round *round)
{
    const char *const argv[] = {KEN_PROGRAM, NULL};
    const char *const env[] = {"XDG_STATE_HOME=/nonexistent", "XDG_CONFIG_HOME=/nonexistent", NULL};
    double start = vt_now();
    Vt *vt = vt_start(&(VtOptions){.columns = 160, .rows = 48, .argv = argv, .env = env});
    if (!vt_until(vt, "❯", 10000))
        exit(1);
    round->first_frame = vt_last_output(vt) - start;
    if (!vt_until(vt, " files", 20000))
        exit(1);
    round->listed = wait_settled(vt, 400, 20000) - start; /* settles once everything is listed and read */
    for (size_t i = 0; i < QUERY_MOST && query[i]; i++) {
        size_t before = vt_received(vt);
        double pressed = vt_now();
        vt_send(vt, query + i, 1);
        round->keys[i] = wait_settled(vt, 120, 20000) - pressed;
        round->bytes[i] = vt_received(vt) - before;
    }
    vt_type(vt, "\x03");
    vt_wait_exit(vt, 5000);
    vt_free(vt);
}

/* ken takes what has no capital letter without regard to case, and so does rg here. */
static void run_rg(const char *query, Round *round)
{
    char text[QUERY_MOST + 1];
    QueryClass typed = {.pattern = text, .is_caseless = strpbrk(query, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == NULL};
    for (size_t i = 0; i < QUERY_MOST && query[i]; i++) {
        snprintf(text, sizeof text, "%.*s", (int)i + 1, query);
        round->rg[i] = program_run(program_find("rg"), &typed, NULL).ms;
    }
}

/* The median of one figure of all rounds: the double at that offset. */
static double median_of(const Round *all, int rounds, size_t offset)
{
    double times[ROUNDS_MOST];
    for (int r = 0; r < rounds; r++)
        memcpy(&times[r], (const char *)&all[r] + offset, sizeof times[r]);
    return median(times, rounds);
}

int main(int argc, char **argv)
{
    if (argc < 3 || chdir(argv[1]) != 0) {
        fprintf(stderr, "usage: bench_terminal FOLDER QUERY [ROUNDS]\n");
        return 2;
    }
    const char *query = argv[2];
    int rounds = argc > 3 ? atoi(argv[3]) : 5;
    if (rounds < 1 || rounds > ROUNDS_MOST)
        rounds = 5;
    static Round all[ROUNDS_MOST];
    for (int r = 0; r < rounds; r++) {
        fprintf(stderr, "\rterminal: round %d of %d  ", r + 1, rounds);
        type_query(query, &all[r]);
        run_rg(query, &all[r]);
    }
    fputc('\n', stderr);
    printf("terminal\tfigure\t-\tfirst frame\t%.3f\t-\t-\n", median_of(all, rounds, offsetof(Round, first_frame)));
    printf("terminal\tfigure\t-\tlisted and read\t%.3f\t-\t-\n", median_of(all, rounds, offsetof(Round, listed)));
    for (size_t i = 0; i < QUERY_MOST && query[i]; i++)
        printf("terminal\tkey\t%.*s\t-\t%.3f\t%.3f\t%zu\n", (int)i + 1, query,
               median_of(all, rounds, offsetof(Round, keys) + i * sizeof(double)),
               median_of(all, rounds, offsetof(Round, rg) + i * sizeof(double)), all[rounds - 1].bytes[i]);
    return 0;
}
