import { expect, it } from 'vitest';
import { sharedFiles, sharedText } from './carried.ts';
import { readWireMessage, type WireMessage } from './wire-message.ts';

// Shapes: docs.slack.dev, reference/events/message and messaging/message-attachments (is_share, is_msg_unfurl, from_url).
const message = (parts: object): WireMessage => {
  const read = readWireMessage({ ts: '1700000000.000100', ...parts });
  if (!read) throw new Error('not a message');
  return read;
};
const asIs = (text: string): string => text;
const share = (parts: object): object => ({ is_share: true, is_msg_unfurl: true, ...parts });
const picture = { id: 'F1', name: 'still.png', mimetype: 'image/png' };

it('quotes a forward beside the comment it was sent with', () => {
  const sent = message({
    text: 'look',
    attachments: [
      share({ author_name: 'Mina', text: 'one\ntwo', from_url: 'https://t.slack.com/archives/C1/p1' }),
    ],
  });
  expect(sharedText(sent, asIs)).toBe('> Mina: one\n> two');
});

it('quotes every message that was forwarded, not the first alone', () => {
  const sent = message({ attachments: [share({ text: 'first' }), share({ text: 'second' })] });
  expect(sharedText(sent, asIs)).toBe('> first\n> second');
});

it('takes along the pictures of a forward, which may have no words', () => {
  const sent = message({ text: 'this one', attachments: [share({ author_name: 'Mina', files: [picture] })] });
  expect(sharedFiles(sent)).toMatchObject([picture]);
  expect(sharedText(sent, asIs)).toBe('> Mina');
});

it('names what it cannot show by what Slack shows in its place', () => {
  const sent = message({ attachments: [share({ fallback: 'A canvas: Watchlist' })] });
  expect(sharedText(sent, asIs)).toBe('> A canvas: Watchlist');
  expect(sharedText(message({ attachments: [share({ from_url: 'https://t.slack.com/x' })] }), asIs)).toBe(
    '> https://t.slack.com/x',
  );
});

it('leaves out what Slack adds to an address that somebody wrote', () => {
  const unfurl = { is_msg_unfurl: true, text: 'what stands there', files: [picture] };
  const sent = message({ text: '<https://t.slack.com/archives/C1/p1>', attachments: [unfurl] });
  expect(sharedText(sent, asIs)).toBe('');
  expect(sharedFiles(sent)).toEqual([]);
  expect(sharedText(message({ attachments: [unfurl] }), asIs)).toBe('> what stands there');
  expect(
    sharedText(message({ text: 'x', attachments: [{ text: 'a page', from_url: 'https://a' }] }), asIs),
  ).toBe('');
});
