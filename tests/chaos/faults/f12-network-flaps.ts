import type { Fault } from '../fault.ts';

export const networkFlaps: Fault = {
  id: 'F12',
  name: 'visitors’ network comes and goes',
  does: 'their connections are reset, delayed, held or refused every few hundred milliseconds; all resume, none reloads',
  weight: 5,
  recovers: 40_000,
  async strike({ theatre, random, talk, fail, excuseVisitors }) {
    const resets = (): number => theatre.visitors.reduce((sum, { reset }) => sum + reset, 0);
    const before = resets();
    excuseVisitors();
    for (let flap = random.between(2, 6); flap > 0; flap--) {
      const { fromVisitors } = random.of(theatre.products);
      const how = random.below(4);
      if (how === 0) fromVisitors.reset();
      else if (how === 1) fromVisitors.delayMs = random.between(20, 300);
      else if (how === 2) fromVisitors.hold();
      else fromVisitors.refuse();
      await talk(random.between(100, 500));
      fromVisitors.heal();
      fromVisitors.delayMs = 0;
    }
    if (resets() > before) fail('somebody had to load a room anew after a short loss');
  },
};
