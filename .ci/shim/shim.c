/* Stands between a program and its disk and clock, by LD_PRELOAD: for what
 * cannot be brought about otherwise. Built and used by faults.py.
 *
 * SHIM_UNDER    calls on paths that begin so are met
 * SHIM_FAIL     the call that fails, from 1, once; SHIM_ERRNO with what
 * SHIM_COUNT    file that gets the number of calls at the end
 * SHIM_CONTROL  file that says what happens to calls that write from now on:
 *               a number fails them with it, "freeze" makes them wait
 * SHIM_CLOCK    file with the seconds by which the clock of the day is wrong
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long calls;

/* The first bytes of a file, by calls of the system that nobody meets. */
static int peek(const char *path, char *text, int size)
{
    int file = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC), length = -1;
    if (file >= 0) {
        length = syscall(SYS_read, file, text, size - 1);
        syscall(SYS_close, file);
    }
    text[length > 0 ? length : 0] = 0;
    return length;
}

/* Whether a call on this path must fail, and with what. */
static int met(const char *path, int writes)
{
    const char *under = getenv("SHIM_UNDER"), *control = getenv("SHIM_CONTROL"), *nth = getenv("SHIM_FAIL");
    char text[16];
    if (!under || !path || strncmp(path, under, strlen(under)))
        return 0;
    while (writes && control && peek(control, text, sizeof text) > 0) {
        if (text[0] != 'f')
            return atoi(text);
        usleep(10000);
    }
    long now = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
    return nth && now == atol(nth) ? atoi(getenv("SHIM_ERRNO")) : 0;
}

static int met_file(int file, int writes)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    int length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return met(path, writes);
}

__attribute__((destructor)) static void count(void)
{
    const char *path = getenv("SHIM_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%ld", calls);
        fclose(file);
    }
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define OR_FAIL(fails, value) do { int fault = (fails); if (fault) { errno = fault; return value; } } while (0)
#define WRITES(flags) (((flags) & O_ACCMODE) != O_RDONLY)

#define OPEN(name) int name(const char *path, int flags, ...) { \
    va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
    REAL(name); OR_FAIL(met(path, WRITES(flags)), -1); return real(path, flags, mode); }
OPEN(open)
OPEN(open64)

#define OF_FILE(type, name, writes, parameters, ...) type name parameters { \
    REAL(name); OR_FAIL(met_file(file, writes), -1); return real(__VA_ARGS__); }
OF_FILE(ssize_t, read, 0, (int file, void *to, size_t size), file, to, size)
OF_FILE(ssize_t, pread64, 0, (int file, void *to, size_t size, off64_t at), file, to, size, at)
OF_FILE(ssize_t, write, 1, (int file, const void *from, size_t size), file, from, size)
OF_FILE(ssize_t, pwrite64, 1, (int file, const void *from, size_t size, off64_t at), file, from, size, at)
OF_FILE(int, fsync, 1, (int file), file)
OF_FILE(int, fdatasync, 1, (int file), file)
OF_FILE(int, ftruncate64, 1, (int file, off64_t size), file, size)
OF_FILE(int, sync_file_range, 1, (int file, off64_t at, off64_t size, unsigned flags), file, at, size, flags)

#define OF_PATH(type, name, writes, fault, parameters, ...) type name parameters { \
    REAL(name); OR_FAIL(met(path, writes), fault); return real(__VA_ARGS__); }
OF_PATH(DIR *, opendir, 0, NULL, (const char *path), path)
OF_PATH(int, mkdir, 1, -1, (const char *path, mode_t mode), path, mode)
OF_PATH(int, rename, 1, -1, (const char *path, const char *to), path, to)
OF_PATH(int, unlink, 1, -1, (const char *path), path)

int clock_gettime(clockid_t which, struct timespec *now)
{
    char text[24];
    const char *path = getenv("SHIM_CLOCK");
    int outcome = syscall(SYS_clock_gettime, which, now);
    if (which == CLOCK_REALTIME && path && peek(path, text, sizeof text) > 0)
        now->tv_sec += atol(text);
    return outcome;
}
