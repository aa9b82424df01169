import { v7 as uuid } from 'uuid';
import { afterEach, describe, expect, it } from 'vitest';
import type { EventBus } from '../../../core/ports/event-bus.ts';
import type { RoomLog } from '../../../core/rooms/room-log.ts';
import type { Room } from '../../../core/rooms/room.ts';
import { quietLogger } from '../../../../tests/support/quiet-logger.ts';
import { FeedHub } from './feed-hub.ts';
import type { FeedObserver } from './room-feed.ts';

/** A bus that knows who listens. */
class BusOfListeners implements EventBus {
  listeners = 0;
  recovered: () => void = () => undefined;
  publish(): void {}
  subscribe(): Promise<{ end(): Promise<void> }> {
    this.listeners++;
    return Promise.resolve({ end: () => Promise.resolve(void this.listeners--) });
  }
  onRecovered(handler: () => void): void {
    this.recovered = handler;
  }
  status(): string {
    return 'connected';
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

const observer: FeedObserver = {
  onControl: () => undefined,
  onSignal: () => undefined,
  onPending: () => undefined,
  onDelivered: () => undefined,
};
const aRoom = (): Room => ({
  id: uuid(),
  slug: 'room',
  title: 'A room',
  topic: '',
  movieId: null,
  visibility: 'public',
  passwordHash: null,
  capacity: null,
  ownerId: uuid(),
  seq: 3,
  epoch: uuid(),
});

const hubs: FeedHub[] = [];
afterEach(() => {
  for (const hub of hubs.splice(0)) hub.close();
});

function aHub(log: Partial<RoomLog>): { hub: FeedHub; bus: BusOfListeners } {
  const bus = new BusOfListeners();
  const hub = new FeedHub(log as RoomLog, bus, observer, quietLogger());
  hubs.push(hub);
  return { hub, bus };
}

describe('the feeds of a process', () => {
  it('are one for each room, however many open it at once', async () => {
    const room = aRoom();
    const { hub, bus } = aHub({ heads: () => Promise.resolve(new Map([[room.id, 7]])) });
    const feeds = await Promise.all([hub.open(room), hub.open(room), hub.open(room)]);
    expect(new Set(feeds).size).toBe(1);
    expect([feeds[0]?.seq, bus.listeners]).toEqual([7, 1]);
  });

  it('leave nobody listening when one could not be opened, and can be opened again', async () => {
    const room = aRoom();
    let away = true;
    const { hub, bus } = aHub({
      heads: () =>
        away ? Promise.reject(new Error('the store is away')) : Promise.resolve(new Map([[room.id, 7]])),
    });
    await expect(hub.open(room)).rejects.toThrow('the store is away');
    expect(bus.listeners).toBe(0);
    away = false;
    expect((await hub.open(room)).seq).toBe(7);
    expect(bus.listeners).toBe(1);
  });

  it('go to the log when the bus has recovered', async () => {
    const room = aRoom();
    const asked: number[] = [];
    const { hub, bus } = aHub({
      heads: () => Promise.resolve(new Map([[room.id, 7]])),
      read: (_room, after) => Promise.resolve(void asked.push(after)).then(() => []),
    });
    await hub.open(room);
    bus.recovered();
    expect(asked).toEqual([7]);
  });

  it('end with the process', async () => {
    const room = aRoom();
    const { hub, bus } = aHub({ heads: () => Promise.resolve(new Map()) });
    await hub.open(room);
    hub.close();
    await Promise.resolve();
    expect(bus.listeners).toBe(0);
  });
});
