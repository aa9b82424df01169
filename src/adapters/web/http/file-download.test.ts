import { describe, expect, it } from 'vitest';
import { downloadHeaders, rangeOf } from './file-download.ts';

describe('how a file is handed out', () => {
  it.each([
    ['../../etc/passwd', 'passwd', 'passwd'],
    ['C:\\x\\evil.html', 'evil.html', 'evil.html'],
    ['a\r\nSet-Cookie: x.pdf', 'a Set-Cookie_ x.pdf', 'a%20Set-Cookie_%20x.pdf'],
    ['gpj\u202eexe.pdf', 'gpjexe.pdf', 'gpjexe.pdf'],
    ['대본.pdf', '__.pdf', '%EB%8C%80%EB%B3%B8.pdf'],
    ['"; x="y.pdf', '__ x=_y.pdf', '__%20x%3D_y.pdf'],
    ['%00%2e%2e%2f.png', '_00_2e_2e_2f.png', '_00_2e_2e_2f.png'],
    [
      '<img src=x onerror=alert(1)>.svg',
      '_img src=x onerror=alert(1)_.svg',
      '_img%20src%3Dx%20onerror%3Dalert%281%29_.svg',
    ],
  ])('%j is saved under a name that does no harm', (name, plain, encoded) => {
    expect(downloadHeaders(name)['Content-Disposition']).toBe(
      `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
    );
  });

  it('is the same whatever the file is: bytes to save', () => {
    for (const name of ['a.html', 'a.svg', 'a.pdf', 'a'.repeat(5_000)]) {
      const headers = downloadHeaders(name);
      expect(headers).toMatchObject({
        'Content-Type': 'application/octet-stream',
        'X-Content-Type-Options': 'nosniff',
      });
      expect(JSON.stringify(headers).length).toBeLessThan(1_000);
    }
  });
});

describe('the range that is asked for', () => {
  it.each([
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=10-', { first: 10, last: 99 }],
    ['bytes=-5', { first: 95, last: 99 }],
    ['bytes=-500', { first: 0, last: 99 }],
    ['bytes=90-500', { first: 90, last: 99 }],
    ['bytes=100-', 'none of it'],
    ['bytes=-0', 'none of it'],
    ['bytes=5-2', null],
    ['bytes=0-1,5-6', null],
    ['lines=0-1', null],
    ['bytes=-', null],
    [undefined, null],
  ] as const)('%s is %j of a hundred bytes', (header, range) => {
    expect(rangeOf(header, 100)).toEqual(range);
  });
});
