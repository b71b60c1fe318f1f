/* The process that stands between ken and libgit2: one thread, no library, a child a request. */
#pragma once

/* Serves requests from the socket until the other end is closed. Never returns. Called right after fork. */
_Noreturn void nursery_run(int socket_fd);
