/* Makes what no shell can, for the shell tests of this folder, in the current folder:
 *
 *     make_odd deep LEVELS [NAME]   folders in one another, a file "bottom.txt" in the last
 *     make_odd many COUNT           that many empty files in "many"
 *     make_odd socket NAME
 *     make_odd flip NAME            makes NAME a folder, a FIFO and a file in turn until it is ended */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int write_file(int folder, const char *name)
{
    static const char text[] = "needle\n";
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0)
        close(fd);
    return ok ? 0 : 1;
}

static int make_deep(long levels, const char *name)
{
    int folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (long i = 0; i < levels && folder >= 0; i++) {
        int above = folder;
        mkdirat(above, name, 0755);
        folder = openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        close(above);
    }
    return folder < 0 ? 1 : write_file(folder, "bottom.txt");
}

static int make_many(long count)
{
    mkdir("many", 0755);
    int folder = open("many", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (long i = 0; i < count; i++) {
        char name[32];
        snprintf(name, sizeof name, "%06ld", i);
        close(openat(folder, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    }
    return write_file(folder, "one-with-text");
}

static int make_socket(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", name);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    return fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : 1;
}

static _Noreturn void flip(const char *name)
{
    for (;;) {
        unlink(name);
        mkdir(name, 0755);
        rmdir(name);
        mkfifo(name, 0644);
        unlink(name);
        write_file(AT_FDCWD, name);
    }
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    if (strcmp(argv[1], "deep") == 0)
        return make_deep(strtol(argv[2], NULL, 10), argc > 3 ? argv[3] : "d");
    if (strcmp(argv[1], "many") == 0)
        return make_many(strtol(argv[2], NULL, 10));
    if (strcmp(argv[1], "socket") == 0)
        return make_socket(argv[2]);
    if (strcmp(argv[1], "flip") == 0)
        flip(argv[2]);
    return 2;
}
