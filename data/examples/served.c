/* sqrt(2) by damped steps, in C: cc -o served served.c -ljansson -lm; a task is a line. */
#include <jansson.h>
#include <math.h>

int main(void)
{
	json_t *task;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((task = json_loadf(stdin, JSON_DISABLE_EOF_CHECK, NULL))) {
		const char *folder;
		char path[4096];
		double x = 1, damping;
		int from, to;

		json_unpack(task, "{s:i, s:i, s:s, s:{s:F}}", "from", &from, "to", &to,
			"checkpoint", &folder, "config", "damping", &damping);
		snprintf(path, sizeof(path), "%s/state", folder);
		FILE *state = fopen(path, from ? "r+" : "w");
		if (!state || (from && fscanf(state, "%lf", &x) != 1))
			return 1;
		for (int epoch = from + 1; epoch <= to; epoch++) {
			x -= damping * (x * x - 2) / (2 * x);
			rewind(state), fprintf(state, "%.17f\n", x), fflush(state);
			printf("{\"epoch\": %d, \"gap\": %.17g}\n", epoch, fabs(x * x - 2));
		}
		puts("{\"done\": true}"), fclose(state), json_decref(task);
	}
}
