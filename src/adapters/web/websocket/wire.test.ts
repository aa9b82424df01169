import { describe, expect, it } from 'vitest';
import { textFrames } from './wire.ts';

describe('frames on the wire', () => {
  it('are text, whole, unmasked, and announce their length as the protocol says', () => {
    for (const [length, head] of [
      [0, [0x81, 0]],
      [125, [0x81, 125]],
      [126, [0x81, 126, 0, 126]],
      [65_535, [0x81, 126, 0xff, 0xff]],
      [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
      [100_000, [0x81, 127, 0, 0, 0, 0, 0, 1, 0x86, 0xa0]],
    ] as const) {
      const payload = Buffer.alloc(length, 'x');
      expect(textFrames([payload]).equals(Buffer.concat([Buffer.from(head), payload]))).toBe(true);
    }
  });

  it('stand one after the other in one buffer', () => {
    const frames = textFrames([Buffer.from('가'), Buffer.from('{}'), Buffer.alloc(0)]);
    expect(frames).toEqual(Buffer.from([0x81, 3, 0xea, 0xb0, 0x80, 0x81, 2, 0x7b, 0x7d, 0x81, 0]));
    expect(textFrames([])).toHaveLength(0);
  });
});
