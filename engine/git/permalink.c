/* The web pages of the hosts that people keep repositories at.
 *
 *     remote --parse--> scheme, host, project --the host's form--> address of file and lines
 *
 * The forms are those of the hosts' own pages: "permalink" or "copy link to line" in their menus. */
#include "engine/git/permalink.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HOST_MOST = 253 };

typedef struct Remote {
    const char *scheme;       /* of its web pages */
    char host[HOST_MOST + 8]; /* lower case, with the port where that is the web's too */
    Buf project;              /* percent-encoded, no '/' at either end, no ".git" */
} Remote;

/* How a host's pages are addressed. */
typedef struct Form Form;
typedef void WriteForm(const Form *form, const Remote *remote, const PermalinkPlace *place, Buf *out);

struct Form {
    WriteForm *write;
    /* for write_usual: PROJECT folder|file COMMIT path PATH source LINES */
    const char *folder, *file;
    const char *path;
    const char *source;       /* asks for the source of what is shown laid out */
    const char *first, *last; /* before the first line, and before the last; NULL: only one line can be told */
};

static void append_text(Buf *out, const char *text)
{
    buf_append(out, text, strlen(text));
}

/* What is neither a letter, a digit nor plain is written as %XX; with `has_escapes`, what is written so already stays.
 */
static void append_encoded(Buf *out, Slice text, bool has_escapes)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool is_escape = has_escapes && byte == '%' && i + 2 < text.len && isxdigit((unsigned char)text.data[i + 1]) &&
                         isxdigit((unsigned char)text.data[i + 2]);
        if (is_escape || (byte < 0x80 && byte != '\0' && (isalnum(byte) || strchr("-._~/", byte))))
            buf_append_byte(out, (char)byte);
        else
            buf_printf(out, "%%%02X", byte);
    }
}

/* --- the remote --- */

static Slice cut_ends(Slice path)
{
    while (path.len > 0 && path.data[0] == '/')
        path = slice_sub(path, 1, path.len);
    while (path.len > 0 && path.data[path.len - 1] == '/')
        path.len--;
    return slice_sub(path, 0, path.len - (slice_ends_with(path, slice_from_cstr(".git")) ? strlen(".git") : 0));
}

/* Host and port, without the user before them. A port belongs to the scheme that it was given for. */
static bool take_host(Remote *remote, Slice authority, bool keeps_port)
{
    const char *at = authority.len > 0 ? memrchr(authority.data, '@', authority.len) : NULL;
    if (at)
        authority = slice_sub(authority, (size_t)(at - authority.data) + 1, authority.len);
    const char *colon = authority.len > 0 ? memchr(authority.data, ':', authority.len) : NULL;
    Slice host = colon && !keeps_port ? slice_sub(authority, 0, (size_t)(colon - authority.data)) : authority;
    if (host.len == 0 || host.len > HOST_MOST)
        return false;
    for (size_t i = 0; i < host.len; i++) {
        unsigned char byte = (unsigned char)host.data[i];
        if (!(byte < 0x80 && isalnum(byte)) && byte != '.' && byte != '-' && byte != ':')
            return false;
        remote->host[i] = (char)tolower(byte);
    }
    remote->host[host.len] = '\0';
    return true;
}

/* "scheme://authority/path"; false when it is none of those that have a host. */
static bool parse_url(Remote *remote, Slice url)
{
    static const char *const schemes[] = {"https", "http", "ssh", "git", "git+ssh", "ssh+git", "git+https"};
    const char *mark = memmem(url.data, url.len, "://", 3);
    size_t len = (size_t)(mark - url.data);
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (strlen(schemes[i]) != len || strncasecmp(url.data, schemes[i], len) != 0)
            continue;
        Slice rest = slice_sub(url, len + 3, url.len);
        const char *slash = rest.len > 0 ? memchr(rest.data, '/', rest.len) : NULL;
        if (!slash)
            return false;
        remote->scheme = strcmp(schemes[i], "http") == 0 ? "http" : "https";
        size_t host_len = (size_t)(slash - rest.data);
        append_encoded(&remote->project, cut_ends(slice_sub(rest, host_len, rest.len)), true);
        return take_host(remote, slice_sub(rest, 0, host_len), i < 2);
    }
    return false;
}

