import { CDN, MessageReferenceType, StickerFormatType } from 'discord.js';
import { expect, it } from 'vitest';
import { saidIn } from './carried.ts';

// Shapes: discord-api-docs, resources/message.mdx (message snapshots, embeds, sticker items) and resources/poll.mdx.
const cdn = new CDN('https://cdn.example');
const said = (message: object): string =>
  saidIn({ content: '', embeds: [], attachments: [], ...message } as never, (text) => text, cdn);
const forward = (...messages: object[]): object => ({
  message_reference: { type: MessageReferenceType.Forward, channel_id: '1', message_id: '2' },
  message_snapshots: messages.map((message) => ({
    message: { content: '', embeds: [], attachments: [], ...message },
  })),
});
const sticker = { id: '7', name: 'pop corn', format_type: StickerFormatType.PNG };

it('has the words of a forward as a quote, of several one after the other', () => {
  expect(said(forward({ content: 'first\nsecond' }, { content: 'third' }))).toBe(
    '> first\n> second\n> third',
  );
});

it('has what an embed shows when a forward is an embed alone', () => {
  const embed = {
    title: 'Parasite',
    url: 'https://example.com/p',
    description: 'Stairs.',
    fields: [{ name: 'Year', value: '2019' }],
  };
  expect(said(forward({ embeds: [embed] }))).toBe(
    '> **Parasite**\n> Stairs.\n> **Year** 2019\n> https://example.com/p',
  );
  expect(said(forward({ embeds: [{ image: { url: 'https://example.com/i.png' } }] }))).toBe(
    '> https://example.com/i.png',
  );
});

it('has a sticker beside text, alone, and in a forward', () => {
  expect(said({ content: 'look', sticker_items: [sticker] })).toBe(
    'look\n<:pop_corn:https://cdn.example/stickers/7.png>',
  );
  expect(said({ sticker_items: [sticker] })).toMatch(/^<:pop_corn:/);
  expect(said(forward({ content: 'look', sticker_items: [sticker] }))).toMatch(/^> look\n> <:pop_corn:/);
});

it("has the question and the answers of Discord's own poll, beside what was written", () => {
  const answers = [
    { answer_id: 1, poll_media: { text: 'Oldboy', emoji: { name: '🔨' } } },
    { answer_id: 2, poll_media: { text: 'Burning' } },
  ];
  expect(said({ content: 'vote!', poll: { question: { text: 'Tonight?' }, answers } })).toBe(
    'vote!\n📊 Tonight?\n- 🔨 Oldboy\n- Burning',
  );
});

it('is empty for a message that says nothing', () => {
  expect(said({})).toBe('');
  expect(said(forward({}))).toBe('');
});
