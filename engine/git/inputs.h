/* Which files a listing has been made from, so that whoever keeps it can tell whether they have changed. Only for
 * children of the nursery; includes no <git2.h>. */
#pragma once

#include <stdbool.h>

#include "engine/git/answer.h"

struct git_repository;

/* Answers, a FRAME_INPUT each, the files that libgit2 reads of the repository and of the user's configuration, and
 * those that are not there but would be read. A FRAME_UNSURE when they cannot all be named. */
void inputs_answer(Answer *answer, struct git_repository *repository);
/* What decides whether there is a repository in the folder of a work tree ("/" at its end). */
void inputs_answer_link(Answer *answer, const char *work_folder);