/* "user@host:path", as ssh has it: a colon before any slash. */
static bool parse_scp(Remote *remote, Slice text)
{
    const char *colon = text.len > 0 ? memchr(text.data, ':', text.len) : NULL;
    const char *slash = text.len > 0 ? memchr(text.data, '/', text.len) : NULL;
    if (!colon || (slash && slash < colon))
        return false;
    size_t len = (size_t)(colon - text.data);
    remote->scheme = "https";
    append_encoded(&remote->project, cut_ends(slice_sub(text, len + 1, text.len)), false);
    return take_host(remote, slice_sub(text, 0, len), false);
}

static bool parse(Remote *remote, Slice text)
{
    bool is_url = text.len > 0 && memmem(text.data, text.len, "://", 3);
    return (is_url ? parse_url(remote, text) : parse_scp(remote, text)) && remote->project.len > 0;
}

/* --- the forms --- */

static void append_site(Buf *out, const Remote *remote)
{
    buf_printf(out, "%s://%s/", remote->scheme, remote->host);
}

static void append_project(Buf *out, const Remote *remote)
{
    append_site(out, remote);
    buf_append_slice(out, buf_slice(&remote->project));
}

static void append_commit(Buf *out, const PermalinkPlace *place)
{
    buf_append_slice(out, place->commit);
}

static void append_file(Buf *out, const PermalinkPlace *place)
{
    append_encoded(out, place->path, false);
}

/* Pages that show such files as text laid out have no lines, unless the source is asked for. */
static bool is_laid_out(const PermalinkPlace *place)
{
    static const char *const ends[] = {".md", ".markdown", ".rst", ".adoc", ".org", ".textile", ".ipynb"};
    for (size_t i = 0; place->first_line > 0 && i < sizeof ends / sizeof *ends; i++)
        if (slice_ends_with(place->path, slice_from_cstr(ends[i])))
            return true;
    return false;
}

/* "#L10-L20": what stands before the first line and before the last. */
static void append_lines(Buf *out, const PermalinkPlace *place, const char *first, const char *last)
{
    if (place->first_line == 0)
        return;
    buf_printf(out, "%s%llu", first, (unsigned long long)place->first_line);
    if (last && place->last_line > place->first_line)
        buf_printf(out, "%s%llu", last, (unsigned long long)place->last_line);
}

static void write_usual(const Form *form, const Remote *remote, const PermalinkPlace *place, Buf *out)
{
    append_project(out, remote);
    append_text(out, place->is_folder ? form->folder : form->file);
    append_commit(out, place);
    append_text(out, form->path);
    append_file(out, place);
    append_text(out, is_laid_out(place) ? form->source : "");
    append_lines(out, place, form->first, form->last);
}

static const Form github = {write_usual, "/tree/", "/blob/", "/", "?plain=1", "#L", "-L"};
static const Form gitlab = {write_usual, "/-/tree/", "/-/blob/", "/", "?plain=1", "#L", "-"};
static const Form bitbucket = {write_usual, "/src/", "/src/", "/", "", "#lines-", ":"};
static const Form gitea = {write_usual, "/src/commit/", "/src/commit/", "/", "?display=source", "#L", "-L"};
static const Form sourcehut = {write_usual, "/tree/", "/tree/", "/item/", "", "#L", "-"};

/* Its pages know a project by its name with ".git". */
static void write_cgit(const Form *form, const Remote *remote, const PermalinkPlace *place, Buf *out)
{
    (void)form;
    append_project(out, remote);
    append_text(out, ".git/tree/");
    append_file(out, place);
    append_text(out, "?id=");
    append_commit(out, place);
    append_lines(out, place, "#n", NULL);
}

/* "a/" in front asks for a login. */
static void write_gitiles(const Form *form, const Remote *remote, const PermalinkPlace *place, Buf *out)
{
    (void)form;
    Slice project = buf_slice(&remote->project);
    append_site(out, remote);
    buf_append_slice(out, slice_sub(project, slice_starts_with(project, slice_from_cstr("a/")) ? 2 : 0, project.len));
    append_text(out, "/+/");
    append_commit(out, place);
    buf_append_byte(out, '/');
    append_file(out, place);
    append_lines(out, place, "#", NULL);
}

/* By ssh a project is "v3/organisation/project/repository"; on the web "_git" stands before the last. */
static void append_azure_project(Buf *out, Slice project)
{
    Slice ssh = slice_from_cstr("v3/");
    const char *last = memrchr(project.data, '/', project.len);
    if (!slice_starts_with(project, ssh) || last < project.data + ssh.len) {
        buf_append_slice(out, project);
        return;
    }
    size_t at = (size_t)(last - project.data);
    buf_append_slice(out, slice_sub(project, ssh.len, at));
    append_text(out, "/_git");
    buf_append_slice(out, slice_sub(project, at, project.len));
}

