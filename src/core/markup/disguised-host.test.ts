import { describe, expect, it } from 'vitest';
import { disguisedHost } from './disguised-host.ts';
import { DISGUISED, HONEST } from './masked-link-samples.ts';
import { honestLabel } from './plain-text.ts';
import type { Link } from './tree.ts';

const link = (label: string, url: string): Link => ({
  type: 'link',
  url,
  children: [{ type: 'text', text: label }],
});

describe('a link label', () => {
  it.each(DISGUISED)('%s is not believed when it leads to %s', (label, url, host) => {
    expect(disguisedHost(link(label, url))).toBe(host);
    expect(honestLabel(link(label, url))).toBe(`${label} (${host})`);
  });

  it.each(HONEST)('%s is left alone when it leads to %s', (label, url) => {
    expect(disguisedHost(link(label, url))).toBeUndefined();
    expect(honestLabel(link(label, url))).toBe(label);
  });
});
