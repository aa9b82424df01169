import { describe, expect, it } from 'vitest';
import { chance } from '../support/chance.ts';
import { onDiscord, onSlack, onWeb, type SeenLine } from '../support/sides.ts';
import { ROOM, SETUPS, Stage } from '../support/stage.ts';
import { waitFor } from '../support/wait-for.ts';
import type { WebClient } from '../support/web-client.ts';
import { Conversation, type Expected, type SideName } from './conversation.ts';

const ACTIONS = 500;
const ALL: SideName[] = ['discord', 'slack', 'web'];
const given = process.env['CHAOS_SEED'];
/** Seeds that once found something, beside one that nobody has seen. */
const FOUND = [17435611];
const SEEDS = given === undefined ? [...FOUND, Math.floor(Math.random() * 1e9)] : [Number(given)];

/** So many lines a side may be behind while people talk: nobody answers what they have not seen. */
const BEHIND = 12;
/** Words are the same everywhere so soon after the last action, whatever the seed: people wait for nothing else. */
const WORDS_MS = 30_000;
/** Reactions follow as the platforms' limits allow: on Discord four changes a second, and what stands is bounded. */
const DECORATION_MS = 120_000;

/** What is looked at: what was said, or also who reacted to it. */
type Look = 'words' | 'decoration';

/** What a side shows, in a form in which sides can be compared: one line of text for each message. */
function told(lines: SeenLine[], look: Look): string[] {
  return lines.map(({ text, author, emoji, replyTo }) => {
    const parent = replyTo === undefined ? '' : ` ← ${replyTo.split(' ')[0] ?? ''}`;
    return `${text} | ${author} | ${look === 'words' ? '' : [...new Set(emoji)].join('')}${parent}`;
  });
}

/** On Slack a reply to a reply stands in the thread of the first message. */
function rootOf(message: Expected): Expected | null {
  let root = message.replyTo;
  while (root?.replyTo) root = root.replyTo;
  return root;
}

function expectedLines(
  said: Expected[],
  parentOf: (message: Expected) => Expected | null,
  look: Look,
): string[] {
  return said
    .filter((each) => !each.deleted)
    .map((message) => {
      const { text, author, reactions } = message;
      const replyTo = parentOf(message);
      const marks = look === 'words' ? [] : [...reactions].map((mark) => mark.split(' ')[1]);
      const emoji = [...new Set(marks)].sort((a = '', b = '') => (a < b ? -1 : 1));
      return `${text} | ${author} | ${emoji.join('')}${replyTo ? ` ← ${replyTo.token}` : ''}`;
    });
}

describe.each(SETUPS)('convergence: $setup', ({ setup, available }) => {
  it.skipIf(!available).each(SEEDS)(
    `after ${ACTIONS} random actions under faults and a kill, all sides show the same room (CHAOS_SEED=%i)`,
    async (seed) => {
      const stage = await Stage.set(setup);
      let client: WebClient = stage.owner;
      const connect = async (): Promise<void> => {
        const last = client.events.at(-1)?.seq;
        client = stage.owner.at(stage.url);
        await client.connect();
        await client.join(ROOM, last === undefined ? {} : { after: last });
      };
      try {
        await connect();
        const random = chance(seed);
        const conversation = new Conversation(stage, () => client, random);
        stage.discord.faults.duplicateEvents({ atMost: 3 });
        stage.discord.faults.reorderEvents({ window: 4, holdMs: 40 });
        stage.slack.faults.duplicateEvents({ copies: 2, sameEventId: false, times: 100_000 });
        stage.slack.faults.reorderEvents({ window: 2, maxHoldMs: 60, times: 100_000 });
        const killAt = 200 + random.below(100);

        for (let action = 0; action < ACTIONS; action++) {
          if (action === killAt) {
            const away = async (): Promise<void> => {
              for (let i = 0; i < 20; i++) await conversation.act(['discord', 'slack']);
            };
            await stage.restart('SIGKILL', away);
            action += 20;
            await connect();
            await conversation.resend();
          }
          await conversation.act(ALL);
          // People speak when they have seen something: let the sides follow, without waiting for all of it.
          if (action % 10 === 9) {
            const most = conversation.said.filter((each) => !each.deleted).length - BEHIND;
            await waitFor(
              'all but the newest of it on every side',
              () => onDiscord(stage).length >= most && onSlack(stage).length >= most,
              180_000,
            );
          }
        }
        stage.discord.faults.clear();
        stage.slack.faults.clear();

        const parentOf = (message: Expected): Expected | null => message.replyTo;
        const views: [string, () => SeenLine[] | Promise<SeenLine[]>, typeof parentOf][] = [
          ['the web', () => onWeb(stage), parentOf],
          ['Discord', () => onDiscord(stage), parentOf],
          ['Slack', () => onSlack(stage), rootOf],
        ];
        const ended = performance.now();
        const agree = async (look: Look, patienceMs: number): Promise<void> => {
          for (const [side, see, parent] of views) {
            const expected = expectedLines(conversation.said, parent, look).sort();
            await waitFor(
              `${side} to agree`,
              async () => JSON.stringify(told(await see(), look).sort()) === JSON.stringify(expected),
              Math.max(5_000, patienceMs - (performance.now() - ended)),
            ).catch(async () => {
              const seen = told(await see(), look).sort();
              const missing = expected.filter((line) => !seen.includes(line));
              const extra = seen.filter((line) => !expected.includes(line));
              const twice = seen.filter((line, i) => seen.indexOf(line) !== i);
              expect(
                { side, look, missing, extra, twice },
                stage.processes.map((p) => p.log.slice(-3000)).join('\n'),
              ).toEqual({ side, look, missing: [], extra: [], twice: [] });
            });
          }
          const seconds = ((performance.now() - ended) / 1_000).toFixed(1);
          console.log(
            `CHAOS_SEED=${seed}, ${setup}: ${look} the same everywhere ${seconds} s after the last action`,
          );
        };
        await agree('words', WORDS_MS);
        await agree('decoration', DECORATION_MS);
        expect(conversation.unacknowledged).toBe(0);
        // What was carried over stands in the order of the log.
        const order = (await onWeb(stage)).map((line) => line.text);
        for (const [side, lines] of [
          ['discord', onDiscord(stage)],
          ['slack', onSlack(stage).filter((line) => line.replyTo === undefined)],
        ] as const) {
          const foreign = new Set(
            conversation.said.filter((each) => each.side !== side).map((each) => each.text),
          );
          const carried = lines.map((line) => line.text).filter((text) => foreign.has(text));
          expect(carried).toEqual(order.filter((text) => carried.includes(text)));
        }
        // The client that stayed saw every event once, in order.
        const seqs = client.events.map((event) => event.seq);
        expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
      } finally {
        await stage.strike();
      }
    },
    900_000,
  );
});
