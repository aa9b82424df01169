import type { Fault } from '../fault.ts';

export const courierKilled: Fault = {
  id: 'F2',
  name: 'a process is killed while it delivers',
  does: 'the platform holds its answers back, so that the kill falls between its taking a line and our noting it',
  weight: 2,
  recovers: 45_000,
  async strike({ theatre, random, talk }) {
    const platform = random.of(['discord', 'slack'] as const);
    if (platform === 'discord')
      await theatre.standIns.call('discord.faults', 'slow', { ms: 400, only: '/webhooks/' });
    else
      await theatre.standIns.call('slack.faults', 'slow', {
        delayMs: 400,
        method: 'chat.postMessage',
        forMs: 60_000,
      });
    const product = await theatre.serving(platform);
    await talk(random.between(200, 500));
    await product.end('SIGKILL');
    await theatre.standIns.call('house', 'clearFaults');
    await talk(200);
    await product.start();
  },
};
