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
  await stage.platform.start();
});
afterAll(() => stage?.close());
beforeEach(() => {
  stage.polls.presses.splice(0);
  stage.polls.refusal = null;
});

let seq = 0;
function aPoll(poll: Partial<SharedPoll> = {}, text = 'What *next*?'): OutgoingLine {
  const options = poll.options ?? [{ text: 'Parasite', movieId: 'parasite-2019' }, { text: '*me & <you>*' }];
  const counts = poll.counts ?? options.map(() => 0);
  return aLine({ key: `${room}:${++seq}`, text, poll: { closed: false, ...poll, options, counts } });
}
const post = async (line: OutgoingLine): Promise<string> =>
  (await stage.platform.adapter.post(stage.link, line))[0] ?? '';
const standing = (ts: string) => stage.slack.world.channelView(stage.channel).find((each) => each.ts === ts);
interface Section {
  text: { text: string };
  accessory?: { action_id: string; value: string; accessibility_label: string; text: { text: string } };
}
const sections = (ts: string): Section[] =>
  (standing(ts)?.blocks ?? []).filter(({ type }) => type === 'section') as unknown as Section[];

describe('a poll on Slack', () => {
  it('stands under its question as its author’s message, a bar and a button for each option', async () => {
    const line = aPoll({ counts: [3, 1] });
    const ts = await post(line);
    expect(standing(ts)).toMatchObject({
      name: 'Hana',
      text: 'What next?\n• Parasite (75% · 3)\n• *me &amp; &lt;you&gt;* (25% · 1)',
    });
    expect(sections(ts)).toMatchObject([
      {
        text: { text: '*Parasite*\n▰▰▰▰▰▰▰▰▱▱ 75% · 3' },
        accessory: {
          value: `poll:${line.key}:0`,
          text: { text: 'Vote' },
          accessibility_label: 'Vote for Parasite',
        },
      },
      {
        text: { text: '*\u200B*\u200Bme &amp; &lt;you&gt;\u200B*\u200B*\n▰▰▰▱▱▱▱▱▱▱ 25% · 1' },
        accessory: { value: `poll:${line.key}:1` },
      },
    ]);
    expect(JSON.stringify(standing(ts)?.blocks)).toContain('4 votes · press again to take yours back');
  });

  it('is edited to what stands now, and has no buttons once it is closed', async () => {
    const line = aPoll();
    const ts = await post(line);
    const poll = (more: Partial<SharedPoll>): OutgoingLine => ({
      ...line,
      poll: { ...(line.poll as SharedPoll), ...more },
    });
    await stage.platform.adapter.edit(stage.link, [ts], poll({ counts: [1, 0] }));
    expect(sections(ts)[0]?.text.text).toContain('100% · 1');
    expect(sections(ts)[1]?.accessory?.value).toBe(`poll:${line.key}:1`);
    await stage.platform.adapter.edit(stage.link, [ts], poll({ counts: [1, 0], closed: true }));
    expect(sections(ts).map(({ accessory }) => accessory)).toEqual([undefined, undefined]);
    expect(sections(ts)[0]?.text.text).toContain('🏆 *Parasite*');
    expect(JSON.stringify(standing(ts)?.blocks)).toContain('Closed · 1 vote');
  });

  it.each(['가', '*', '&', '🎬'])(
    'takes the most and longest options there may be, also all of %s, and may be edited',
    async (letter) => {
      const text = (at: number): string =>
        letter.repeat((80 - 2) / letter.length) + String(at).padStart(2, '0');
      const options = Array.from({ length: 10 }, (_, at) => ({ text: text(at) }));
      const line = aPoll({ options }, `기생충 ${letter.repeat(290 / letter.length)}`);
      const ts = await post(line);
      expect(sections(ts)).toHaveLength(10);
      expect(sections(ts)[0]?.accessory?.text.text).toBe('투표');
      expect(await stage.platform.adapter.edit(stage.link, [ts], line)).toEqual([ts]);
    },
  );

  it('takes a press as the vote of whoever pressed, without a word', async () => {
    const line = aPoll();
    const ts = await post(line);
    const press = await stage.slack.world.clickButton(stage.june, stage.channel, ts, 'poll_vote_1');
    expect(press.error).toBeUndefined();
    const [taken] = await waitFor('the press', () => stage.polls.presses.length > 0 && stage.polls.presses);
    expect(taken).toMatchObject({
      channel: { platform: 'slack', tenantId: stage.slack.teamId, channelId: stage.channel },
      locale: 'ko',
      person: { name: 'June Lee' },
      button: `poll:${line.key}:1`,
    });
  });

  it('tells who pressed alone why a vote does not count', async () => {
    const line = aPoll();
    const ts = await post(line);
    stage.polls.refusal = 'This poll is closed. Open another one with `/movie poll`.';
    await stage.slack.world.clickButton(stage.mina, stage.channel, ts, 'poll_vote_0');
    const told = await waitFor('the refusal', () =>
      stage.slack.world
        .channelView(stage.channel, stage.mina)
        .find(({ ephemeral, text }) => ephemeral && text.includes('This poll is closed')),
    );
    expect(told.text).not.toContain('\\');
    expect(JSON.stringify(stage.slack.world.channelView(stage.channel, stage.june))).not.toContain(
      'This poll is closed',
    );
  });
});
