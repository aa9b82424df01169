import { expect, it } from 'vitest';
import { PLATFORMS } from '../../adapters/index.ts';
import { linkNews } from './notices.ts';
import { Platforms } from './platforms.ts';

const platforms = new Platforms(PLATFORMS.map(({ facts }) => facts));

it('are named in a text of either language', () => {
  expect(platforms.anyOf('en')).toBe('Discord or Slack');
  expect(platforms.anyOf('ko')).toBe('Discord 또는 Slack');
});

it('that only a newer version knows are shown by their id', () => {
  expect(platforms.name('zulip')).toBe('zulip');
  const actor = { id: 'm', name: 'Matinee', via: 'web' };
  const data = { platform: 'zulip', channel: 'films' };
  const event = { op: 'event', room: 'parasite', seq: 1, at: '', actor, kind: 'link.mended', data } as const;
  expect(linkNews(event, platforms)).toMatch(/^zulip #films can be reached again/);
  expect(platforms.of('zulip').managers.ko).toMatch(/연결하거나 연결을 끊을 수 있어요/);
});

it('tell clients their titles and colours, and nothing else', () => {
  expect(platforms.views.map((view) => Object.keys(view))).toEqual([
    ['id', 'title', 'colour'],
    ['id', 'title', 'colour'],
  ]);
});
