/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers that a seed repeats. */
#include "model.h"

static uint64_t dice_next(struct dice *dice)
{
	uint64_t mixed = dice->state += 0x9e3779b97f4a7c15;

	mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
	mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
	return mixed ^ (mixed >> 31);
}

struct dice dice_new(uint64_t seed, uint64_t stream)
{
	struct dice dice = { .state = seed * 0x2545f4914f6cdd1d + stream };

	(void)dice_next(&dice);
	dice.state ^= dice_next(&dice) << 1;
	return dice;
}

uint64_t dice_below(struct dice *dice, uint64_t below)
{
	return below ? dice_next(dice) % below : 0;
}

bool dice_percent(struct dice *dice, unsigned percent)
{
	return dice_below(dice, 100) < percent;
}
