/* The process that stands between ken and libgit2: one thread, a child a request. It
 * loads and starts the library, and asks it nothing. */
#pragma once

/* Serves requests from the socket until the other end is closed. Never returns. Called right after fork. */
_Noreturn void nursery_run(int socket_fd);
