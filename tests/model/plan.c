/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parameters of a boot, from its seed. */
#include "model.h"

#include <libaudit.h>
#include <stdlib.h>
#include <string.h>

/* The kernels that most machines have come most often. */
static const struct release *choose_release(struct dice *dice)
{
	static const uint8_t weights[] = { 4, 2, 3, 3, 6, 4, 6, 4, 6, 10, 14, 8, 5, 6 };
	unsigned sum = 0, at;

	for (size_t i = 0; i < n_releases; i++)
		sum += weights[i];
	at = (unsigned)dice_below(dice, sum);
	for (size_t i = 0; i < n_releases; i++) {
		if (at < weights[i])
			return &releases[i];
		at -= weights[i];
	}
	return &releases[0];
}

static uint32_t choose_limit(struct dice *dice)
{
	static const uint32_t limits[] = { 0,  1,  2,  3,  5,  12,  18,	 20,  32,  40,	64,
					   64, 64, 64, 64, 80, 100, 128, 200, 320, 512, 8192 };

	return limits[dice_below(dice, sizeof(limits) / sizeof(limits[0]))];
}

/* The socket, the rules before auditd, auditd: in any order but that. */
static void place_daemons(struct plan *plan, struct dice *dice)
{
	plan->auditd_at = plan->ops * (40 + (unsigned)dice_below(dice, 50)) / 100 + 1;
	if (dice_percent(dice, 70))
		plan->journal_at = 1 + (unsigned)dice_below(dice, plan->ops);
	if (plan->journal_at && dice_percent(dice, 50))
		plan->journal_at = 1 + plan->journal_at / 8;
	plan->journal_lost = dice_percent(dice, 15) ? 1 + (unsigned)dice_below(dice, 10) : 0;
	plan->journald_enables = dice_percent(dice, 75) ? -1 : dice_percent(dice, 60);
	if (dice_percent(dice, 40))
		plan->rules_at = 1 + (unsigned)dice_below(dice, plan->auditd_at);
	plan->rules_after = plan->rules_at ? dice_percent(dice, 20) : dice_percent(dice, 85);
	plan->auditd_enables = dice_percent(dice, 60);
}

static void choose_rules(struct plan *plan, struct dice *dice)
{
	static const uint16_t types[] = { AUDIT_EOE, AUDIT_EOE,		 AUDIT_PROCTITLE,
					  AUDIT_CWD, AUDIT_CWD,		 AUDIT_SERVICE_START,
					  AUDIT_BPF, AUDIT_CONFIG_CHANGE };
	static const int64_t sizes[] = { 8192, 8192, 8192, 320, 128, 64, 30, 0 };

	plan->resize = dice_percent(dice, 75) ? sizes[dice_below(dice, 8)] : -1;
	plan->wait_ms = dice_percent(dice, 85) ? 60000 : 0;
	plan->never_task = dice_percent(dice, 8);
	plan->rate = dice_percent(dice, 4) ? 20 + (int)dice_below(dice, 100) : 0;
	while (plan->n_excludes < MODEL_EXCLUDES && dice_percent(dice, 12))
		plan->excludes[plan->n_excludes++] = types[dice_below(dice, 8)];
}

static void choose_scheduling(struct plan *plan, struct dice *dice)
{
	plan->cpus = dice_percent(dice, 35) ? 1 : 1 + (unsigned)dice_below(dice, MODEL_CPUS);
	plan->kauditd = 20 + (unsigned)dice_below(dice, 300);
	plan->run = 1 + (unsigned)dice_below(dice, dice_percent(dice, 70) ? 4 : 60);
	plan->preempt = dice_percent(dice, 50) ? 0 : 1 + (unsigned)dice_below(dice, 30);
	plan->laziness = dice_percent(dice, 50) ? 0 : (unsigned)dice_below(dice, 100);
	plan->stuck = dice_percent(dice, 75) ? 0 : (unsigned)dice_below(dice, 97);
	plan->foreign_prints = dice_percent(dice, 80) ? 0 : (unsigned)dice_below(dice, 20);
}

static void choose_mix(struct plan *plan, struct dice *dice)
{
	for (size_t i = 0; i < sizeof(plan->mix) / sizeof(plan->mix[0]); i++)
		plan->mix[i] = dice_percent(dice, 55) ? 0 : 1 + (unsigned)dice_below(dice, 20);
	plan->mix[0] += 3;
}

/* What seldom comes, and then confuses. */
static void choose_trouble(struct plan *plan, struct dice *dice)
{
	plan->deaf = dice_percent(dice, 94) ? 0 : 1 + (unsigned)dice_below(dice, 300);
	/* sk_sndtimeo has no end there. */
	if (plan->release->family == FAMILY_CALLER || plan->release->family == FAMILY_EMPTY)
		plan->deaf = 0;
	if (dice_percent(dice, 6))
		plan->stops_at = plan->auditd_at + 1 + (unsigned)dice_below(dice, 20);
	if (dice_percent(dice, 4))
		plan->resets_at = plan->auditd_at + 1 + (unsigned)dice_below(dice, 20);
	if (dice_percent(dice, 8))
		plan->jumps_at = 1 + (unsigned)dice_below(dice, plan->ops);
	plan->jump_ms = (int64_t)dice_below(dice, 8000000) - 4000000;
	plan->dmesg_cut = dice_percent(dice, 90) ? 0 : (unsigned)dice_below(dice, 100);
}

