/* ken's side of the git helper: sends a request, reads the answer as it comes, and trusts none of it. */
#include "engine/git/git.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/git/nursery.h"
#include "engine/git/wire.h"

enum {
    USUAL_DEADLINE_MS = 10000,
    ATTRIBUTES_DEADLINE_MS = 30000,
    ORIGIN_DEADLINE_MS = 3000,
    GRACE_MS = 1000, /* for the nursery to say that the child was late */
    LOOK_EVERY_MS = 20,
    MOST_FAREWELL_MS = 200,
    FIRST_NAP_NS = 50000,
    LAST_NAP_NS = 1000000,
    READ_SIZE = 256 * 1024,
    PIPE_SIZE = 1024 * 1024,
};

struct GitHelper {
    pid_t pid; /* 0 when the nursery has ended */
    int socket_fd;
    pthread_mutex_t is_asking; /* held for a whole request; guards the two above */
};

/* An answer that is being read. */
typedef struct Reading {
    Buf unread;
    GitEntryFn *each;
    GitInputFn *each_input;
    GitListedFn *listed;
    void *context;
    GitListing *listing;
    GitOrigin *origin; /* NULL: a listing */
    uint32_t origin_wants;
    bool is_listed;
    bool has_ended;
    bool has_error;
    bool is_nonsense;
    char error[512];
    char language[LONGEST_LANGUAGE + 1]; /* of the entry that comes next */
} Reading;

typedef enum ReadEnd { READ_DONE, READ_LATE, READ_CANCELLED, READ_FAILED } ReadEnd;

static long long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

GitHelper *git_helper_start(Error *err)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
        error_set(err, "git helper: %s", strerror(errno));
        return NULL;
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        nursery_run(ends[1]);
    }
    close(ends[1]);
    if (pid < 0) {
        error_set(err, "git helper: %s", strerror(errno));
        close(ends[0]);
        return NULL;
    }
    GitHelper *helper = mem_zalloc(1, sizeof *helper);
    helper->pid = pid;
    helper->socket_fd = ends[0];
    pthread_mutex_init(&helper->is_asking, NULL);
    return helper;
}

