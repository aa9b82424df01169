import type { Fault } from '../fault.ts';

const POSTS = ['chat.postMessage', 'chat.update', 'chat.delete', 'reactions.add', 'reactions.remove'];
/** What the web says must not wait for a platform. */
const WEB_MS = 4_000;

export const platformRefuses: Fault = {
  id: 'F7',
  name: 'a platform limits, fails, or loses its answers',
  does: '429, 5xx, answers that come late or never, on Discord or Slack; the other side and the web go on meanwhile',
  weight: 5,
  recovers: 60_000,
  async strike({ theatre, random, talk, fail }) {
    const { standIns } = theatre;
    const ms = random.between(500, 2_500);
    const kind = random.below(4);
    if (random.below(2) === 0) {
      if (kind === 0) await standIns.call('discord.faults', 'rateLimit', { retryAfter: 1, forMs: ms });
      else if (kind === 1)
        await standIns.call('discord.faults', 'serverError', {
          status: random.of([500, 502, 503]),
          forMs: ms,
        });
      else if (kind === 2) await standIns.call('discord.faults', 'slow', { ms: 800, forMs: ms });
      else
        await standIns.call('discord.faults', 'loseAnswer', {
          how: random.of(['reset', 'close'] as const),
          forMs: ms,
        });
    } else if (kind === 0)
      await standIns.call('slack.faults', 'rateLimit', { retryAfter: 1, method: POSTS, forMs: ms });
    else if (kind === 1)
      await standIns.call('slack.faults', 'serverError', { status: random.of([500, 502, 503]), forMs: ms });
    else if (kind === 2) await standIns.call('slack.faults', 'slow', { delayMs: 800, forMs: ms });
    else await standIns.call('slack.faults', 'loseAnswer', { method: POSTS, forMs: ms });
    await talk(ms);
    const asked = Date.now();
    while (theatre.visitors.some(({ pending }) => pending > 0)) {
      if (Date.now() - asked > WEB_MS) return fail('what the web said waited for a platform');
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  },
};
