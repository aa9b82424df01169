import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { looksLikePicture, typeOfBytes } from './file-type.ts';

describe('what a file says that it is', () => {
  it.each([
    ['%PDF-1.7\n…', 'application/pdf'],
    ['PK\x03\x04 and so on', 'application/zip'],
    ['\x00\x00\x00\x18ftypmp42', 'video/mp4'],
    ['GIF89a', 'image/gif'],
    ['RIFF\x00\x00\x00\x00WEBPVP8 ', 'image/webp'],
    ['RIFF\x00\x00\x00\x00WAVEfmt ', 'audio/wav'],
    ['just words', 'text/plain'],
    ['\x00\x01\x02', 'application/octet-stream'],
    ['\xff\xfe\xfd', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ])('%j is %s', (bytes, type) => {
    expect(typeOfBytes(Buffer.from(bytes, 'latin1'))).toBe(type);
  });

  it('is never something that runs in a page', () => {
    for (const page of ['<!doctype html><script>x</script>', '<svg xmlns="…"/>', '<?xml version="1.0"?>'])
      expect(typeOfBytes(Buffer.from(page))).toBe('text/plain');
  });

  it('is told by the first bytes, however much is packed behind them', () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const before = performance.now();
    expect(typeOfBytes(bomb)).toBe('application/gzip');
    expect(looksLikePicture(bomb)).toBe(false);
    expect(performance.now() - before).toBeLessThan(20);
  });

  it('is text too where a character is cut in half at the end of what is looked at', () => {
    expect(typeOfBytes(Buffer.from('가'.repeat(1_000)))).toBe('text/plain');
  });
});
