import { expect, it } from 'vitest';
import { DeliveryFault, type ChatAdapter } from '../core/delivery/chat-adapter.ts';
import { Problem } from '../core/errors.ts';
import type { Change } from '../core/rooms/change.ts';
import type { RoomLog } from '../core/rooms/room-log.ts';
import { meteredAdapter } from './metered-adapter.ts';
import { MeteredLog } from './metered-log.ts';
import { meteredLimiter } from './metered-limiter.ts';
import { PrometheusMeter } from './prometheus-meter.ts';

const change = (kind: 'join' | 'leave'): Change => ({
  roomId: 'room',
  key: 'key',
  actor: { id: 'ana', name: 'Ana', via: 'web' },
  action: { kind },
});

it('counts what the log took, what it had already, and what it refused by code', async () => {
  const meter = new PrometheusMeter();
  const answers = [
    () => Promise.resolve({ seq: 1, changed: true }),
    () => Promise.resolve({ seq: 1, changed: false }),
    () => Promise.reject(new Problem('banned', 'No.')),
    () => Promise.reject(new Error('a fault')),
  ];
  const inner: Pick<RoomLog, 'append'> = { append: () => answers.shift()?.() ?? Promise.reject(new Error()) };
  const log = new MeteredLog(inner as RoomLog, meter);
  await log.append(change('join'));
  await log.append(change('join'));
  await expect(log.append(change('join'))).rejects.toThrow('No.');
  await expect(log.append(change('leave'))).rejects.toThrow('a fault');
  const text = await meter.registry.metrics();
  expect(text).toContain('matinee_changes_accepted_total{kind="join"} 1');
  expect(text).toContain('matinee_changes_repeated_total{kind="join"} 1');
  expect(text).toContain('matinee_changes_refused_total{kind="join",code="banned"} 1');
  expect(text).toContain('matinee_changes_refused_total{kind="leave",code="internal"} 1');
  expect(text).toContain('matinee_append_seconds_count 4');
  expect(text).toContain('matinee_append_waiting 0');
});

it('counts what a platform answered, by call and outcome, and lets it through unchanged', async () => {
  const meter = new PrometheusMeter();
  const adapter: Pick<ChatAdapter, 'platform' | 'post' | 'notify'> = {
    platform: 'slack',
    post: () => Promise.resolve(['1']),
    notify: () => Promise.reject(new DeliveryFault('wait', 'Slow down.', 500)),
  };
  const measured = meteredAdapter(adapter as ChatAdapter, meter);
  expect(measured.platform).toBe('slack');
  expect(await measured.post({} as never, {} as never)).toEqual(['1']);
  await expect(measured.notify({} as never, 'x')).rejects.toMatchObject({ kind: 'wait', retryAfter: 500 });
  const text = await meter.registry.metrics();
  expect(text).toContain('matinee_platform_calls_total{platform="slack",call="post",outcome="ok"} 1');
  expect(text).toContain('matinee_platform_calls_total{platform="slack",call="notify",outcome="wait"} 1');
});

it('counts refusals by limit', async () => {
  const meter = new PrometheusMeter();
  const limiter = meteredLimiter(
    {
      take: () => Promise.reject(new Problem('rate_limited', 'Too much.')),
      check: () => Promise.resolve(),
      giveBack: () => Promise.resolve(),
    },
    meter,
  );
  await expect(limiter.take('code', 'ana')).rejects.toThrow('Too much.');
  await limiter.check('code', 'ana');
  expect(await meter.registry.metrics()).toContain('matinee_rate_limited_total{limit="code"} 1');
});

it('shows the other gauges when one cannot be read, or hangs', async () => {
  const meter = new PrometheusMeter();
  meter.watch('matinee_part_up', () => Promise.reject(new Error('away')));
  meter.watch('matinee_link_lag_events', () => new Promise(() => undefined));
  meter.watch('matinee_sockets', () => [{ labels: {}, value: 7 }]);
  expect(await meter.registry.metrics()).toContain('matinee_sockets 7');
});
