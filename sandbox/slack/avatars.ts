import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG file of 8-bit RGB pixels, row by row. */
function encodePng(width: number, height: number, pixels: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    rows.set(pixels.subarray(y * width * 3, (y + 1) * width * 3), y * (width * 3 + 1) + 1);
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

type Colour = [number, number, number];

function hsl(hue: number, saturation: number, lightness: number): Colour {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const part = (offset: number): number => {
    const place = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1))));
  };
  return [part(0), part(8), part(4)];
}

function mix(one: Colour, other: Colour, share: number): Colour {
  return [0, 1, 2].map((index) => (one[index] ?? 0) * (1 - share) + (other[index] ?? 0) * share) as Colour;
}

/** How much of a pixel lies inside the quarter disc of a tile; soft at the rim. */
function quarter(x: number, y: number, turn: number, soft: number): number {
  const dx = turn % 2 === 0 ? x : 1 - x;
  const dy = turn < 2 ? y : 1 - y;
  return Math.max(0, Math.min(1, (1 - Math.hypot(dx, dy)) / soft + 0.5));
}

const cache = new Map<string, Buffer>();

/**
 * The generated picture of somebody: a 3 by 3 pattern of quarter discs in two related colours, always
 * the same for the same id. `size` is the edge in pixels (16 to 512).
 */
export function avatarPng(id: string, size: number): Buffer {
  const edge = Math.max(16, Math.min(512, Math.round(size)));
  const key = `${id}:${edge}`;
  const known = cache.get(key);
  if (known) return known;
  const seed = createHash('sha256').update(id).digest();
  const hue = ((seed[0] ?? 0) * 360) / 256;
  const ground = hsl(hue, 0.55, 0.38);
  const shade = hsl((hue + 25 + (seed[1] ?? 0) / 8) % 360, 0.6, 0.62);
  const light = hsl((hue + 150 + (seed[2] ?? 0) / 4) % 360, 0.65, 0.78);
  const pixels = new Uint8Array(edge * edge * 3);
  for (let y = 0; y < edge; y += 1) {
    for (let x = 0; x < edge; x += 1) {
      const column = Math.min(2, Math.floor((x * 3) / edge));
      const row = Math.min(2, Math.floor((y * 3) / edge));
      const code = seed[3 + row * 3 + column] ?? 0;
      const inside = quarter((x * 3) / edge - column, (y * 3) / edge - row, code % 4, 3 / edge);
      const figure = code % 5 === 0 ? light : shade;
      pixels.set(mix(ground, figure, code % 7 === 6 ? 0 : inside).map(Math.round), (y * edge + x) * 3);
    }
  }
  const png = encodePng(edge, edge, pixels);
  cache.set(key, png);
  return png;
}
