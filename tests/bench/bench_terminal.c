/* What a person waits for, measured through a real terminal of 160x48: the first frame, the complete list of files, and
 * for each key of a query the frame with the complete count; beside whole runs of `rg -c` for the same text.
 *
 *     bench_terminal PROGRAM FOLDER QUERY [ROUNDS]
 *
 * A key's frame is complete when the count says so and nothing more has come for a while; its time is that of the last
 * bytes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/median.h"
#include "tests/support/vt.h"

enum { ROUNDS_MOST = 25, QUERY_MOST = 64 };

/* A whole `rg -c` over the folder, its output through a pipe. */
static double time_rg(const char *folder, const char *text, uint64_t *lines)
{
    double start = vt_now();
    int ends[2];
    if (pipe(ends) != 0)
        exit(1);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execlp("rg", "rg", "-c", "-S", "--no-config", "-e", text, folder, NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *out = fdopen(ends[0], "r");
    char line[8192];
    *lines = 0;
    while (fgets(line, sizeof line, out)) {
        const char *colon = strrchr(line, ':');
        *lines += colon ? strtoull(colon + 1, NULL, 10) : 0;
    }
    fclose(out);
    waitpid(pid, NULL, 0);
    return vt_now() - start;
}

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
    size_t bytes[QUERY_MOST];
    char header[512];
} Round;

static void run_round(const char *program, const char *folder, const char *query, Round *round)
{
    const char *const argv[] = {program, folder, NULL};
    const char *const env[] = {"XDG_STATE_HOME=/nonexistent", "XDG_CONFIG_HOME=/nonexistent", NULL};
    double start = vt_now();
    Vt *vt = vt_start(&(VtOptions){.columns = 160, .rows = 48, .argv = argv, .env = env});
    if (!vt_until(vt, "❯", 10000))
        exit(1);
    round->first_frame = vt_last_output(vt) - start;
    if (!vt_until(vt, " files", 20000))
        exit(1);
    round->listed = wait_settled(vt, 400, 20000) - start; /* settles once everything is listed and read */
    for (size_t i = 0; query[i] && i < QUERY_MOST; i++) {
        size_t before = vt_received(vt);
        double pressed = vt_now();
        vt_send(vt, query + i, 1);
        round->keys[i] = wait_settled(vt, 120, 20000) - pressed;
        round->bytes[i] = vt_received(vt) - before;
    }
    snprintf(round->header, sizeof round->header, "%s", vt_row(vt, 0));
    vt_type(vt, "\x03");
    vt_wait_exit(vt, 5000);
    vt_free(vt);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: bench_terminal PROGRAM FOLDER QUERY [ROUNDS]\n");
        return 2;
    }
    const char *query = argv[3];
    int rounds = argc > 4 ? atoi(argv[4]) : 5;
    if (rounds < 1 || rounds > ROUNDS_MOST)
        rounds = 5;
    static Round all[ROUNDS_MOST];
    double times[ROUNDS_MOST];
    for (int r = 0; r < rounds; r++)
        run_round(argv[1], argv[2], query, &all[r]);
    for (int r = 0; r < rounds; r++)
        times[r] = all[r].first_frame;
    printf("first frame            %8.1f ms\n", median(times, rounds));
    for (int r = 0; r < rounds; r++)
        times[r] = all[r].listed;
    printf("all listed and read    %8.1f ms\n", median(times, rounds));
    printf("%-18s %12s %12s %8s %12s\n", "query", "ken, ms", "rg -c, ms", "ratio", "bytes sent");
    for (size_t i = 0; query[i] && i < QUERY_MOST; i++) {
        char text[QUERY_MOST + 1];
        uint64_t lines = 0;
        snprintf(text, sizeof text, "%.*s", (int)i + 1, query);
        for (int r = 0; r < rounds; r++)
            times[r] = all[r].keys[i];
        double ken = median(times, rounds);
        for (int r = 0; r < rounds; r++)
            times[r] = time_rg(argv[2], text, &lines);
        double rg = median(times, rounds);
        printf("%-18s %12.1f %12.1f %7.1fx %12zu   rg: %llu lines\n", text, ken, rg, rg / ken, all[rounds - 1].bytes[i],
               (unsigned long long)lines);
    }
    printf("last header: %s\n", all[rounds - 1].header);
    return 0;
}