/* A machine at rest: what most boots are like, in which a count can be exact. */
static void calm_down(struct plan *plan, struct dice *dice)
{
	plan->cpus = 1 + (unsigned)dice_below(dice, 2);
	plan->kauditd = 200 + (unsigned)dice_below(dice, 200);
	plan->run = 1 + (unsigned)dice_below(dice, 3);
	plan->preempt = plan->laziness = plan->stuck = plan->foreign_prints = 0;
	plan->n_excludes = 0;
	plan->deaf = plan->stops_at = plan->resets_at = plan->jumps_at = plan->dmesg_cut = 0;
	plan->rate = 0;
	plan->resize = 8192;
	plan->rules_at = 0;
	plan->rules_after = true;
	plan->journald_enables = -1;
	plan->journal_lost = 0;
	plan->audit_given = true;
	plan->damage = DAMAGE_NONE;
	if (plan->journal_at)
		plan->journal_at = 1 + plan->journal_at % 8;
}

struct plan plan_of_seed(uint64_t seed)
{
	struct dice dice = dice_new(seed, 1);
	struct plan plan = { .seed = seed };

	plan.release = choose_release(&dice);
	plan.limit = choose_limit(&dice);
	plan.limit_given = plan.limit != 64 || dice_percent(&dice, 30);
	plan.limit_unparsable = plan.limit == 64 && plan.limit_given && dice_percent(&dice, 15);
	plan.audit_given = dice_percent(&dice, 93);
	plan.ops = 8 + (unsigned)dice_below(&dice, plan.limit > 100 ? 260 : 90);
	choose_scheduling(&plan, &dice);
	place_daemons(&plan, &dice);
	choose_rules(&plan, &dice);
	choose_mix(&plan, &dice);
	choose_trouble(&plan, &dice);
	plan.two_lsms = plan.release->two_lsms && dice_percent(&dice, 60);
	plan.two_objects = plan.two_lsms && dice_percent(&dice, 30);
	plan.dummy_exits = plan.release->dummy_may_exit && dice_percent(&dice, 50);
	plan.journal_kernel = dice_percent(&dice, 60);
	/* Not had: whether late trees of RHEL 7 register before they say so. */
	plan.registers_first = plan.release->registers_first ||
			       (plan.release == &releases[0] && dice_percent(&dice, 50));
	plan.tail = 3 + (unsigned)dice_below(&dice, 10);
	plan.knows_1425 = dice_percent(&dice, 50);
	plan.damage = dice_percent(&dice, 85) ? DAMAGE_NONE : 1 + (enum damage)dice_below(&dice, 3);
	plan.is_tuned = dice_percent(&dice, 35);
	plan.tuned_by = (int)dice_below(&dice, dice_percent(&dice, 60) ? 8 : 100) - 2;
	plan.enriched = dice_percent(&dice, 20);
	if (dice_percent(&dice, 40))
		calm_down(&plan, &dice);
	return plan;
}

static struct replay *read_replay(FILE *stream, size_t *ret_n)
{
	struct replay *replay = calloc(MODEL_RECORDS, sizeof(*replay));
	char word[16];
	unsigned number, type;

	*ret_n = 0;
	while (replay && *ret_n < MODEL_RECORDS && fscanf(stream, "%15s", word) == 1) {
		struct replay *next = &replay[(*ret_n)++];

		if (strcmp(word, "record") == 0 && fscanf(stream, "%u %u", &number, &type) == 2)
			*next = (struct replay){ REPLAY_RECORD, (uint16_t)type, number };
		else if (strcmp(word, "limit") == 0 && fscanf(stream, "%u", &number) == 1)
			*next = (struct replay){ REPLAY_LIMIT, 0, number };
		else if (strcmp(word, "register") == 0 && fscanf(stream, "%u", &number) == 1)
			*next = (struct replay){ REPLAY_REGISTER, 0, number };
		else
			exit(3);
	}
	return replay;
}

struct plan plan_of_file(const char *path, const char *release, uint32_t limit)
{
	FILE *stream = fopen(path, "r");
	struct plan plan = {
		.limit = limit,
		.limit_given = true,
		.audit_given = true,
		.cpus = 1,
		.kauditd = 100000, /* at once, as nearly as it can be */
		.run = 1,
		.journald_enables = -1,
		.resize = -1,
		.tail = 3,
		.mix = { 1 },
	};

	for (size_t i = 0; i < n_releases; i++)
		if (strcmp(releases[i].name, release) == 0)
			plan.release = &releases[i];
	if (!stream || !plan.release)
		exit(3);
	plan.replay = read_replay(stream, &plan.n_replay);
	fclose(stream);
	return plan;
}