static void write_azure(const Form *form, const Remote *remote, const PermalinkPlace *place, Buf *out)
{
    (void)form;
    append_site(out, remote);
    append_azure_project(out, buf_slice(&remote->project));
    append_text(out, "?path=/");
    append_file(out, place);
    append_text(out, "&version=GC");
    append_commit(out, place);
    if (place->first_line == 0)
        return;
    uint64_t last = place->last_line > place->first_line ? place->last_line : place->first_line;
    append_lines(out, place, "&line=", NULL);
    buf_printf(out, "&lineEnd=%llu&lineStartColumn=1&lineEndColumn=1", (unsigned long long)last + 1);
}

static const Form cgit = {.write = write_cgit};
static const Form gitiles = {.write = write_gitiles};
static const Form azure = {.write = write_azure};

/* --- the hosts --- */

typedef enum HostMatch {
    HOST_IS,
    HOST_STARTS, /* self-hosted: by the name that people give such a machine */
    HOST_ENDS,
} HostMatch;

typedef struct Host {
    HostMatch match;
    const char *name;
    const Form *form;
    const char *web; /* where its pages are, when that is another machine */
} Host;

static const Host hosts[] = {
    {HOST_IS, "ssh.github.com", &github, "github.com"},
    {HOST_IS, "github.com", &github, NULL},
    {HOST_STARTS, "github.", &github, NULL},
    {HOST_IS, "altssh.gitlab.com", &gitlab, "gitlab.com"},
    {HOST_STARTS, "gitlab.", &gitlab, NULL},
    {HOST_IS, "salsa.debian.org", &gitlab, NULL},
    {HOST_IS, "invent.kde.org", &gitlab, NULL},
    {HOST_IS, "framagit.org", &gitlab, NULL},
    {HOST_IS, "code.videolan.org", &gitlab, NULL},
    {HOST_IS, "altssh.bitbucket.org", &bitbucket, "bitbucket.org"},
    {HOST_IS, "bitbucket.org", &bitbucket, NULL},
    {HOST_IS, "codeberg.org", &gitea, NULL},
    {HOST_STARTS, "gitea.", &gitea, NULL},
    {HOST_STARTS, "forgejo.", &gitea, NULL},
    {HOST_IS, "git.sr.ht", &sourcehut, NULL},
    {HOST_IS, "gitolite.kernel.org", &cgit, "git.kernel.org"},
    {HOST_IS, "git.kernel.org", &cgit, NULL},
    {HOST_ENDS, ".googlesource.com", &gitiles, NULL},
    {HOST_IS, "ssh.dev.azure.com", &azure, "dev.azure.com"},
    {HOST_IS, "vs-ssh.visualstudio.com", &azure, "dev.azure.com"},
    {HOST_IS, "dev.azure.com", &azure, NULL},
    {HOST_ENDS, ".visualstudio.com", &azure, NULL},
};

static bool is_host(const Host *host, Slice name)
{
    Slice own = slice_from_cstr(host->name);
    switch (host->match) {
    case HOST_IS:
        return slice_equal(name, own);
    case HOST_STARTS:
        return slice_starts_with(name, own);
    default:
        return slice_ends_with(name, own);
    }
}

static const Host *find_host(const Remote *remote)
{
    Slice name = slice_of(remote->host, strcspn(remote->host, ":"));
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (is_host(&hosts[i], name))
            return &hosts[i];
    return NULL;
}

static bool is_commit(Slice commit)
{
    for (size_t i = 0; i < commit.len; i++)
        if (!isxdigit((unsigned char)commit.data[i]))
            return false;
    return commit.len >= 40;
}

static bool write_link(Remote *remote, const PermalinkPlace *place, Buf *out, Error *err)
{
    if (!is_commit(place->commit))
        return error_set(err, "there is no commit to link to");
    if (!parse(remote, place->remote))
        return error_set(err, "the remote is no address on the web: nobody else could follow a link to it");
    const Host *host = find_host(remote);
    if (!host)
        return error_set(err, "%s: how its web pages are addressed is not known", remote->host);
    if (host->web)
        memcpy(remote->host, host->web, strlen(host->web) + 1);
    host->form->write(host->form, remote, place, out);
    return true;
}

bool permalink_make(const PermalinkPlace *place, Buf *out, Error *err)
{
    Remote remote = {0};
    bool ok = write_link(&remote, place, out, err);
    buf_deinit(&remote.project);
    return ok;
}