/* What is left of a nursery that is gone or no longer answers. */
static void end_nursery(GitHelper *helper)
{
    if (helper->pid == 0)
        return;
    close(helper->socket_fd); /* the word to go, and to take its child along */
    pid_t reaped = 0;
    long long deadline = now_ms() + MOST_FAREWELL_MS;
    long nap_ns = FIRST_NAP_NS;
    while (reaped == 0 && now_ms() < deadline) {
        nanosleep(&(struct timespec){.tv_nsec = nap_ns}, NULL); /* as a rule it is gone after the first */
        reaped = waitpid(helper->pid, NULL, WNOHANG);
        nap_ns = nap_ns * 2 < LAST_NAP_NS ? nap_ns * 2 : LAST_NAP_NS;
    }
    if (reaped == 0)
        kill(helper->pid, SIGKILL);
    while (reaped == 0 && waitpid(helper->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    helper->pid = 0;
}

void git_helper_stop(GitHelper *helper)
{
    if (!helper)
        return;
    end_nursery(helper);
    pthread_mutex_destroy(&helper->is_asking);
    free(helper);
}

static bool is_cancelled(const GitListRequest *request)
{
    /* relaxed: a flag alone, no data goes with it */
    return request->is_cancelled && atomic_load_explicit(request->is_cancelled, memory_order_relaxed);
}

static bool send_all(int socket_fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t sent = send(socket_fd, data, len, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        data += sent;
        len -= (size_t)sent;
    }
    return true;
}

/* The pipe travels with the request's first bytes. */
static bool send_request(int socket_fd, WireRequest *request, const char *folder, int answer_fd)
{
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct iovec part = {request, sizeof *request};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    message.msg_control = control.space;
    message.msg_controllen = sizeof control.space;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &answer_fd, sizeof(int));
    ssize_t sent;
    do
        sent = sendmsg(socket_fd, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)sizeof *request && send_all(socket_fd, folder, request->folder_len);
}

static void set_text(char **field, Slice text)
{
    free(*field);
    *field = mem_strndup(text.data, text.len);
}

/* False for what has no place in the answer. */
static bool take_origin_frame(GitOrigin *origin, const WireFrame *frame, Slice bytes)
{
    switch (frame->tag) {
    case FRAME_PATH:
        if (git_path_is_safe(bytes))
            set_text(&origin->path, bytes);
        return true;
    case FRAME_REMOTE:
        set_text(&origin->remote, bytes);
        return true;
    case FRAME_URL:
        set_text(&origin->url, bytes);
        return true;
    case FRAME_COMMIT:
        set_text(&origin->commit, bytes);
        return true;
    case FRAME_STATE:
        origin->state = frame->detail;
        return true;
    default:
        return false;
    }
}

static void set_default(char **field)
{
    if (!*field)
        *field = mem_strdup("");
}

static bool has_root(const GitListing *listing)
{
    return listing->kind == GIT_WORK_TREE && listing->root && listing->root[0] == '/';
}

static void take_listed(Reading *reading)
{
    reading->is_nonsense = !reading->listed || reading->is_listed || reading->has_error || !has_root(reading->listing);
    if (reading->is_nonsense)
        return;
    reading->is_listed = true;
    set_default(&reading->listing->branch);
    set_default(&reading->listing->excludes_file);
    reading->listed(reading->context);
}

static void take_entry(Reading *reading, const WireFrame *frame, Slice path)
{
    if (git_path_is_safe(path)) {
        reading->listing->count += !reading->is_listed;
        reading->each(reading->context, path, frame->detail, slice_from_cstr(reading->language));
    }
    reading->language[0] = '\0';
}

static void take_frame(Reading *reading, const WireFrame *frame, Slice bytes)
{
    GitListing *listing = reading->listing;
    bool may_follow = frame->tag == FRAME_ENTRY || frame->tag == FRAME_LANGUAGE || frame->tag == FRAME_ERROR ||
                      frame->tag == FRAME_END;
    reading->is_nonsense = reading->is_listed && !may_follow; /* what was told is in use */
    if (reading->is_nonsense)
        return;
    switch (frame->tag) {
    case FRAME_ENTRY:
        take_entry(reading, frame, bytes);
        break;
    case FRAME_LANGUAGE:
        snprintf(reading->language, sizeof reading->language, "%.*s", bytes.len > LONGEST_LANGUAGE ? 0 : (int)bytes.len,
                 bytes.data);
        break;
    case FRAME_KIND:
        reading->is_nonsense = frame->detail > GIT_NOT_OWNED;
        listing->kind = reading->is_nonsense ? GIT_NONE : (GitKind)frame->detail;
        break;
    case FRAME_ROOT:
        set_text(&listing->root, bytes);
        break;
    case FRAME_GIT_DIR:
        set_text(&listing->git_dir, bytes);
        break;
    case FRAME_BRANCH:
        set_text(&listing->branch, bytes);
        break;
    case FRAME_EXCLUDES:
        set_text(&listing->excludes_file, bytes);
        break;
    case FRAME_INPUT:
        if (reading->each_input && bytes.len > 0 && bytes.data[0] == '/')
            reading->each_input(reading->context, bytes, frame->detail != 0);
        break;
    case FRAME_UNSURE:
        listing->has_other_inputs = true;
        break;
    case FRAME_LISTED:
        take_listed(reading);
        break;
    case FRAME_ERROR:
        reading->has_error = true;
        snprintf(reading->error, sizeof reading->error, "%.*s", (int)(bytes.len < 400 ? bytes.len : 400), bytes.data);
        break;
    case FRAME_END:
        reading->has_ended = true;
        break;
    default:
        reading->is_nonsense = !reading->origin || !take_origin_frame(reading->origin, frame, bytes);
    }
}

static void take_frames(Reading *reading)
{
    size_t at = 0;
    Buf *unread = &reading->unread;
    while (unread->len - at >= sizeof(WireFrame) && !reading->is_nonsense) {
        WireFrame frame;
        memcpy(&frame, unread->data + at, sizeof frame);
        reading->is_nonsense = reading->has_ended || frame.len > LONGEST_FRAME;
        if (reading->is_nonsense || unread->len - at - sizeof frame < frame.len)
            break;
        take_frame(reading, &frame, slice_of(unread->data + at + sizeof frame, frame.len));
        at += sizeof frame + frame.len;
    }
    memmove(unread->data, unread->data + at, unread->len - at);
    unread->len -= at;
}

/* Waits until `fd` has something, in small steps so that a cancel is seen. */
static ReadEnd wait_readable(const GitListRequest *request, int fd, long long deadline)
{
    for (;;) {
        struct pollfd polled = {.fd = fd, .events = POLLIN};
        int ready = poll(&polled, 1, LOOK_EVERY_MS);
        if (ready > 0)
            return READ_DONE;
        if (ready < 0 && errno != EINTR)
            return READ_FAILED;
        if (is_cancelled(request))
            return READ_CANCELLED;
        if (now_ms() >= deadline)
            return READ_LATE;
    }
}

static int attributes_deadline(const GitListRequest *request)
{
    return request->attributes_deadline_ms > 0 ? request->attributes_deadline_ms : ATTRIBUTES_DEADLINE_MS;
}

static ReadEnd read_answer(const GitListRequest *request, int answer_fd, long long deadline, Reading *reading)
{
    for (;;) {
        long long silent_until = request->silence_ms > 0 ? now_ms() + request->silence_ms : deadline;
        ReadEnd end = wait_readable(request, answer_fd, silent_until < deadline ? silent_until : deadline);
        if (end != READ_DONE)
            return end;
        if (is_cancelled(request))
            return READ_CANCELLED;
        buf_reserve(&reading->unread, READ_SIZE);
        ssize_t got = read(answer_fd, reading->unread.data + reading->unread.len, READ_SIZE);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return READ_FAILED;
        if (got == 0)
            return READ_DONE;
        reading->unread.len += (size_t)got;
        bool was_listed = reading->is_listed;
        take_frames(reading);
        if (reading->is_listed && !was_listed)
            deadline = now_ms() + attributes_deadline(request) + GRACE_MS;
        if (reading->is_nonsense)
            return READ_FAILED;
    }
}

/* The nursery's word about the child. It always comes, unless the nursery is in a bad way itself. */
static bool receive_reply(GitHelper *helper, WireReply *reply)
{
    struct pollfd polled = {.fd = helper->socket_fd, .events = POLLIN};
    long long deadline = now_ms() + GRACE_MS;
    int ready;
    do {
        long long left = deadline - now_ms();
        ready = poll(&polled, 1, left > 0 ? (int)left : 0);
    } while (ready < 0 && errno == EINTR);
    return ready > 0 && recv(helper->socket_fd, reply, sizeof *reply, MSG_WAITALL) == (ssize_t)sizeof *reply;
}

static bool judge(const char *folder, ReadEnd end, const WireReply *reply, const Reading *reading, Error *err)
{
    if (end == READ_CANCELLED || (reply->outcome == OUTCOME_CANCELLED && end != READ_LATE))
        return error_set(err, "%s: cancelled", folder);
    if (end == READ_LATE || reply->outcome == OUTCOME_LATE)
        return error_set(err, "%s: git did not answer in time", folder);
    if (reply->outcome == OUTCOME_DIED)
        return error_set(err, "%s: git's helper was ended by signal %d (%s)", folder, (int)reply->detail,
                         strsignal(reply->detail));
    if (reply->outcome == OUTCOME_NO_CHILD)
        return error_set(err, "%s: git's helper could not be started: %s", folder, strerror(reply->detail));
    if (reading->has_error)
        return error_set(err, "%s: %s", folder, reading->error);
    if (end == READ_FAILED || !reading->has_ended)
        return error_set(err, "%s: git's helper broke off", folder);
    if (reading->listing->kind == GIT_WORK_TREE && !has_root(reading->listing))
        return error_set(err, "%s: git's helper named no root", folder);
    return true;
}

/* Sends, reads, and hears how it ended. False when the nursery is lost. */
static bool converse(GitHelper *helper, const GitListRequest *request, int pipe_ends[2], Reading *reading, ReadEnd *end,
                     WireReply *reply)
{
    int deadline_ms = request->deadline_ms > 0 ? request->deadline_ms : USUAL_DEADLINE_MS;
    WireRequest wire = {.verb = VERB_LIST, .deadline_ms = (uint32_t)deadline_ms};
    wire.wants = (request->with_attributes ? WANT_ATTRIBUTES : 0) | (request->follow_worktree ? WANT_FOREIGN_ROOT : 0) |
                 (request->each_input ? WANT_INPUTS : 0) | (request->listed ? WANT_ATTRIBUTES_LAST : 0);
    if (request->listed) /* until the entries are told, the deadline is kept on this side alone */
        wire.deadline_ms += (uint32_t)attributes_deadline(request);
    wire.folder_len = (uint32_t)strlen(request->folder);
    if (reading->origin) {
        wire.verb = VERB_ORIGIN;
        wire.wants = reading->origin_wants;
    }
    bool is_sent = send_request(helper->socket_fd, &wire, request->folder, pipe_ends[1]);
    close(pipe_ends[1]);
    if (is_sent)
        *end = read_answer(request, pipe_ends[0], now_ms() + deadline_ms + GRACE_MS, reading);
    close(pipe_ends[0]);
    if (!is_sent)
        return false;
    WireRequest cancel = {.verb = VERB_CANCEL};
    if (*end != READ_DONE && !send_all(helper->socket_fd, (const char *)&cancel, sizeof cancel))
        return false;
    return receive_reply(helper, reply);
}

static bool open_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
#ifdef F_SETPIPE_SZ
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE); /* as a wish: fewer turns between the two */
#endif
    return true;
}

