import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../../tests/support/wait-for.ts';
import type { OutgoingLine } from '../../core/delivery/chat-adapter.ts';
import type { SharedPoll } from '../../core/polls/poll-rows.ts';
import { aLine, openStage, type Stage } from './stage.test-support.ts';

let stage: Stage;
const room = uuid();

beforeAll(async () => {
  stage = await openStage();
  await stage.discordAdapter.start();
  await waitFor(
    'the command',
    () => stage.discord.world.commands(stage.mina.id, stage.channel.id).length > 0,
  );
});
afterAll(() => stage?.close());
beforeEach(() => {
  stage.polls.presses.splice(0);
  stage.polls.refusal = null;
});

let seq = 0;
function aPoll(poll: Partial<SharedPoll> = {}, text = 'What **next**?'): OutgoingLine {
  const options = poll.options ?? [{ text: 'Parasite', movieId: 'parasite-2019' }, { text: '*neither*' }];
  const counts = poll.counts ?? options.map(() => 0);
  return aLine({ key: `${room}:${++seq}`, text, poll: { closed: false, ...poll, options, counts } });
}
const post = async (line: OutgoingLine): Promise<string> =>
  (await stage.discordAdapter.adapter.post(stage.link, line))[0] ?? '';
const standing = (id: string) => stage.discord.world.message(id);
const buttons = (id: string) =>
  (standing(id)?.components as unknown as { components: { label: string; custom_id: string }[] }[]).map(
    (row) => row.components.map(({ label, custom_id }) => ({ label, custom_id })),
  );

describe('a poll on Discord', () => {
  it('stands under its question as its author’s message, with bars and a button for each option', async () => {
    const line = aPoll({ counts: [3, 1] });
    const id = await post(line);
    expect(standing(id)).toMatchObject({
      content: 'What **next**?',
      author: { name: 'Hana', kind: 'webhook' },
      embeds: [
        {
          description: '**Parasite**\n▰▰▰▰▰▰▰▰▱▱ 75% · 3\n**\\*neither\\***\n▰▰▰▱▱▱▱▱▱▱ 25% · 1',
          footer: { text: '4 votes · press again to take yours back' },
        },
      ],
    });
    expect(buttons(id)).toEqual([
      [
        { label: 'Parasite', custom_id: `poll:${line.key}:0` },
        { label: '*neither*', custom_id: `poll:${line.key}:1` },
      ],
    ]);
  });

  it('is edited to what stands now, and keeps its buttons until it is closed', async () => {
    const line = aPoll();
    const id = await post(line);
    const poll = (more: Partial<SharedPoll>): OutgoingLine => ({
      ...line,
      poll: { ...(line.poll as SharedPoll), ...more },
    });
    await stage.discordAdapter.adapter.edit(stage.link, [id], poll({ counts: [0, 1] }));
    expect(String(standing(id)?.embeds[0]?.description)).toContain('▰▰▰▰▰▰▰▰▰▰ 100% · 1');
    expect(buttons(id)[0]).toHaveLength(2);
    await stage.discordAdapter.adapter.edit(stage.link, [id], poll({ counts: [0, 1], closed: true }));
    expect(buttons(id)).toEqual([]);
    expect(standing(id)?.embeds[0]).toMatchObject({
      description: expect.stringContaining('🏆 **\\*neither\\***') as unknown,
      footer: { text: 'Closed · 1 vote' },
    });
  });

  it('takes the most and longest options there may be, and speaks the language of its question', async () => {
    const options = Array.from({ length: 10 }, (_, at) => ({ text: `${at}`.padEnd(80, '가') }));
    const id = await post(aPoll({ options }, '가'.repeat(300)));
    expect(buttons(id).map((row) => row.length)).toEqual([5, 5]);
    expect(buttons(id)[1]?.[4]?.label).toBe(options[9]?.text);
    expect(standing(id)?.embeds[0]).toMatchObject({ footer: { text: '0표 · 한 번 더 누르면 취소돼요' } });
  });

  it('is found again by its question when nobody heard that it was posted', async () => {
    const line = aPoll({}, 'Found again?');
    const id = await post(line);
    const found = await stage.discordAdapter.adapter.findPosted(stage.link, line, () =>
      Promise.resolve(false),
    );
    expect(found).toEqual([id]);
  });

  it('takes a press as the vote of whoever pressed, without a word', async () => {
    const line = aPoll();
    const id = await post(line);
    const press = await stage.discord.world.clickButton(stage.mina.id, id, `poll:${line.key}:1`);
    expect(press.state.status).toBe('answered');
    expect(press.state.messages.map((message) => message.id)).toEqual([id]);
    const [taken] = await waitFor('the press', () => stage.polls.presses.length > 0 && stage.polls.presses);
    expect(taken).toMatchObject({
      channel: { platform: 'discord', tenantId: stage.guild.id, channelId: stage.channel.id },
      locale: 'ko',
      button: `poll:${line.key}:1`,
      pressId: expect.stringMatching(/^\d+$/) as unknown,
    });
    expect(taken?.person.id).toBe(
      (await stage.people.meet({ identity: `discord:${stage.mina.id}`, name: 'x' })).id,
    );
  });

  it('tells who pressed alone why a vote does not count', async () => {
    const line = aPoll();
    const id = await post(line);
    stage.polls.refusal = 'This poll is closed. Open another one with `/movie poll`.';
    const press = await stage.discord.world.clickButton(stage.jun.id, id, `poll:${line.key}:0`);
    const state = await press.until(({ messages }) => messages.length > 1, 3_000);
    expect(state.messages.find((message) => message.id !== id)).toMatchObject({
      content: stage.polls.refusal,
      ephemeral: true,
    });
    expect(standing(id)?.content).toBe('What **next**?');
  });
});
