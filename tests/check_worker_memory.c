/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which line names a program's error, and whether it is that there was no memory left. The
 * words are those that the programs print which are named; in brackets: by their sources
 * or documentation.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check_worker.h"
#include "worker/host_room.h"
#include "worker/last_words.h"
#include "worker/oom_kills.h"

/* What a program prints, "!" before the lines on standard error. */
static const struct {
	const char *who, *prints, *error;
	bool oom;
} programs[] = {
	{"Python 3.11: exception",
		"!Traceback (most recent call last):\n!  File \"a.py\", line 1, in "
		"<module>\n!    import numpy\n!ModuleNotFoundError: No module named "
		"'numpy'\nloading\n",
		"ModuleNotFoundError: No module named 'numpy'", false},
	{"Python: sys.exit(text), and stdout flushed after it", "!no data\nloading\n",
		"no data", false},
	{"Python: MemoryError", "!Traceback (most recent call last):\n!MemoryError\n",
		"MemoryError", true},
	{"[NumPy 1.24]",
		"!numpy.core._exceptions._ArrayMemoryError: Unable to allocate 745. GiB for "
		"an array with shape (100000000000,) and data type float64\n",
		"numpy.core._exceptions._ArrayMemoryError: Unable to allocate 745. GiB for "
		"an array with shape (100000000000,) and data type float64",
		true},
	{"[PyTorch 2.11]",
		"!torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 GiB.\n",
		"torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 GiB.",
		true},
	{"[PyTorch 1.13]",
		"!RuntimeError: [enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: "
		"can't allocate memory: you tried to allocate 8000000000000 bytes.\n",
		"RuntimeError: [enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: "
		"can't allocate memory: you tried to allocate 8000000000000 bytes.",
		true},
	{"[PyTorch: an error of CUDA's, and advice]",
		"!RuntimeError: CUDA error: invalid device ordinal\n!CUDA kernel errors might "
		"be asynchronously reported at some other API call.\n!Compile with "
		"`TORCH_USE_CUDA_DSA` to enable device-side assertions.\n",
		"RuntimeError: CUDA error: invalid device ordinal", false},
	{"[PyTorch: AMD]", "!torch.OutOfMemoryError: HIP out of memory.\n",
		"torch.OutOfMemoryError: HIP out of memory.", true},
	{"[cuBLAS]",
		"!RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling "
		"`cublasCreate(handle)`\n",
		"RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling "
		"`cublasCreate(handle)`",
		true},
	{"[JAX 0.4]",
		"!jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory "
		"while trying to allocate 80000000000 bytes.\n!BufferAssignment OOM "
		"Debugging.\n!             parameter allocation:         0B\n",
		"jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory "
		"while trying to allocate 80000000000 bytes.",
		true},
	{"[JAX]",
		"!jax.errors.JaxRuntimeError: RESOURCE_EXHAUSTED: Failed to allocate request "
		"for 16.0GiB (17179869184B) on device ordinal 0\n",
		"jax.errors.JaxRuntimeError: RESOURCE_EXHAUSTED: Failed to allocate request "
		"for 16.0GiB (17179869184B) on device ordinal 0",
		true},
	{"[TensorFlow]",
		"!tensorflow.python.framework.errors_impl.ResourceExhaustedError: OOM when "
		"allocating tensor with shape[1,2]\n",
		"tensorflow.python.framework.errors_impl.ResourceExhaustedError: OOM when "
		"allocating tensor with shape[1,2]",
		true},
	{"[a web service]",
		"!google.api_core.exceptions.ResourceExhausted: 429 RESOURCE_EXHAUSTED: Quota "
		"exceeded\n",
		"google.api_core.exceptions.ResourceExhausted: 429 RESOURCE_EXHAUSTED: Quota "
		"exceeded",
		false},
	{"R 4.2: numeric(1e9)",
		"!Error: cannot allocate vector of size 7.5 Gb\n!Execution halted\n",
		"Error: cannot allocate vector of size 7.5 Gb", true},
	{"R: stop() in a function with a long call",
		"!Error in f(a_long_argument, another_long_argument) : \n!  no data\n!Calls: f\n"
		"!Execution halted\n",
		"Error in f(a_long_argument, another_long_argument) : no data", false},
	{"[Julia 1.10]",
		"!ERROR: LoadError: OutOfMemoryError()\n!Stacktrace:\n! [1] Array\n!   @ "
		"./boot.jl:477 [inlined]\n!in expression starting at /w/a.jl:1\n",
		"ERROR: LoadError: OutOfMemoryError()", true},
	{"C++, libstdc++ 12",
		"!terminate called after throwing an instance of 'std::bad_alloc'\n!  what():  "
		"std::bad_alloc\n",
		"what():  std::bad_alloc", true},
	{"bash 5.2: fork", "!a.sh: fork: Cannot allocate memory\n",
		"a.sh: fork: Cannot allocate memory", true},
	{"gawk 5.2",
		"!gawk: cmd. line:1: fatal: obuf: cannot reallocate 512 bytes of memory: Cannot "
		"allocate memory\n",
		"gawk: cmd. line:1: fatal: obuf: cannot reallocate 512 bytes of memory: Cannot "
		"allocate memory",
		true},
	{"[Java 17]",
		"!Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space\n!\tat "
		"Main.main(Main.java:3)\n",
		"Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space", true},
	{"[node 20]",
		"!FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of "
		"memory\n! 1: 0xb76dc5 node::OOMErrorHandler\n",
		"FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of "
		"memory",
		true},
	{"[node 20: TypeError]",
		"!TypeError: x is not a function\n!    at Object.<anonymous> (/w/a.js:1:1)\n!\n"
		"!Node.js v20.20.2\n",
		"TypeError: x is not a function", false},
	{"[Rust]", "!memory allocation of 8000000000 bytes failed\n",
		"memory allocation of 8000000000 bytes failed", true},
	{"[Rust: a panic]",
		"!thread 'main' panicked at src/main.rs:2:5:\n!no data\n!note: run with "
		"`RUST_BACKTRACE=1` environment variable to display a backtrace\n",
		"thread 'main' panicked at src/main.rs:2:5: no data", false},
	{"[Go]", "!fatal error: runtime: out of memory\n!\n!goroutine 1 [running]:\n",
		"fatal error: runtime: out of memory", true},
	{"[MATLAB, Octave]",
		"error: out of memory or dimension too large for Octave's index type\n",
		"error: out of memory or dimension too large for Octave's index type", true},
	{"[CUDA samples]", "!CUDA error 2: cudaErrorMemoryAllocation\n",
		"CUDA error 2: cudaErrorMemoryAllocation", true},
	{"Ruby 3.1",
		"!a.rb:1:in `f': no data (RuntimeError)\n!\tfrom a.rb:2:in `<main>'\n",
		"a.rb:1:in `f': no data (RuntimeError)", false},
	{"Perl 5.36", "!no data at a.pl line 3.\n", "no data at a.pl line 3.", false},
	{"a program that speaks of memory, and fails of other things",
		"keeping 3 GB in memory\n!ValueError: no data\n", "ValueError: no data", false},
	{"one that went on with less",
		"!CUDA out of memory, with less\n!FileNotFoundError: x\n",
		"FileNotFoundError: x", false},
	{"one that says nothing", "", "", false},
	{"[a room of Slurm's]", "!node bloom1 is not there\n", "node bloom1 is not there",
		false},
};

