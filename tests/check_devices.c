/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GPUs given to programs: which there are, what each program is told, who has which. The
 * machines are a library, a program and files that say what those of a driver do.
 */
#include "config.h"

#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "fixture.h"
#include "worker/device_watch.h"
#include "worker/last_words.h"
#include "worker/launcher.h"
#include "worker/slots.h"

static const struct knob rows[] = {LAUNCHER_KNOBS("auto"), SLOT_KNOBS, {0}};

static char dir[256];

/*
 * Machines.
 */

#define H100 "81920 10 0 NVIDIA H100 80GB HBM3\n"
#define FOUR                                                                             \
	"gpu 0 GPU-a1 " H100 "gpu 1 GPU-b1 " H100 "gpu 2 GPU-c1 " H100                   \
	"gpu 3 GPU-c2 " H100
/* The first one is divided in two, the last one in one. */
#define DIVIDED                                                                          \
	"gpu 0 GPU-a1 " H100 "gpu 1 GPU-b1 " H100 "gpu 2 GPU-c1 " H100                   \
	"mig 0 0 MIG-a2 40960 10 NVIDIA H100 MIG 3g.40gb\n"                              \
	"mig 0 1 MIG-a3 40960 10 NVIDIA H100 MIG 3g.40gb\n"                              \
	"mig 2 0 MIG-c2 81920 10 NVIDIA H100 MIG 7g.80gb\n"

static char *in_dir(const char *name)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", dir, name);
	return strbuf_detach(&path);
}

static void write_file(const char *name, const char *text)
{
	char *path = in_dir(name);
	FILE *f;

	for (char *at = strchr(path + strlen(dir) + 1, '/'); at;
		at = strchr(at + 1, '/')) {
		*at = '\0';
		mkdir(path, 0777);
		*at = '/';
	}
	f = fopen(path, "we");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
	free(path);
}

/* What NVML says from now on; written to a side, as it may be read at any time. */
static void be_nvml(const char *world)
{
	char *to = in_dir("nvml"), *from;

	write_file("nvml.new", world);
	from = in_dir("nvml.new");
	rename(from, to);
	setenv("RUNGTOP_NVML", FAKE_NVML, 1);
	setenv("FAKE_NVML", to, 1);
	free(from);
	free(to);
}

static void be_smi(const char *script)
{
	char *path;

	write_file("bin/nvidia-smi", script);
	path = in_dir("bin/nvidia-smi");
	chmod(path, 0755);
	free(path);
}

static void be_amd(const char *node, const char *unique_id)
{
	char name[160], text[256];

	snprintf(name, sizeof(name), "sys/class/kfd/kfd/topology/nodes/%s/gpu_id", node);
	write_file(name, unique_id ? "4711\n" : "0\n");
	snprintf(name, sizeof(name), "sys/class/kfd/kfd/topology/nodes/%s/properties",
		node);
	snprintf(text, sizeof(text),
		"simd_count 304\ndrm_render_minor 12%s\nunique_id %s\n", node,
		unique_id ? unique_id : "0");
	write_file(name, text);
	snprintf(name, sizeof(name),
		"sys/class/drm/renderD12%s/device/mem_info_vram_total", node);
	if (unique_id)
		write_file(name, "206141652992\n");
}

/* 170 is 0xaa, 187 is 0xbb; the third has no number of its own. */
static void be_three_of_amd(void)
{
	be_amd("0", NULL);
	be_amd("1", "170");
	be_amd("2", "187");
	be_amd("10", "0");
}

static void be_proc(const char *bus, const char *uuid)
{
	char name[160], text[256];

	snprintf(name, sizeof(name), "proc/driver/nvidia/gpus/%s/information", bus);
	snprintf(text, sizeof(text),
		"Model: \t\t Tesla T4\nIRQ:   \t\t 33\nGPU UUID: \t %s\nBus Type: \t "
		"PCIe\n",
		uuid);
	write_file(name, text);
}

static void set_up(void)
{
	static const char *const none[] = {"CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER",
		"ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "SLURM_JOB_ID",
		"SLURM_STEP_ID", "SLURM_STEP_GPUS"};
	char *bin;

	make_dir(dir, sizeof(dir));
	bin = in_dir("bin");
	setenv("PATH", bin, 1);
	setenv("RUNGTOP_NVML", "/none", 1);
	setenv("RUNGTOP_DEVICE_ROOT", dir, 1);
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		unsetenv(none[i]);
	free(bin);
}

static void tear_down(void)
{
	setenv("PATH", "/usr/bin:/bin", 1); /* that nothing else was found in */
	remove_dir(dir);
}

/*
 * Asking for GPUs.
 */

struct heard {
	struct strbuf notes;
	struct knobs knobs;
	struct slots *slots;
	struct error err;
};

static void hear(void *arg, struct place at, const char *line)
{
	struct heard *h = arg;

	(void)at;
	strbuf_addf(&h->notes, "%s%s", h->notes.len ? "\n" : "", line);
}

/* wishes: "gpus=1 share=2", of resources. */
static struct heard open_slots(const char *wishes, bool elsewhere)
{
	struct heard h = {.slots = NULL};
	const struct listener listener = {hear, &h};
	char *copy = xstrdup(wishes), *rest = copy;

