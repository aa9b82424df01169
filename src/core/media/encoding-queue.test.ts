import { describe, expect, it } from 'vitest';
import { Problem } from '../errors.ts';
import { EncodingQueue } from './encoding-queue.ts';
import type { EncodedPicture } from './picture-encoder.ts';

const picture: EncodedPicture = { bytes: Buffer.from('x'), type: 'image/png', width: 1, height: 1 };

/** An encoder whose work ends when it is told to. */
function slowEncoder() {
  const ends: (() => void)[] = [];
  const begun: string[] = [];
  const work = (name: string): Promise<EncodedPicture> => {
    begun.push(name);
    return new Promise((resolve) => ends.push(() => resolve(picture)));
  };
  const queue = new EncodingQueue({
    encode: (bytes) => work(bytes.toString()),
    thumbnail: () => work('thumbnail'),
  });
  const endOne = async (): Promise<void> => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, begun, endOne };
}

describe('pictures that are encoded', () => {
  it('have their turn one after the other, a thumbnail right after its picture', async () => {
    const { queue, begun, endOne } = slowEncoder();
    for (const name of ['one', 'two', 'three']) void queue.encode(Buffer.from(name));
    void queue.thumbnail(picture);
    expect(begun).toEqual(['one']);
    for (let i = 0; i < 4; i++) await endOne();
    expect(begun).toEqual(['one', 'thumbnail', 'two', 'three']);
    expect(queue.waiting).toBe(0);
  });

  it('are sent away when many wait and they can come back; what cannot waits', async () => {
    const { queue, begun, endOne } = slowEncoder();
    for (let i = 0; i < 9; i++) void queue.encode(Buffer.from(`${i}`), { comesBack: true });
    const refused = await queue
      .encode(Buffer.from('late'), { comesBack: true })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Problem);
    expect(refused).toMatchObject({ code: 'unavailable', retryAfter: 3_000 });
    expect(() => queue.refuseWhenFull()).toThrow(Problem);
    void queue.encode(Buffer.from('from a platform'));
    for (let i = 0; i < 9; i++) await endOne();
    expect(begun.at(-1)).toBe('from a platform');
    expect(() => queue.refuseWhenFull()).not.toThrow();
  });

  it('hand the turn on when they fail', async () => {
    let first = true;
    const queue = new EncodingQueue({
      encode: () =>
        first ? ((first = false), Promise.reject(new Error('damaged'))) : Promise.resolve(picture),
      thumbnail: () => Promise.resolve(null),
    });
    const [one, two] = await Promise.allSettled([
      queue.encode(Buffer.from('1')),
      queue.encode(Buffer.from('2')),
    ]);
    expect([one.status, two.status]).toEqual(['rejected', 'fulfilled']);
  });
});
