import type { Fault } from '../fault.ts';

export const eventsDisordered: Fault = {
  id: 'F9',
  name: 'platforms tell events out of order',
  does: 'edits, deletions, reactions and answers come before what they concern',
  weight: 4,
  recovers: 70_000,
  async strike({ theatre: { standIns }, random, talk }) {
    await standIns.call('discord.faults', 'reorderEvents', {
      window: random.between(2, 5),
      holdMs: random.between(20, 80),
    });
    await standIns.call('slack.faults', 'reorderEvents', { window: 2, maxHoldMs: 80, times: 100_000 });
    await talk(random.between(500, 1_500));
  },
};
