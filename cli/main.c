/* The program: reads the command line, starts what must be there before any thread, and hands over. */
#include <fcntl.h>
#include <locale.h>
#include <unistd.h>

#include "cli/browse.h"
#include "cli/cache.h"
#include "cli/files.h"
#include "cli/grep.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/serve.h"
#include "cli/version.h"
#include "engine/base/mem.h"
#include "engine/store/fault.h"
#include "tui/term.h"

/* Where a standard descriptor is closed, the next file opened would get its number, and be read or written for it. What
 * takes its place refuses that as a closed one does; what is said on standard error goes nowhere. */
static void occupy_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)!open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_WRONLY);
}

/* In the signal handler of a fault that ends the program. */
static void restore_terminal(int signal)
{
    (void)signal;
    term_restore();
}

/* --help and --version. */
static int print_about(const Options *options)
{
    Buf out = {0};
    Error err;
    if (options->wants_help)
        options_print_help(options->command, &out);
    else
        version_print(&out);
    bool ok = output_write(buf_slice(&out), &err);
    buf_deinit(&out);
    if (!ok)
        report("%s", err.text);
    return ok ? EXIT_MATCHED : EXIT_TROUBLE;
}

static int run_command(const Options *options, GitHelper *git)
{
    switch (options->command) {
    case COMMAND_GREP:
        return grep_run(options, git);
    case COMMAND_FILES:
        return files_run(options, git);
    case COMMAND_SERVE:
        return serve_run(options, git);
    case COMMAND_CACHE:
        return cache_run(options);
    default:
        return browse_run(options, git);
    }
}

static int run(const Options *options)
{
    Error err;
    if (options->wants_help || options->wants_version)
        return print_about(options);
    if (!fault_install(options->command == COMMAND_BROWSE ? restore_terminal : NULL, &err)) {
        report("%s", err.text);
        return EXIT_TROUBLE;
    }
    GitHelper *git = git_helper_start(&err);
    if (!git)
        report("going on without git: %s", err.text);
    int status = run_command(options, git);
    if (git)
        git_helper_stop(git);
    return status;
}

int main(int argc, char **argv)
{
    Options options;
    Error err;
    mem_limit_arenas();
    mem_save_address_space();
    occupy_standard_descriptors();
    setlocale(LC_ALL, "");
    int status = EXIT_TROUBLE;
    if (options_parse(&options, argc, argv, !isatty(STDIN_FILENO), &err))
        status = run(&options);
    else
        report("%s", err.text);
    options_deinit(&options);
    return status;
}
