/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/last_words.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#define TAIL 2	     /* lines */
#define TAIL_MAX 160 /* bytes of each of them */

/*
 * How languages begin the line that names an error. Python, Java, JavaScript, Julia: its
 * class; Ruby and Lua: the place first; Go, Rust, R, git, gawk, clang, PHP by a word.
 */
static const char error_form[] =
	"^(?:"
	"[\\w.$:]*(?:Error|Exception|Interrupt|Exit|Failure)(?:: |:?$|\\()"
	"|Error in |Error: |(?:\\S+: )?ERROR: |(?:\\S+: )?error(?:\\[\\w+\\])?: "
	"|(?:\\S+ )*(?i:fatal)(?: (?i:error))?: "
	"|Exception in thread |Caused by: |panic: |thread '.*' panicked "
	"|\\s+what\\(\\): "
	"|[\\w./-]+: [^\\s:]+:\\d+: |[^\\s:]+:\\d+:in "
	")";

/*
 * RESOURCE_EXHAUSTED is JAX's and TensorFlow's word for it, and that of web services for
 * a quota. See tests/check_worker_memory.c for whose words the others are.
 */
static const char memory_form[] =
	"(?i)out[ _-]?of[ _-]?(?:(?:gpu|device|host|video)[ _])?memory"
	"|\\bMemoryError|bad_alloc|bad allocation|\\bENOMEM\\b"
	"|cannot allocate (?:memory|vector)|can't allocate memory|memory exhausted"
	"|unable to allocate .*(?:memory|array|bytes|[kmgtp]i?b\\b)"
	"|failed to allocate .*(?:memory|bytes|[kmgtp]i?b\\b)"
	"|memory allocation (?:of|failed|failure|error)"
	"|insufficient (?:virtual )?memory|run out of memory|ran out of memory"
	"|not enough (?:\\w+ )?memory|alloc_failed|MemoryAllocation\\b"
	"|mem_object_allocation_failure|\\boom\\b|\\boom[- ]kill"
	"|resource_?exhausted(?!.*(?:quota|rate.?limit|too many|larger than))";

/*
 * Of NVIDIA's and AMD's libraries by their prefixes, and of others by what they call a
 * device. XLA and TensorFlow name the processor where it is that.
 */
static const char device_form[] =
	"(?i)^(?!.*(?:device:cpu|\\bcpu\\b))"
	".*(?:(?<![a-z])(?:cuda|cu(?:blas|dnn|sparse|solver|fft|rand)|nccl|hip(?:error|"
	"malloc| )"
	"|roc(?:m|blas|fft)|miopen|xpu|npu|vram)"
	"|gpu[ _](?:mem|\\d|\\w*alloc)|(?:on|of|out of|device:) ?(?:the )?gpu\\b"
	"|device[_ ]?(?:memory|ordinal|alloc)|mps backend|ggml_backend"
	"|\\bCL_MEM|\\bVK_ERROR|resource_?exhausted)";

static const char broken_form[] =
	"(?i)fallen off the bus|gpu[_ ]is[_ ]lost|device[_ ](?:is[_ ])?lost"
	"|devices?[_ ]?(?:are busy or )?unavailable|uncorrectable"
	"|requires? (?:a )?reset|reset required|(?:gpu|device) (?:was|has been) reset"
	"|driver shutting down|(?:cuda|hip)_?error_?(?:deinitialized|system_?not_?ready)";

static const char killed_form[] = "(?i)\\bkilled\\b|\\bsigkill\\b|\\bsignal:? 9\\b"
				  "|\\babruptly|\\bunexpectedly";

static pcre2_code *compile(const char *pattern)
{
	PCRE2_SIZE at;
	int error;

	return pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, 0, &error, &at,
		NULL);
}

static bool fits(pcre2_code *code, const char *text)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	int rc = pcre2_match(
		code, (PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, 0, 0, data, NULL);

	pcre2_match_data_free(data);
	return rc >= 0;
}

static bool fits_form(const char *pattern, const char *text)
{
	pcre2_code *code = compile(pattern);
	bool does = code && fits(code, text);

	pcre2_code_free(code);
	return does;
}

bool says_out_of_memory(const char *line)
{
	return fits_form(memory_form, line);
}

bool says_device_out_of_memory(const char *line)
{
	return says_out_of_memory(line) && fits_form(device_form, line);
}

bool says_device_broken(const char *line)
{
	return fits_form(broken_form, line);
}

bool says_killed(const char *line)
{
	return fits_form(killed_form, line);
}

void last_words_add(struct last_words *w, const char *line, size_t len, bool error)
{
	struct last_line *to = &w->lines[w->n % LAST_LINES];

	while (len && (line[len - 1] == '\r' || line[len - 1] == ' '))
		len--;
	if (!len)
		return;
	len = len < LAST_MAX ? len : LAST_MAX;
	for (size_t i = 0; i < len; i++)
		to->text[i] = line[i] ? line[i] : '?';
	to->text[len] = '\0';
	to->error = error;
	w->n++;
}

/* The i-th line from the end, from 0; NULL: it is not remembered. */
static const struct last_line *line_at(const struct last_words *w, size_t i)
{
	return i < w->n && i < LAST_LINES ? &w->lines[(w->n - 1 - i) % LAST_LINES] : NULL;
}

void last_words_tail(const struct last_words *w, struct strbuf *out)
{
	for (size_t i = TAIL; i-- > 0;)
		if (line_at(w, i))
			strbuf_addf(out, "%.*s%s", TAIL_MAX, line_at(w, i)->text,
				i ? " | " : "");
}

/* Which line it is, from the end; line_at() is NULL: there is none. */
static size_t find_error(const struct last_words *w)
{
	pcre2_code *code = compile(error_form);
	const struct last_line *l;
	size_t i = 0, plain = SIZE_MAX;

	for (; (l = line_at(w, i)) && !(code && fits(code, l->text)); i++)
		if (l->error && plain == SIZE_MAX)
			plain = i;
	pcre2_code_free(code);
	if (!l)
		i = plain == SIZE_MAX ? 0 : plain;
	return i;
}

void last_words_error(const struct last_words *w, struct strbuf *out)
{
	size_t i = find_error(w);
	const struct last_line *l = line_at(w, i);
	const char *text = l ? l->text : "";

	strbuf_adds(out, text + strspn(text, " \t"));
	if (i && out->len && out->buf[out->len - 1] == ':') {
		text = line_at(w, i - 1)->text;
		strbuf_addf(out, " %s", text + strspn(text, " \t"));
	}
}
