import sharp from 'sharp';

/** A poster of the real one's shape: two colours that the title decides. */
export async function posterPicture(title: string): Promise<Buffer> {
  let hash = 7;
  for (const letter of title) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="500" height="750">
    <defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="hsl(${hash},60%,45%)"/><stop offset="1" stop-color="hsl(${(hash + 60) % 360},70%,15%)"/></linearGradient></defs>
    <rect width="500" height="750" fill="url(#g)"/><circle cx="${100 + hash}" cy="260" r="130" fill="hsl(${hash},80%,75%)"/></svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 80 }).toBuffer();
}
