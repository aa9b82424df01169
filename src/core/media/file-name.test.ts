import { describe, expect, it } from 'vitest';
import { safeFileName } from './file-name.ts';

describe('the name of a file', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['대본 3고.hwp', '대본 3고.hwp'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\evil.exe', 'evil.exe'],
    ['..', 'file'],
    ['../', 'file'],
    ['.htaccess', 'htaccess'],
    ['gpj\u202eexe.doc', 'gpjexe.doc'],
    ['a\r\nSet-Cookie: x.txt', 'a Set-Cookie: x.txt'],
    ['\u0000\u200b\u2066', 'file'],
    ['', 'file'],
  ])('%j is kept as %j', (given, kept) => {
    expect(safeFileName(given)).toBe(kept);
  });

  it('is never long, and keeps its ending', () => {
    for (const long of ['x'.repeat(5_000), '👨‍👩‍👧‍👦'.repeat(1_000), '가'.repeat(5_000)]) {
      const kept = safeFileName(`${long}.pdf`);
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(180);
      expect(kept.endsWith('.pdf')).toBe(true);
    }
  });

  it('stays as it is when it is made safe again', () => {
    for (const name of ['a.b.c.tar.gz', '../x/../y z.pdf', '가나다.zip', `${'long '.repeat(100)}.txt`])
      expect(safeFileName(safeFileName(name))).toBe(safeFileName(name));
  });
});