/* One request at a time: waits for another thread's, as long as this one may take. */
static bool lock_helper(GitHelper *helper, const GitListRequest *request, Error *err)
{
    long long deadline = now_ms() + (request->deadline_ms > 0 ? request->deadline_ms : USUAL_DEADLINE_MS);
    while (pthread_mutex_trylock(&helper->is_asking) != 0) {
        if (is_cancelled(request))
            return error_set(err, "%s: cancelled", request->folder);
        if (now_ms() >= deadline)
            return error_set(err, "%s: git is busy with another question", request->folder);
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return true;
}

static bool ask_locked(GitHelper *helper, const GitListRequest *request, Reading *reading, Error *err)
{
    int ends[2];
    if (helper->pid == 0)
        return error_set(err, "%s: git's helper has ended", request->folder);
    if (strlen(request->folder) > LONGEST_FOLDER)
        return error_set(err, "%.200s...: too long a path for git", request->folder);
    if (!open_pipe(ends))
        return error_set(err, "%s: %s", request->folder, strerror(errno));
    WireReply reply = {0};
    ReadEnd end = READ_FAILED;
    bool ok = converse(helper, request, ends, reading, &end, &reply);
    if (!ok) {
        end_nursery(helper);
        error_set(err, "%s: git's helper has ended", request->folder);
    } else {
        ok = judge(request->folder, end, &reply, reading, err);
    }
    buf_deinit(&reading->unread);
    return ok;
}

static bool ask(GitHelper *helper, const GitListRequest *request, Reading *reading, Error *err)
{
    if (!lock_helper(helper, request, err))
        return false;
    bool ok = ask_locked(helper, request, reading, err);
    pthread_mutex_unlock(&helper->is_asking);
    return ok;
}

bool git_list(GitHelper *helper, const GitListRequest *request, GitEntryFn *each, void *context, GitListing *listing,
              Error *err)
{
    *listing = (GitListing){.kind = GIT_NONE};
    Reading reading = {.each = each, .each_input = request->each_input, .listed = request->listed};
    reading.context = context;
    reading.listing = listing;
    if (!ask(helper, request, &reading, err)) {
        listing->lacks_attributes = reading.is_listed;
        if (!reading.is_listed)
            git_listing_deinit(listing);
        return reading.is_listed;
    }
    set_default(&listing->branch);
    set_default(&listing->excludes_file);
    return true;
}

static void ignore_entry(void *context, Slice path, unsigned flags, Slice language)
{
    (void)context;
    (void)path;
    (void)flags;
    (void)language;
}

static bool ask_origin(GitHelper *helper, const GitOriginRequest *request, uint32_t wants, GitOrigin *origin,
                       Error *err)
{
    GitListing listing = {.kind = GIT_NONE};
    GitListRequest wire = {
        .folder = request->path,
        .deadline_ms = request->deadline_ms > 0 ? request->deadline_ms : ORIGIN_DEADLINE_MS,
        .is_cancelled = request->is_cancelled,
    };
    *origin = (GitOrigin){.kind = GIT_NONE};
    Reading reading = {.each = ignore_entry, .listing = &listing, .origin = origin, .origin_wants = wants};
    bool ok = ask(helper, &wire, &reading, err);
    origin->kind = origin->path || listing.kind != GIT_WORK_TREE ? listing.kind : GIT_NONE;
    git_listing_deinit(&listing);
    if (!ok)
        git_origin_deinit(origin);
    return ok;
}

bool git_find_origin(GitHelper *helper, const GitOriginRequest *request, GitOrigin *origin, Error *err)
{
    GitListRequest flag = {.is_cancelled = request->is_cancelled};
    if (!ask_origin(helper, request, WANT_OBJECTS, origin, err) &&
        (is_cancelled(&flag) || !ask_origin(helper, request, 0, origin, err)))
        return false;
    set_default(&origin->remote);
    set_default(&origin->url);
    set_default(&origin->commit);
    return true;
}

void git_origin_deinit(GitOrigin *origin)
{
    free(origin->path);
    free(origin->remote);
    free(origin->url);
    free(origin->commit);
    *origin = (GitOrigin){.kind = GIT_NONE};
}

void git_listing_deinit(GitListing *listing)
{
    free(listing->root);
    free(listing->git_dir);
    free(listing->branch);
    free(listing->excludes_file);
    *listing = (GitListing){.kind = GIT_NONE};
}
