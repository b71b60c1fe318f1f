/* For coverage builds: the counters of a process are written when it leaves through exit. Many of ours leave otherwise:
 * git's helpers by _exit, a program that a signal ends by raise. The linker's --wrap sends both through here. */
#include <pthread.h>
#include <signal.h>

void __gcov_dump(void);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);
int __real_raise(int number);
int __wrap_raise(int number);

void __wrap__exit(int status)
{
    __gcov_dump();
    __real__exit(status);
}

int __wrap_raise(int number)
{
    __gcov_dump();
    return __real_raise(number);
}

/* Runs before the counters are written at exit, which takes a while: a ^C that is typed once the terminal is given back
 * would end the program there. */
__attribute__((destructor)) static void end_undisturbed(void)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
}