START_TEST(the_line_that_names_the_error)
{
	const char *p = programs[_i].prints;
	struct last_words *w = calloc(1, sizeof(*w));
	struct strbuf error;

	for (; *p; p += strcspn(p, "\n") + 1)
		last_words_add(w, p + (*p == '!'), strcspn(p, "\n") - (*p == '!'),
			*p == '!');
	strbuf_init(&error);
	last_words_error(w, &error);
	ck_assert_str_eq(error.buf, programs[_i].error);
	ck_assert_msg(says_out_of_memory(error.buf) == programs[_i].oom, "%s",
		programs[_i].who);
	strbuf_release(&error);
	free(w);
}
END_TEST

START_TEST(only_the_last_lines_are_remembered)
{
	struct last_words *w = calloc(1, sizeof(*w));
	char line[32];
	struct strbuf out;

	strbuf_init(&out);
	last_words_add(w, "ValueError: long ago", 20, true);
	for (int i = 0; i < 1000; i++) {
		snprintf(line, sizeof(line), "step %d", i);
		last_words_add(w, line, strlen(line), false);
	}
	last_words_add(w, "  \r", 3, false);
	last_words_error(w, &out);
	ck_assert_str_eq(out.buf, "step 999");
	strbuf_reset(&out);
	last_words_tail(w, &out);
	ck_assert_str_eq(out.buf, "step 998 | step 999");
	strbuf_release(&out);
	free(w);
}
END_TEST

