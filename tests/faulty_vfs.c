/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "faulty_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

struct faulty_file {
	sqlite3_file base;
	sqlite3_file *real;	    /* lies behind */
};

static sqlite3_vfs faulty, *real_vfs;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum fault kind;
static int left; /* calls until it fails; 0: never */
static bool only_once;
static int failed;

/* Whether this call fails. */
static bool fails(void)
{
	bool now;

	pthread_mutex_lock(&lock);
	now = left == 1;
	if (left > 1)
		left--;
	if (now && only_once)
		left = 0;
	failed += now;
	pthread_mutex_unlock(&lock);
	return now;
}

static int write_fault(void)
{
	return kind == FAULT_IO ? SQLITE_IOERR_WRITE : SQLITE_FULL;
}

static sqlite3_file *real_of(sqlite3_file *f)
{
	return ((struct faulty_file *)f)->real;
}

static int do_close(sqlite3_file *f)
{
	return real_of(f)->pMethods->xClose(real_of(f));
}

static int do_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	return real_of(f)->pMethods->xRead(real_of(f), p, n, at);
}

static int do_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	if (fails()) {
		if (kind == FAULT_SHORT)
			real_of(f)->pMethods->xWrite(real_of(f), p, n / 2, at);
		return write_fault();
	}
	return real_of(f)->pMethods->xWrite(real_of(f), p, n, at);
}

static int do_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	if (fails())
		return SQLITE_IOERR_TRUNCATE;
	return real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int do_sync(sqlite3_file *f, int flags)
{
	if (fails())
		return SQLITE_IOERR_FSYNC;
	return real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int do_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int do_lock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int do_unlock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int do_reserved(sqlite3_file *f, int *out)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int do_control(sqlite3_file *f, int op, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int do_sector(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int do_device(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int do_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **p)
{
	if (extend && fails())
		return SQLITE_IOERR_SHMMAP;
	return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, p);
}

static int do_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}

static void do_shm_barrier(sqlite3_file *f)
{
	real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int do_shm_unmap(sqlite3_file *f, int remove)
{
	return real_of(f)->pMethods->xShmUnmap(real_of(f), remove);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = do_close,
	.xRead = do_read,
	.xWrite = do_write,
	.xTruncate = do_truncate,
	.xSync = do_sync,
	.xFileSize = do_size,
	.xLock = do_lock,
	.xUnlock = do_unlock,
	.xCheckReservedLock = do_reserved,
	.xFileControl = do_control,
	.xSectorSize = do_sector,
	.xDeviceCharacteristics = do_device,
	.xShmMap = do_shm_map,
	.xShmLock = do_shm_lock,
	.xShmBarrier = do_shm_barrier,
	.xShmUnmap = do_shm_unmap,
};

static int do_open(
	sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out_flags)
{
	struct faulty_file *file = (struct faulty_file *)f;
	int rc;

	(void)vfs;
	file->base.pMethods = NULL;
	if (fails())
		return SQLITE_CANTOPEN;
	file->real = (sqlite3_file *)(file + 1);
	rc = real_vfs->xOpen(real_vfs, name, file->real, flags, out_flags);
	if (file->real->pMethods)
		file->base.pMethods = &methods;
	return rc;
}

void faulty_vfs_install(void)
{
	real_vfs = sqlite3_vfs_find(NULL);
	faulty = *real_vfs;
	faulty.pNext = NULL;
	faulty.zName = "faulty";
	faulty.szOsFile = (int)sizeof(struct faulty_file) + real_vfs->szOsFile;
	faulty.xOpen = do_open;
	sqlite3_vfs_register(&faulty, 1);
}

void faulty_vfs_fail(enum fault fault, int n, bool once)
{
	pthread_mutex_lock(&lock);
	kind = fault;
	left = n;
	only_once = once;
	failed = 0;
	pthread_mutex_unlock(&lock);
}

int faulty_vfs_heal(void)
{
	int n;

	pthread_mutex_lock(&lock);
	left = 0;
	n = failed;
	pthread_mutex_unlock(&lock);
	return n;
}