	strbuf_init(&h.notes);
	knobs_init(&h.knobs, rows, (struct place){0});
	for (char *wish; (wish = strsep(&rest, " "));) {
		char name[64];
		size_t len = strcspn(wish, "=");

		snprintf(name, sizeof(name), "resources.%.*s", (int)len, wish);
		if (*wish)
			ck_assert_int_eq(
				knobs_set(&h.knobs, "command", name, wish + len + 1,
					(struct place){0}, &h.err),
				0);
	}
	h.err.text[0] = '\0';
	if (slots_open(&h.slots, &h.knobs, elsewhere, &listener, &h.err) == 0)
		ck_assert_str_eq(h.err.text, "");
	free(copy);
	return h;
}

static void close_slots(struct heard *h)
{
	slots_free(h->slots);
	knobs_release(&h->knobs);
	strbuf_release(&h->notes);
}

static void ignore(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

static enum slot_news take(struct slots *s, struct slot *slot, bool alone)
{
	const struct slot_wish wish = {
		.cancel_fd = -1, .alone = alone, .waits = ignore, .tell = ignore};

	return slots_take(s, &wish, slot, &(struct error){.usage = false});
}

/* "C=GPU-a1 O=PCI_BUS_ID G=0": what the program of the slot is told; "-": unset. */
static void add_told(const struct slots *s, const struct slot *slot, struct strbuf *out)
{
	static const char *const names[] = {"CUDA_VISIBLE_DEVICES", "OCUDA_DEVICE_ORDER",
		"ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "GRUNGTOP_GPUS"};
	json_t *all = json_object();
	const char *gap = out->len ? "; " : "";

	slot_environment(s, slot, all);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *name = names[i] + (names[i][0] == 'O' || names[i][0] == 'G');
		const json_t *value = json_object_get(all, name);

		if (!value)
			continue;
		strbuf_addf(out, "%s%c=%s", gap, names[i][0],
			json_is_null(value) ? "-" : json_string_value(value));
		gap = " ";
	}
	json_decref(all);
}

/* What the programs of all slots are told, or why there are none. */
static void tell_all(struct heard *h, struct strbuf *out)
{
	struct slot *list;
	int n;

	if (*h->err.text || !h->slots) {
		strbuf_adds(out, *h->err.text ? h->err.text : "untouched");
		return;
	}
	n = slots_count(h->slots);
	list = xcalloc((size_t)n + 1, sizeof(*list));
	for (int i = 0; i < n; i++) {
		ck_assert_int_eq(take(h->slots, &list[i], false), SLOT_TAKEN);
		add_told(h->slots, &list[i], out);
	}
	if (!n)
		add_told(h->slots, &list[0], out);
	for (int i = 0; i < n; i++)
		slots_give_back(h->slots, &list[i]);
	free(list);
}

/*
 * The conventions: machine, what is inherited, what is asked for, what programs see.
 */

enum machine { NVIDIA, MIG, AMD, NOTHING };

#define O " O=PCI_BUS_ID "

static const struct {
	enum machine machine;
	const char *inherited; /* "NAME=VALUE NAME=VALUE" */
	const char *wishes;
	const char *seen;
	bool elsewhere;
} conventions[] = {
	/* NVIDIA, nothing inherited */
	{NVIDIA, "", "gpus=1",
		"C=GPU-a1" O "G=0; C=GPU-b1" O "G=1; C=GPU-c1" O "G=2; C=GPU-c2" O "G=3",
		false},
	{NVIDIA, "", "gpus=2", "C=GPU-a1,GPU-b1" O "G=0,1; C=GPU-c1,GPU-c2" O "G=2,3",
		false},
	{NVIDIA, "", "gpus=0.5 devices=0,2",
		"C=GPU-a1" O "G=0; C=GPU-c1" O "G=2; C=GPU-a1" O "G=0; C=GPU-c1" O "G=2",
		false},
	{NVIDIA, "", "share=2 devices=1", "C=GPU-b1" O "G=1; C=GPU-b1" O "G=1", false},
	{NVIDIA, "", "devices=GPU-c2,GPU-a", "C=GPU-c2" O "G=3; C=GPU-a1" O "G=0", false},
	{NVIDIA, "", "gpus=3", "C=GPU-a1,GPU-b1,GPU-c1" O "G=0,1,2", false},
	{NVIDIA, "", "gpus=0", "C= R= H= G=", false},
	{NVIDIA, "", "", "untouched", false},
	{NVIDIA, "", "gpus=1", "untouched", true},
	{NVIDIA, "", "gpus=5", "resources.gpus: a trial cannot have 5 of 4 GPUs", false},
	{NVIDIA, "", "gpus=1.5",
		"resources.gpus cannot be 1.5; it must be a whole number, or a part of "
		"one "
		"GPU such as 0.5",
		false},
	{NVIDIA, "", "gpus=0.5 share=3",
		"resources.share: 3 trials with resources.gpus 0.5 each do not fit on a "
		"GPU; "
		"leave one of the two out",
		false},
	{NVIDIA, "", "devices=4",
		"resources.devices: there is no GPU '4'; there are: 0, 1, 2, 3", false},
	{NVIDIA, "", "devices=GPU-c", "resources.devices: 'GPU-c' fits several GPUs",
		false},
	/* NVIDIA, a list inherited */
	{NVIDIA, "CUDA_VISIBLE_DEVICES=2,0", "gpus=1",
		"C=GPU-c1" O "G=2; C=GPU-a1" O "G=0", false},
	{NVIDIA, "CUDA_VISIBLE_DEVICES=GPU-b1", "gpus=0.5",
		"C=GPU-b1" O "G=1; C=GPU-b1" O "G=1", false},
	{NVIDIA, "CUDA_VISIBLE_DEVICES=GPU-b", "devices=1", "C=GPU-b1" O "G=1", false},
	{NVIDIA, "CUDA_VISIBLE_DEVICES=1,-1,2", "gpus=1", "C=GPU-b1" O "G=1", false},
	{NVIDIA, "CUDA_VISIBLE_DEVICES=1,7,2", "gpus=1", "C=GPU-b1" O "G=1", false},
	{NVIDIA, "CUDA_VISIBLE_DEVICES=1,1", "gpus=1", "C=GPU-b1" O "G=1", false},
	{NVIDIA, "CUDA_VISIBLE_DEVICES=", "gpus=1",
		"resources.gpus: there is none to give out, CUDA_VISIBLE_DEVICES is ''",
		false},
	{NVIDIA, "CUDA_VISIBLE_DEVICES=NoDevFiles", "gpus=1",
		"resources.gpus: there is none to give out, CUDA_VISIBLE_DEVICES is "
		"'NoDevFiles'",
		false},
	{NVIDIA, "CUDA_VISIBLE_DEVICES=2,3", "devices=0",
		"resources.devices: there is no GPU '0' in CUDA_VISIBLE_DEVICES; there "
		"are: "
		"2, 3",
		false},
	{NVIDIA, "CUDA_VISIBLE_DEVICES=2,3", "gpus=0", "C= R= H= G=", false},
	{NVIDIA, "CUDA_VISIBLE_DEVICES=2,3", "", "untouched", false},
	/* in Slurm: an allocation's batch script, and a step */
	{NVIDIA, "SLURM_JOB_ID=7 CUDA_VISIBLE_DEVICES=0,1", "gpus=1",
		"C=GPU-a1" O "G=0; C=GPU-b1" O "G=1", false},
	{NVIDIA, "SLURM_JOB_ID=7 SLURM_STEP_ID=0 CUDA_VISIBLE_DEVICES=0,1", "gpus=1",
		"untouched", false},
	{NVIDIA, "SLURM_STEP_GPUS=0,1 CUDA_VISIBLE_DEVICES=0,1", "gpus=0.5", "untouched",
		false},
	{NVIDIA, "SLURM_STEP_GPUS=0,1 CUDA_VISIBLE_DEVICES=0,1", "", "untouched", false},
	{NVIDIA, "SLURM_STEP_GPUS=0,1 CUDA_VISIBLE_DEVICES=0,1", "gpus=0",
		"C= R= H= G=", false},
	/* MIG */
	{MIG, "", "gpus=1",
		"C=MIG-a2" O "G=0:0; C=MIG-a3" O "G=0:1; C=GPU-b1" O "G=1; C=MIG-c2" O
		"G=2:0",
		false},
	{MIG, "CUDA_VISIBLE_DEVICES=MIG-a3", "gpus=1", "C=MIG-a3" O "G=0:1", false},
	{MIG, "CUDA_VISIBLE_DEVICES=MIG-a3,MIG-c2", "gpus=0.5",
		"C=MIG-a3" O "G=0:1; C=MIG-c2" O "G=2:0; C=MIG-a3" O "G=0:1; C=MIG-c2" O
		"G=2:0",
		false},
	{MIG, "CUDA_VISIBLE_DEVICES=0", "gpus=1",
		"C=MIG-a2" O "G=0:0; C=MIG-a3" O "G=0:1", false},
	{MIG, "", "devices=0:1,1", "C=MIG-a3" O "G=0:1; C=GPU-b1" O "G=1", false},
	{MIG, "", "devices=GPU-a1", "C=MIG-a2" O "G=0:0; C=MIG-a3" O "G=0:1", false},
	{MIG, "", "gpus=2",
		"resources.gpus cannot be 2; a program sees one MIG device at most",
		false},
	{MIG, "SLURM_JOB_ID=7 SLURM_STEP_ID=0 CUDA_VISIBLE_DEVICES=MIG-a3", "gpus=1",
		"untouched", false},
	/* AMD */
	{AMD, "", "gpus=1",
		"C=- R=GPU-00000000000000aa H=- G=0; C=- R=GPU-00000000000000bb H=- G=1; "
		"C=- R=2 H=- G=2",
		false},
	{AMD, "", "gpus=1 amd=hip", "C=- H=0 G=0; C=- H=1 G=1; C=- H=2 G=2", false},
	{AMD, "ROCR_VISIBLE_DEVICES=1,2", "gpus=1",
		"C=- R=GPU-00000000000000bb H=- G=1; C=- R=2 H=- G=2", false},
	{AMD, "ROCR_VISIBLE_DEVICES=1,2", "gpus=1 amd=hip", "C=- H=0 G=1; C=- H=1 G=2",
		false},
	{AMD, "ROCR_VISIBLE_DEVICES=GPU-00000000000000bb,0 HIP_VISIBLE_DEVICES=1",
		"gpus=1", "C=- R=GPU-00000000000000aa H=- G=0", false},
	{AMD, "CUDA_VISIBLE_DEVICES=2", "gpus=1 amd=hip", "C=- H=2 G=2", false},
	{AMD, "", "devices=2,0 gpus=2", "C=- R=2,GPU-00000000000000aa H=- G=2,0", false},
	{AMD, "HIP_VISIBLE_DEVICES=", "gpus=1",
		"resources.gpus: there is none to give out, HIP_VISIBLE_DEVICES is ''",
		false},
	{AMD, "", "gpus=0", "C= R= H= G=", false},
	{AMD, "SLURM_STEP_GPUS=0 ROCR_VISIBLE_DEVICES=0", "gpus=1", "untouched", false},
	/* neither */
	{NOTHING, "", "gpus=1",
		"resources.gpus: no GPU was found (by NVML, nvidia-smi, "
		"/proc/driver/nvidia or /sys/class/kfd)",
		false},
	{NOTHING, "", "gpus=0", "C= R= H= G=", false},
	{NOTHING, "", "", "untouched", false},
	{NOTHING, "CUDA_VISIBLE_DEVICES=1,0", "gpus=1", "C=1 G=1; C=0 G=0", false},
	{NOTHING, "CUDA_VISIBLE_DEVICES=MIG-a3", "gpus=1", "C=MIG-a3" O "G=0", false},
};

static void inherit(const char *list)
{
	char *copy = xstrdup(list), *rest = copy;

	for (char *one; (one = strsep(&rest, " "));) {
		char *value = strchr(one, '=');

		if (!value)
			continue;
		*value = '\0';
		setenv(one, value + 1, 1);
	}
	free(copy);
}

START_TEST(what_a_program_sees)
{
	struct strbuf seen = STRBUF_INIT;
	struct heard h;

	if (conventions[_i].machine == NVIDIA)
		be_nvml(FOUR);
	else if (conventions[_i].machine == MIG)
		be_nvml(DIVIDED);
	else if (conventions[_i].machine == AMD)
		be_three_of_amd();
	inherit(conventions[_i].inherited);
	h = open_slots(conventions[_i].wishes, conventions[_i].elsewhere);
	tell_all(&h, &seen);
	ck_assert_msg(!strcmp(seen.buf, conventions[_i].seen),
		"%s | %s\n  got:    %s\n"
		"  wanted: %s",
		conventions[_i].inherited, conventions[_i].wishes, seen.buf,
		conventions[_i].seen);
	strbuf_release(&seen);
	close_slots(&h);
}
END_TEST

/*
 * The other sources.
 */

static const char smi[] = "#!/bin/sh\n"
			  "case $1 in\n"
			  "--query-gpu=index,*)\n"
			  "	echo '0, GPU-a1, 40960, Enabled, NVIDIA A100-SXM4-40GB'\n"
			  "	echo '1, GPU-b1, [N/A], [N/A], NVIDIA GB10' ;;\n"
			  "--query-gpu=uuid,*)\n"
			  "	echo 'GPU-a1, 10, 40960, [N/A]'\n"
			  "	[ -e gone ] || echo 'GPU-b1, [N/A], [N/A], 93' ;;\n"
			  "--query-compute-apps=*) echo \"GPU-b1, $$, 512\" ;;\n"
			  "-L)\n"
			  "	echo 'GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-a1)'\n"
			  "	echo '  MIG 1g.5gb      Device  0: (UUID: MIG-a2)'\n"
			  "	echo '  MIG 3g.20gb     Device  1: (UUID: MIG-a3)'\n"
			  "	echo 'GPU 1: NVIDIA GB10 (UUID: GPU-b1)' ;;\n"
			  "esac\n";

START_TEST(nvidia_smi_where_there_is_no_nvml)
{
	struct device_report report[DEVICES_MAX];
	struct strbuf seen = STRBUF_INIT;
	struct heard h;

	be_smi(smi);
	ck_assert_int_eq(chdir(dir), 0);
	h = open_slots("gpus=1", false);
	tell_all(&h, &seen);
	ck_assert_str_eq(
		seen.buf, "C=MIG-a2" O "G=0:0; C=MIG-a3" O "G=0:1; C=GPU-b1" O "G=1");
	ck_assert_uint_eq(slots_report(h.slots, true, report), 3);
	ck_assert_str_eq(report[0].device.name, "MIG 1g.5gb");
	ck_assert_str_eq(report[2].device.name, "NVIDIA GB10");
	ck_assert_uint_eq(report[2].state.memory, 0);
	ck_assert_int_eq(report[2].state.busy, 93);
	ck_assert_uint_eq(report[2].state.n_users, 1);
	ck_assert_uint_eq(report[2].state.users[0].bytes, (uint64_t)512 << 20);
	write_file("gone", "");
	slots_report(h.slots, true, report);
	ck_assert_int_eq(report[2].state.health, DEVICE_GONE);
	ck_assert_int_eq(report[0].state.health, DEVICE_FINE);
	strbuf_release(&seen);
	close_slots(&h);
}
END_TEST

START_TEST(the_kernels_files_where_there_is_neither)
{
	struct strbuf seen = STRBUF_INIT;
	struct heard h;

	be_proc("0000:81:00.0", "GPU-b1");
	be_proc("0000:02:00.0", "GPU-a1");
	h = open_slots("gpus=1", false);
	tell_all(&h, &seen);
	ck_assert_str_eq(seen.buf, "C=GPU-a1" O "G=0; C=GPU-b1" O "G=1");
	ck_assert_str_eq(slots_device(h.slots, 1)->name, "Tesla T4");
	close_slots(&h);
	strbuf_reset(&seen);
	setenv("CUDA_VISIBLE_DEVICES", "MIG-a2,MIG-b2", 1);
	h = open_slots("gpus=1", false);
	tell_all(&h, &seen);
	ck_assert_str_eq(seen.buf, "C=MIG-a2" O "G=0; C=MIG-b2" O "G=1");
	close_slots(&h);
	strbuf_release(&seen);
}
END_TEST

START_TEST(how_a_gpu_of_amd_is_doing)
{
	struct device_report report[DEVICES_MAX];
	struct heard h;
	char name[96];

	be_three_of_amd();
	write_file("sys/class/drm/renderD121/device/mem_info_vram_used", "1073741824\n");
	write_file("sys/class/drm/renderD121/device/gpu_busy_percent", "42\n");
	write_file(
		"sys/class/drm/renderD121/device/product_name", "AMD Instinct MI300X\n");
	snprintf(name, sizeof(name), "sys/class/kfd/kfd/proc/%ld/vram_4711",
		(long)getpid());
	write_file(name, "536870912\n");
	h = open_slots("gpus=1", false);
	ck_assert_str_eq(h.err.text, "");
	ck_assert_uint_eq(slots_report(h.slots, true, report), 3);
	ck_assert_str_eq(report[0].device.name, "AMD Instinct MI300X");
	ck_assert_uint_eq(report[0].state.memory, 206141652992);
	ck_assert_uint_eq(report[0].state.used, 1073741824);
	ck_assert_int_eq(report[0].state.busy, 42);
	ck_assert_uint_eq(report[0].state.users[0].bytes, 536870912);
	ck_assert(!report[0].state.users[0].foreign);
	close_slots(&h);
}
END_TEST

/*
 * Who gets which.
 */

static const char *numbers(const struct slots *s, const struct slot *slot)
{
	static char text[64];
	struct strbuf out = STRBUF_INIT;

	slot_numbers(s, slot, &out);
	snprintf(text, sizeof(text), "%s", out.buf);
	strbuf_release(&out);
	return text;
}

START_TEST(what_others_use_is_left_alone)
{
	struct heard h;
	pid_t other = getppid();
	char world[512];

	snprintf(world, sizeof(world),
		"gpu 0 GPU-a1 " H100 "gpu 1 GPU-b1 81920 30000 0 H100\n"
		"gpu 2 GPU-c1 81920 8000 0 H100\nprocess GPU-a1 %ld 2048\n"
		"process GPU-c1 %ld 512\n",
		(long)other, (long)getpid());
	be_nvml(world);
	h = open_slots("gpus=1", false);
	ck_assert_int_eq(slots_count(h.slots), 1);
	ck_assert_ptr_nonnull(
		strstr(h.notes.buf, "GPU 0 (NVIDIA H100 80GB HBM3): process "));
	ck_assert_ptr_nonnull(strstr(h.notes.buf, "has 2.0 GiB of it; it is left alone"));
	ck_assert_ptr_nonnull(strstr(
		h.notes.buf, "GPU 1 (H100): 29.3 of its 80.0 GiB are taken already"));
	close_slots(&h);
	h = open_slots("gpus=1 busy=use", false);
	ck_assert_int_eq(slots_count(h.slots), 3);
	ck_assert_str_eq(h.notes.buf, "");
	close_slots(&h);
	h = open_slots("gpus=2", false);
	ck_assert_ptr_nonnull(
		strstr(h.err.text, "resources.gpus: 1 of 3 GPUs are free (GPU 0"));
	close_slots(&h);
}
END_TEST

struct told {
	struct strbuf text;
};

static void tell(void *arg, const char *note)
{
	struct told *t = arg;

	strbuf_addf(&t->text, "%s\n", note);
}

START_TEST(a_device_that_vanishes_is_given_to_nobody)
{
	struct told told = {STRBUF_INIT};
	const struct slot_end end = {.tell = tell, .arg = &told};
	struct slot a = {.n = 0}, b = {.n = 0}, c = {.n = 0};
	struct heard h;

	be_nvml("gpu 0 GPU-a1 " H100 "gpu 1 GPU-b1 " H100);
	h = open_slots("share=2", false);
	take(h.slots, &a, false);
	ck_assert_str_eq(numbers(h.slots, &a), "0");
	be_nvml("gpu 0 GPU-a1 " H100 "gpu 1 GPU-b1 " H100 "lost GPU-a1\n");
	ck_assert_int_eq(slots_fail(h.slots, &a, &end), SLOT_LOST);
	ck_assert_str_eq(told.text.buf,
		"GPU 0 (NVIDIA H100 80GB HBM3): it is not there any "
		"more; its trials go elsewhere\n");
	slots_give_back(h.slots, &a);
	take(h.slots, &a, false);
	take(h.slots, &b, false);
	ck_assert_str_eq(numbers(h.slots, &a), "1");
	ck_assert_str_eq(numbers(h.slots, &b), "1");
	be_nvml("gpu 0 GPU-a1 " H100 "gpu 1 GPU-b1 " H100);
	ck_assert_int_eq(slots_fail(h.slots, &a, &end), SLOT_FINE);
	take(h.slots, &c, false);
	ck_assert_str_eq(numbers(h.slots, &c), "0");
	slots_give_back(h.slots, &a);
	slots_give_back(h.slots, &b);
	slots_give_back(h.slots, &c);
	strbuf_release(&told.text);
	close_slots(&h);
}
END_TEST

START_TEST(memory_that_others_take_is_no_trials_fault)
{
	struct told told = {STRBUF_INIT};
	const struct slot_end end = {.memory = true, .tell = tell, .arg = &told};
	struct slot a = {.n = 0};
	struct heard h;
	char world[256];

	be_nvml("gpu 0 GPU-a1 " H100 "gpu 1 GPU-b1 " H100);
	h = open_slots("gpus=1", false);
	take(h.slots, &a, false);
	snprintf(world, sizeof(world),
		"gpu 0 GPU-a1 " H100 "gpu 1 GPU-b1 " H100 "process GPU-a1 %ld 70000\n",
		(long)getppid());
	be_nvml(world);
	ck_assert_int_eq(slots_fail(h.slots, &a, &end), SLOT_LOST);
	ck_assert_ptr_nonnull(
		strstr(told.text.buf, "has 68.4 GiB of it; it is left alone"));
	slots_give_back(h.slots, &a);
	take(h.slots, &a, false);
	ck_assert_str_eq(numbers(h.slots, &a), "1");
	slots_give_back(h.slots, &a);
	strbuf_release(&told.text);
	close_slots(&h);
}
END_TEST

START_TEST(a_device_holds_fewer_when_memory_was_short)
{
	struct told told = {STRBUF_INIT};
	const struct slot_end end = {.memory = true, .tell = tell, .arg = &told};
	struct slot slots[3] = {{.n = 0}}, alone = {.n = 0};
	struct device_report report[DEVICES_MAX];
	struct heard h;

	be_nvml("gpu 0 GPU-a1 " H100);
	h = open_slots("share=3", false);
	for (int i = 0; i < 3; i++)
		take(h.slots, &slots[i], false);
	ck_assert_int_eq(slots_fail(h.slots, &slots[2], &end), SLOT_CROWDED);
	ck_assert_str_eq(told.text.buf,
		"GPU 0 (NVIDIA H100 80GB HBM3) holds 2 trials at once "
		"now, not 3: one ran out of memory there\n");
	for (int i = 0; i < 3; i++)
		slots_give_back(h.slots, &slots[i]);
	take(h.slots, &alone, true);
	ck_assert_int_eq(slots_fail(h.slots, &alone, &end), SLOT_TOO_SMALL);
	slots_give_back(h.slots, &alone);
	slots_report(h.slots, true, report);
	ck_assert_int_eq(report[0].places, 2);
	strbuf_reset(&told.text);
	for (int i = 0; i < 200; i++)
		slots_succeed(h.slots, &slots[0], &end);
	ck_assert_str_eq(told.text.buf,
		"GPU 0 (NVIDIA H100 80GB HBM3) holds 3 trials at once "
		"again: 16 tasks had memory enough\n");
	slots_report(h.slots, true, report);
	ck_assert_int_eq(report[0].places, 3);
	strbuf_release(&told.text);
	close_slots(&h);
}
END_TEST

/*
 * Waiting.
 */

struct waiter {
	struct slots *slots;
	struct slot slot;
	struct slot_wish wish;
	enum slot_news news;
	struct error err;
	pthread_t thread;
	int waits; /* an eventfd: it has said so */
};

static void on_wait(void *arg, const char *why)
{
	struct waiter *w = arg;

	(void)why;
	eventfd_write(w->waits, 1);
}

static void *wait_for_slot(void *arg)
{
	struct waiter *w = arg;

	w->news = slots_take(w->slots, &w->wish, &w->slot, &w->err);
	return NULL;
}

/* Returns when it waits. */
static void begin_waiting(struct waiter *w, struct slots *s)
{
	eventfd_t ignored;

	w->slots = s;
	w->waits = eventfd(0, 0);
	w->wish.waits = on_wait;
	w->wish.tell = ignore;
	w->wish.arg = w;
	pthread_create(&w->thread, NULL, wait_for_slot, w);
	eventfd_read(w->waits, &ignored);
}

static void end_waiting(struct waiter *w)
{
	pthread_join(w->thread, NULL);
	close(w->waits);
}

START_TEST(who_is_to_be_alone_is_not_overtaken)
{
	struct slot a = {.n = 0}, b = {.n = 0};
	struct waiter alone = {.wish = {.cancel_fd = -1, .alone = true}};
	struct waiter other = {.wish = {.cancel_fd = -1}};
	struct heard h;

	be_nvml("gpu 0 GPU-a1 " H100);
	h = open_slots("share=3", false);
	take(h.slots, &a, false);
	take(h.slots, &b, false);
	begin_waiting(&alone, h.slots);
	ck_assert(slots_want_back(h.slots, &a));
	begin_waiting(&other, h.slots); /* though there is a place */
	slots_give_back(h.slots, &a);
	slots_give_back(h.slots, &b);
	end_waiting(&alone);
	ck_assert_int_eq(alone.news, SLOT_TAKEN);
	ck_assert(!alone.slot.shared);
	slots_give_back(h.slots, &alone.slot);
	end_waiting(&other);
	ck_assert_int_eq(other.news, SLOT_TAKEN);
	slots_give_back(h.slots, &other.slot);
	close_slots(&h);
}
END_TEST

START_TEST(who_is_to_be_alone_does_not_wait_for_a_lost_gpu)
{
	struct slot a = {.n = 0}, b = {.n = 0}, c = {.n = 0};
	struct waiter alone = {.wish = {.cancel_fd = -1, .alone = true}};
	const struct slot_end end = {.broken = true, .tell = ignore};
	struct heard h;

	be_nvml("gpu 0 GPU-a1 " H100 "gpu 1 GPU-b1 " H100);
	h = open_slots("share=2", false);
	take(h.slots, &a, false);
	take(h.slots, &b, false);
	take(h.slots, &c, false);
	begin_waiting(&alone, h.slots); /* for GPU 1, where one is */
	ck_assert(slots_want_back(h.slots, &b));
	be_nvml("gpu 0 GPU-a1 " H100 "gpu 1 GPU-b1 " H100 "lost GPU-b1\n");
	ck_assert_int_eq(slots_fail(h.slots, &b, &end), SLOT_LOST);
	slots_give_back(h.slots, &b);
	slots_give_back(h.slots, &a);
	slots_give_back(h.slots, &c);
	end_waiting(&alone);
	ck_assert_int_eq(alone.news, SLOT_TAKEN);
	ck_assert_str_eq(numbers(h.slots, &alone.slot), "0");
	slots_give_back(h.slots, &alone.slot);
	close_slots(&h);
}
END_TEST

START_TEST(what_was_on_hold_goes_on_where_it_was)
{
	struct slot held = {.n = 0}, a = {.n = 0}, b = {.n = 0};
	int cancel = eventfd(0, 0);
	struct waiter own = {.wish = {.cancel_fd = -1, .own = true}};
	struct waiter cancelled = {.wish = {.cancel_fd = cancel}};
	struct heard h;

	be_nvml("gpu 0 GPU-a1 " H100 "gpu 1 GPU-b1 " H100);
	h = open_slots("gpus=1", false);
	take(h.slots, &held, false);
	slots_hold(h.slots, &held);
	take(h.slots, &a, false);
	ck_assert_str_eq(numbers(h.slots, &a), "1"); /* where nothing waits */
	take(h.slots, &b, false);
	slot_copy(&own.slot, &held);
	begin_waiting(&own, h.slots);
	begin_waiting(&cancelled, h.slots);
	eventfd_write(cancel, 1);
	end_waiting(&cancelled);
	ck_assert_int_eq(cancelled.news, SLOT_CANCELLED);
	slots_give_back(h.slots, &a);
	slots_give_back(h.slots, &b);
	end_waiting(&own);
	ck_assert_str_eq(numbers(h.slots, &own.slot), "0");
	slots_give_back(h.slots, &held);
	slots_give_back(h.slots, &own.slot);
	close(cancel);
	close_slots(&h);
}
END_TEST

/*
 * Looking.
 */

static int looks(void)
{
	char *path = in_dir("nvml.calls"), line[32];
	FILE *f = fopen(path, "re");
	int n = 0;

	while (f && fgets(line, sizeof(line), f))
		n++;
	if (f)
		fclose(f);
	free(path);
	return n;
}

START_TEST(nobody_looks_while_nobody_asks)
{
	struct device_report report[DEVICES_MAX];
	struct device_watch *w;
	struct heard h;
	int before;

	be_nvml("gpu 0 GPU-a1 " H100);
	h = open_slots("gpus=1", false);
	before = looks();
	w = device_watch_new(h.slots);
	ck_assert_int_eq(looks(), before);
	do {
		ck_assert_uint_eq(device_watch_read(w, report), 1);
		poll(NULL, 0, 1);
	} while (!report[0].looked);
	ck_assert_uint_eq(report[0].state.memory, (uint64_t)81920 << 20);
	ck_assert_int_eq(looks(), before + 1);
	device_watch_free(w);
	ck_assert_int_eq(looks(), before + 1);
	close_slots(&h);
}
END_TEST

/* LOOKS: how many; prints the processor's seconds for each. */
START_TEST(whose_memory_it_is)
{
	struct device_report report[DEVICES_MAX];
	const char *many = getenv("LOOKS");
	int n = many ? atoi(many) : 1;
	struct slot a = {.n = 0}, b = {.n = 0};
	struct heard h;
	char world[512];
	clock_t began;

	be_nvml("gpu 0 GPU-a1 " H100);
	h = open_slots("share=2", false);
	take(h.slots, &a, false);
	take(h.slots, &b, false);
	slot_own(h.slots, &a, 12, getpid());
	slot_own(h.slots, &b, 13, 0);
	slots_hold(h.slots, &a);
	snprintf(world, sizeof(world),
		"gpu 0 GPU-a1 " H100 "process GPU-a1 %ld 1024\nprocess GPU-a1 1 512\n",
		(long)getpid());
	be_nvml(world);
	began = clock();
	for (int i = 0; i < n; i++)
		slots_report(h.slots, true, report);
	if (many)
		printf("%d looks: %.3f ms each\n", n,
			(double)(clock() - began) * 1e3 / CLOCKS_PER_SEC / n);
	ck_assert_uint_eq(report[0].state.n_users, 2);
	ck_assert_uint_eq(report[0].state.users[0].trial, 12);
	ck_assert(report[0].state.users[1].foreign);
	ck_assert_uint_eq(report[0].state.users[1].trial, DEVICE_NO_TRIAL);
	ck_assert_int_eq(report[0].taken, 1);
	slots_give_back(h.slots, &a);
	slots_give_back(h.slots, &b);
	close_slots(&h);
}
END_TEST

/*
 * Words. All of these lines are from sources or documentation.
 */

enum said { MACHINE, GPU, BROKEN, OTHER };

static const struct {
	const char *line;
	enum said said;
} said[] = {
	{"torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 GiB.", GPU},
	{"torch.OutOfMemoryError: HIP out of memory. Tried to allocate 2.00 GiB.", GPU},
	{"RuntimeError: CUDA error: out of memory", GPU},
	{"RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling "
	 "`cublasCreate(handle)`",
		GPU},
	{"RuntimeError: cuDNN error: CUDNN_STATUS_ALLOC_FAILED", GPU},
	{"torch.OutOfMemoryError: XPU out of memory. Tried to allocate 7.45 GiB.", GPU},
	{"RuntimeError: MPS backend out of memory (MPS allocated: 17.91 GB)", GPU},
	{"jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while "
	 "trying to allocate 80000000000 bytes.",
		GPU},
	{"jax.errors.JaxRuntimeError: RESOURCE_EXHAUSTED: Failed to allocate request for "
	 "16.0GiB (17179869184B) on device ordinal 0",
		GPU},
	{"ResourceExhaustedError: OOM when allocating tensor with shape[1,2] and type "
	 "float "
	 "on /job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc",
		GPU},
	{"ResourceExhaustedError: OOM when allocating tensor with shape[1,2] and type "
	 "float "
	 "on /job:localhost/replica:0/task:0/device:CPU:0 by allocator cpu",
		MACHINE},
	{"cupy.cuda.memory.OutOfMemoryError: Out of memory allocating 8,000,000,000 "
	 "bytes",
		GPU},
	{"numba.cuda.cudadrv.driver.CudaAPIError: [2] Call to cuMemAlloc results in "
	 "CUDA_ERROR_OUT_OF_MEMORY",
		GPU},
	{"xgboost.core.XGBoostError: [10:00:00] cudaErrorMemoryAllocation: out of memory",
		GPU},
	{"MemoryError: std::bad_alloc: CUDA error at: rmm/device_memory_resource.hpp: "
	 "cudaErrorMemoryAllocation out of memory",
		GPU},
	{"ERROR: Out of GPU memory trying to allocate 14.901 GiB", GPU},
	{"RuntimeError: hipErrorOutOfMemory", GPU},
	{"pyopencl._cl.MemoryError: clEnqueueNDRangeKernel failed: "
	 "CL_MEM_OBJECT_ALLOCATION_FAILURE - out of memory",
		GPU},
	{"MemoryError", MACHINE},
	{"RuntimeError: [enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't "
	 "allocate memory: you tried to allocate 8000000000000 bytes.",
		MACHINE},
	{"what():  std::bad_alloc", MACHINE},
	{"Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space",
		MACHINE},
	{"OSError: [Errno 12] Cannot allocate memory", MACHINE},
	{"RuntimeError: CUDA error: uncorrectable ECC error encountered", BROKEN},
	{"CUDA error: all CUDA-capable devices are busy or unavailable", BROKEN},
	{"Unable to determine the device handle for GPU0: 0000:01:00.0: GPU is lost.  "
	 "Reboot the system to recover this GPU",
		BROKEN},
	{"NVRM: Xid (PCI:0000:01:00): 79, GPU has fallen off the bus.", BROKEN},
	{"RuntimeError: CUDA error: device-side assert triggered", OTHER},
	{"RuntimeError: CUDA error: an illegal memory access was encountered", OTHER},
	{"RuntimeError: CUDA error: invalid device ordinal", OTHER},
	{"ValueError: no data", OTHER},
};

START_TEST(what_a_program_says_of_its_gpu)
{
	const char *line = said[_i].line;
	enum said got = says_device_out_of_memory(line) ? GPU
			: says_out_of_memory(line)	? MACHINE
			: says_device_broken(line)	? BROKEN
							: OTHER;

	ck_assert_msg(got == said[_i].said, "%s: %d", line, (int)got);
}
END_TEST

static TCase *case_of(const char *name)
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, set_up, tear_down);
	return t;
}

