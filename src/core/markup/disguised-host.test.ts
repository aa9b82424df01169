import { describe, expect, it } from 'vitest';
import { disguisedHost, hostOf } from './disguised-host.ts';
import { honestLabel } from './plain-text.ts';
import type { Link } from './tree.ts';

const link = (label: string, url: string): Link => ({
  type: 'link',
  url,
  children: [{ type: 'text', text: label }],
});

describe('a link label', () => {
  it.each([
    ['https://bank.kr', 'https://evil.kr/x'],
    ['bank.kr', 'https://evil.kr'],
    ['http://bank', 'https://evil.kr'],
    ['은행(www.bank.kr)에서', 'https://evil.kr'],
    ['ｂａｎｋ．ｋｒ', 'https://evil.kr'],
    ['bank。kr', 'https://evil.kr'],
    ['ba\u200bnk.\u2060kr', 'https://evil.kr'],
    ['bank.kr', 'https://bank.kr.evil.kr'],
    ['BANK.KR', 'https://evil.kr'],
    ['me@bank.kr', 'mailto:me@evil.kr'],
  ])('%s is not believed when it leads to %s', (label, url) => {
    expect(disguisedHost(link(label, url))).toBe(hostOf(url));
    expect(honestLabel(link(label, url))).toBe(`${label} (${hostOf(url)})`);
  });

  it.each([
    ['여기', 'https://evil.kr'],
    ['bank.kr', 'https://bank.kr/login'],
    ['www.bank.kr', 'https://bank.kr'],
    ['https://bank.kr', 'https://www.bank.kr:8443/x'],
    ['bank.kr', 'https://login.bank.kr'],
    ['9.5점, 3.14', 'https://film.kr'],
    ['https://bank.kr (evil.kr)', 'https://evil.kr'],
  ])('%s is left alone when it leads to %s', (label, url) => {
    expect(disguisedHost(link(label, url))).toBeUndefined();
    expect(honestLabel(link(label, url))).toBe(label);
  });
});
