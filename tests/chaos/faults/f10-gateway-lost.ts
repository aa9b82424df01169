import type { Fault } from '../fault.ts';

export const gatewayLost: Fault = {
  id: 'F10',
  name: 'Discord’s gateway breaks',
  does: 'cut, asked to reconnect, its session invalid or taken over, or silent; what was missed is read back',
  weight: 4,
  recovers: 60_000,
  async strike({ theatre, random, talk }) {
    const { standIns, toDiscord } = theatre;
    switch (random.below(6)) {
      case 0:
        await standIns.call('discord.faults', 'dropGateway');
        break;
      case 1:
        await standIns.call('discord.faults', 'dropGateway', 4009);
        break;
      case 2:
        await standIns.call('discord.faults', 'askToReconnect');
        break;
      case 3:
        await standIns.call('discord.faults', 'invalidateSessions', { resumable: random.below(2) === 0 });
        break;
      case 4:
        await standIns.call('discord.faults', 'cutOff', random.between(300, 2_000));
        break;
      default:
        // It swallows everything and says nothing: only the missing heartbeats tell.
        toDiscord.freeze();
    }
    await talk(random.between(400, 2_500));
  },
};
