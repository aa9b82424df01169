import type { Fault } from '../fault.ts';

export const eventsDoubled: Fault = {
  id: 'F8',
  name: 'platforms tell each event several times',
  does: 'each Discord event up to four times, each Slack event up to three times, under its own or another event id',
  weight: 4,
  recovers: 15_000,
  async strike({ theatre: { standIns }, random, talk }) {
    await standIns.call('discord.faults', 'duplicateEvents', { atMost: 4 });
    await standIns.call('slack.faults', 'duplicateEvents', {
      copies: random.between(2, 3),
      sameEventId: random.below(2) === 0,
      times: 100_000,
    });
    await talk(random.between(400, 1_200));
  },
};