int main(void)
{
	Suite *s = suite_create("devices");
	TCase *t = case_of("conventions");

	tcase_add_loop_test(
		t, what_a_program_sees, 0, sizeof(conventions) / sizeof(*conventions));
	suite_add_tcase(s, t);
	t = case_of("sources");
	tcase_add_test(t, nvidia_smi_where_there_is_no_nvml);
	tcase_add_test(t, the_kernels_files_where_there_is_neither);
	tcase_add_test(t, how_a_gpu_of_amd_is_doing);
	suite_add_tcase(s, t);
	t = case_of("slots");
	tcase_add_test(t, what_others_use_is_left_alone);
	tcase_add_test(t, a_device_that_vanishes_is_given_to_nobody);
	tcase_add_test(t, memory_that_others_take_is_no_trials_fault);
	tcase_add_test(t, a_device_holds_fewer_when_memory_was_short);
	tcase_add_test(t, who_is_to_be_alone_is_not_overtaken);
	tcase_add_test(t, who_is_to_be_alone_does_not_wait_for_a_lost_gpu);
	tcase_add_test(t, what_was_on_hold_goes_on_where_it_was);
	suite_add_tcase(s, t);
	t = case_of("looks");
	tcase_add_test(t, nobody_looks_while_nobody_asks);
	tcase_add_test(t, whose_memory_it_is);
	tcase_add_loop_test(
		t, what_a_program_says_of_its_gpu, 0, sizeof(said) / sizeof(*said));
	suite_add_tcase(s, t);
	return run_suite(s);
}
