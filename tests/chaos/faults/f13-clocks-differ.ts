import { existsSync, readdirSync } from 'node:fs';
import type { Fault } from '../fault.ts';

function library(): string | null {
  const folder = '/usr/lib';
  if (!existsSync(folder)) return null;
  const found = readdirSync(folder)
    .map((name) => `${folder}/${name}/faketime/libfaketime.so.1`)
    .find((file) => existsSync(file));
  return found ?? null;
}

export const clocksDiffer: Fault = {
  id: 'F13',
  name: 'a process’s clock is ten minutes off',
  does: 'started with a clock ahead or behind, then as it should be; order is by number, and no time of what is said on the web runs backwards',
  weight: 1,
  recovers: 45_000,
  impossible: () => (library() === null ? 'libfaketime is not installed (apt-get install faketime)' : null),
  async strike({ theatre, random, talk, fail }) {
    const product = random.of(theatre.products);
    await product.end('SIGTERM');
    await product.start({
      LD_PRELOAD: library() ?? '',
      FAKETIME: random.of(['+10m', '-10m']),
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    });
    await talk(random.between(500, 1_000));
    for (const { slug } of theatre.talks) {
      const backwards = await theatre.sql(
        (sql) => sql<{ seq: string }[]>`
          -- What is said on a platform bears the time at which it was said there, however late it comes in.
          select seq from (
            select seq, at, max(at) over (order by seq rows between unbounded preceding and 1 preceding) as before
            from room_events where room_id = (select id from rooms where slug = ${slug})
              and frame::json -> 'actor' ->> 'via' = 'web'
          ) as each where at < before - interval '1 second'`,
      );
      if (backwards.length > 0)
        fail(`times run backwards in ${slug} at ${backwards.map(({ seq }) => seq).join()}`);
    }
    await product.end('SIGTERM');
    await product.start();
  },
};
