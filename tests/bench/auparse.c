/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the least use of libauparse costs: every event of a log, and nothing done with it. */
#include <auparse.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	auparse_state_t *parser = argc == 2 ? auparse_init(AUSOURCE_FILE, argv[1]) : NULL;
	unsigned long events = 0;

	if (!parser)
		return 4;
	while (auparse_next_event(parser) > 0)
		events++;
	(void)printf("%lu\n", events);
	auparse_destroy(parser);
	return 0;
}
