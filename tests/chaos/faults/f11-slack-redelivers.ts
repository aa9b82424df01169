import type { Fault } from '../fault.ts';

export const slackRedelivers: Fault = {
  id: 'F11',
  name: 'Slack sends again, and its sockets break',
  does: 'each event three times under its id, sockets closed, broken, asked to reconnect, or silent',
  weight: 4,
  recovers: 60_000,
  async strike({ theatre, random, talk }) {
    const { standIns, toSlack } = theatre;
    await standIns.call('slack.faults', 'duplicateEvents', { copies: 3, sameEventId: true, times: 100_000 });
    switch (random.below(5)) {
      case 0:
        await standIns.call('slack.faults', 'dropSockets', random.of(['close', 'terminate']));
        break;
      case 1:
        await standIns.call('slack.faults', 'askToReconnect', random.of(['warning', 'refresh_requested']));
        break;
      case 2:
        await standIns.call('slack.faults', 'cutOff', random.between(300, 2_000));
        break;
      case 3:
        toSlack.freeze();
        break;
      default:
    }
    await talk(random.between(400, 2_500));
  },
};