/* What the kernel counts, as files in a folder of our own. */

static char root[] = "/tmp/rungtop-check.XXXXXX";

static void make_root(void)
{
	strcpy(root + strlen(root) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
}

static void remove_root(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -r %s", root);
	ck_assert_int_eq(system(command), 0);
}

static void put(const char *path, const char *text)
{
	char full[256];
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", root, path);
	for (char *at = full + strlen(root) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		mkdir(full, 0777);
		*at = '/';
	}
	f = fopen(full, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static long kills(void)
{
	char proc[64], sys[64];

	snprintf(proc, sizeof(proc), "%s/proc", root);
	snprintf(sys, sizeof(sys), "%s/sys", root);
	return oom_kills(proc, sys);
}

START_TEST(kills_of_the_kernel)
{
	make_root();
	ck_assert_int_eq(kills(), -1);
	put("proc/vmstat", "pgfault 3\noom_kill 4\n");
	ck_assert_int_eq(kills(), 4); /* of the machine */
	put("proc/self/cgroup", "0::/user.slice/a:b\n");
	ck_assert_int_eq(kills(), 4);
	put("sys/memory.events", "low 0\noom 9\noom_kill 5\noom_group_kill 0\n");
	ck_assert_int_eq(kills(), 5); /* in a container */
	put("sys/user.slice/a:b/memory.events", "oom 9\noom_kill 6\n");
	ck_assert_int_eq(kills(), 6); /* cgroup v2 */
	put("proc/self/cgroup", "12:cpu,cpuacct:/\n4:memory:/docker/x\n0::/\n");
	put("sys/memory/memory.oom_control", "oom_kill_disable 0\noom_kill 7\n");
	ck_assert_int_eq(kills(), 7); /* v1 in a container */
	put("sys/memory/docker/x/memory.oom_control", "under_oom 0\noom_kill 8\n");
	ck_assert_int_eq(kills(), 8); /* v1 */
	remove_root();
}
END_TEST

static double room(void)
{
	char proc[64], sys[64];

	snprintf(proc, sizeof(proc), "%s/proc", root);
	snprintf(sys, sizeof(sys), "%s/sys", root);
	return host_room(proc, sys);
}

/* Of what there is, less a tenth: by hand. */
START_TEST(room_in_memory)
{
	make_root();
	ck_assert_double_eq(room(), 0); /* nothing tells */
	put("proc/meminfo", "MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: 600 kB\n");
	ck_assert_double_eq_tol(room(), 500 * 1024, 1e-6);
	put("proc/self/cgroup", "0::/a/b\n");
	put("sys/a/b/memory.max", "max\n");
	put("sys/a/b/memory.current", "100\n");
	ck_assert_double_eq_tol(room(), 500 * 1024, 1e-6); /* no limit */
	put("sys/a/memory.max", "200000\n");
	put("sys/a/memory.current", "150000\n");
	ck_assert_double_eq_tol(room(), 30000, 1e-6); /* of the group above */
	put("sys/a/memory.stat", "anon 1\ninactive_file 70000\n");
	ck_assert_double_eq_tol(room(), 100000, 1e-6); /* a cache can go */
	put("sys/a/b/memory.max", "40000\n");
	ck_assert_double_eq_tol(room(), 35900, 1e-6); /* the least of them */
	put("proc/self/cgroup", "0::/not/mounted/here\n");
	put("sys/memory.max", "30000\n");
	put("sys/memory.current", "29000\n");
	ck_assert_double_eq(
		room(), 0); /* in a container, and less than a tenth is left */
	put("proc/self/cgroup", "5:memory:/x\n");
	put("sys/memory/x/memory.limit_in_bytes", "9223372036854771712\n");
	put("sys/memory/x/memory.usage_in_bytes", "5\n");
	ck_assert_double_eq_tol(room(), 500 * 1024, 1e-6); /* v1, no limit */
	put("sys/memory/x/memory.limit_in_bytes", "100000\n");
	ck_assert_double_eq_tol(room(), 89995, 1e-6);
	remove_root();
}
END_TEST

TCase *memory_case(void)
{
	TCase *t = tcase_create("memory");

	tcase_add_loop_test(t, the_line_that_names_the_error, 0,
		sizeof(programs) / sizeof(*programs));
	tcase_add_test(t, only_the_last_lines_are_remembered);
	tcase_add_test(t, kills_of_the_kernel);
	tcase_add_test(t, room_in_memory);
	return t;
}
