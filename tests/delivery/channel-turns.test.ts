import { describe, expect, it } from 'vitest';
import { quietLogger } from '../support/quiet-logger.ts';
import { Problem } from '../../src/core/errors.ts';
import { ChannelTurns } from '../../src/core/delivery/channel-turns.ts';
import type { ChannelRef, Link } from '../../src/core/delivery/link.ts';

const channel = (channelId: string): ChannelRef => ({ platform: 'discord', tenantId: 'guild', channelId });
const linkOf = (ref: ChannelRef): Link => ({
  ...ref,
  id: `link of ${ref.channelId}`,
  roomId: 'room',
  channelName: ref.channelId,
  state: 'active',
  reason: null,
  cursor: 0,
  madeBy: 'somebody',
  createdAt: new Date(),
});

interface Setting {
  turns: ChannelTurns;
  logger: ReturnType<typeof quietLogger>;
  dropped: string[];
}

function setting(find: (ref: ChannelRef) => Promise<Link | null> = async (ref) => linkOf(ref)): Setting {
  const logger = quietLogger();
  const dropped: string[] = [];
  const onDropped = (link: Link): Promise<void> => Promise.resolve(void dropped.push(link.id));
  return { turns: new ChannelTurns({ linkOf: find, logger, onDropped, pause: () => 1 }), logger, dropped };
}

describe('turns of channels', () => {
  it('come one after the other in one channel, and side by side in two', async () => {
    const { turns } = setting();
    const done: string[] = [];
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const slow = turns.take(channel('a'), () => gate.then(() => void done.push('a1')));
    const next = turns.take(channel('a'), async () => void done.push('a2'));
    await turns.take(channel('b'), async () => void done.push('b1'));
    expect(done).toEqual(['b1']);
    open();
    await Promise.all([slow, next]);
    expect(done).toEqual(['b1', 'a1', 'a2']);
  });

  it('wait for the store as long as it takes', async () => {
    let away = 30;
    const { turns } = setting((ref) =>
      away-- > 0 ? Promise.reject(new Error('no connection')) : Promise.resolve(linkOf(ref)),
    );
    let unavailable = 30;
    let attempts = 0;
    await turns.take(channel('a'), async () => {
      attempts++;
      if (unavailable-- > 0) throw new Problem('unavailable', 'The store is away.');
    });
    expect(attempts).toBe(31);
  });

  it('pass over what fails again and again though the store answers', async () => {
    const { turns, logger } = setting();
    let attempts = 0;
    const failing = turns.take(channel('a'), async () => {
      attempts++;
      throw new TypeError('a mistake of ours');
    });
    let next = false;
    await Promise.all([failing, turns.take(channel('a'), async () => void (next = true))]);
    expect([attempts, next]).toEqual([8, true]);
    expect(logger.said.join()).toContain('a mistake of ours');
  });

  it('keep so much waiting and no more, and say that some was dropped once there is room', async () => {
    const { turns, dropped } = setting();
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let taken = 0;
    const all = Array.from({ length: 5_000 }, () =>
      turns.take(channel('a'), () => gate.then(() => void taken++)),
    );
    expect(dropped).toEqual([]);
    open();
    await Promise.all(all);
    expect(taken).toBe(2_000);
    await turns.take(channel('a'), async () => void taken++);
    expect(taken).toBe(2_001);
    expect(dropped).toEqual(['link of a']);
  });

  it('end with everything else, though the store never came back', async () => {
    const { turns } = setting(() => Promise.reject(new Error('no connection')));
    let taken = false;
    const waiting = turns.take(channel('a'), async () => void (taken = true));
    turns.close();
    await waiting;
    expect(taken).toBe(false);
  });
});
