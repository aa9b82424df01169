import { v7 as uuid } from 'uuid';
import type { Chance } from '../support/chance.ts';
import type { Stage } from '../support/stage.ts';
import { ROOM } from '../support/stage.ts';
import type { WebClient } from '../support/web-client.ts';

export type SideName = 'discord' | 'slack' | 'web';

/** A message as it must stand everywhere in the end. */
export interface Expected {
  token: string;
  side: SideName;
  who: string;
  author: string;
  text: string;
  deleted: boolean;
  replyTo: Expected | null;
  /** `person emoji` */
  reactions: Set<string>;
  /** Where it was written: platform id, or number in the log once acknowledged. */
  origin: { remoteId?: string; seq?: Promise<number> };
}

const EMOJI = ['🎬', '🍿', '👍', '😂'];
const SLACK_NAMES: Record<string, string> = { '🎬': 'clapper', '🍿': 'popcorn', '👍': '+1', '😂': 'joy' };
const WORDS =
  '비가 계단 아래로 rain runs down the stairs 지하실 basement 복숭아 peach 인디언 텐트 morse light'.split(
    ' ',
  );

/** People on all sides who talk, mend, take back, answer and react at random, and what must come of it. */
export class Conversation {
  readonly said: Expected[] = [];
  #number = 0;
  /** What the web client was told to send, and has not yet been acknowledged. */
  readonly #unacknowledged = new Map<string, () => Promise<number>>();

  constructor(
    private readonly stage: Stage,
    private readonly web: () => WebClient,
    private readonly random: Chance,
  ) {}

  /** One random action. @param sides where it may be taken */
  async act(sides: readonly SideName[]): Promise<void> {
    const side = this.random.of(sides);
    const dice = this.random.below(100);
    // People mend and take back what they said lately.
    const mine = this.said.filter((each) => each.side === side && !each.deleted).slice(-20);
    if (dice < 50 || mine.length === 0) return this.#say(side, null);
    if (dice < 60) {
      const parent = await this.#visible(side);
      return this.#say(side, parent);
    }
    if (dice < 73) return this.#edit(this.random.of(mine));
    if (dice < 80) return this.#remove(this.random.of(mine));
    const target = await this.#visible(side);
    if (target) await this.#react(side, target);
  }

  /** Sends again, under the same ids, what a lost connection left unanswered. */
  async resend(): Promise<void> {
    await Promise.all([...this.#unacknowledged.values()].map((send) => send()));
  }

  get unacknowledged(): number {
    return this.#unacknowledged.size;
  }

  async #say(side: SideName, parent: Expected | null): Promise<void> {
    const token = `#${++this.#number}`;
    const text = `${token} ${this.random.of(WORDS)} ${this.random.of(WORDS)}`;
    const { places, discord, slack } = this.stage;
    const person = this.#person(side);
    const expected: Expected = {
      token,
      side,
      ...person,
      text,
      deleted: false,
      replyTo: parent,
      reactions: new Set(),
      origin: {},
    };
    if (side === 'discord') {
      const replyTo = parent ? this.#onDiscord(parent)?.id : undefined;
      if (parent && replyTo === undefined) expected.replyTo = null;
      const content = { content: text, ...(replyTo === undefined ? {} : { replyTo }) };
      expected.origin.remoteId = discord.world.say(person.who, places.discordChannel, content).id;
    } else if (side === 'slack') {
      const thread = parent ? this.#threadOf(parent) : undefined;
      // A thread has one level: a reply to a reply answers the thread's first message.
      expected.replyTo = thread?.parent ?? null;
      const said = thread ? { text, threadTs: thread.ts } : { text };
      expected.origin.remoteId = slack.world.say(person.who, places.slackChannel, said).ts;
    } else {
      const replyTo = await parent?.origin.seq;
      if (parent && replyTo === undefined) expected.replyTo = null;
      const id = uuid();
      expected.origin.seq = this.#send(id, () =>
        this.web().post(ROOM, text, { id, ...(replyTo === undefined ? {} : { replyTo }) }),
      );
    }
    this.said.push(expected);
  }

  async #edit(message: Expected): Promise<void> {
    const { places, discord, slack } = this.stage;
    const text = `${message.token} ${this.random.of(WORDS)} ${this.random.below(1000)}`;
    const { remoteId } = message.origin;
    if (message.side === 'discord') discord.world.edit(message.who, remoteId ?? '', { content: text });
    else if (message.side === 'slack')
      slack.world.edit(message.who, places.slackChannel, remoteId ?? '', text);
    else {
      const seq = await message.origin.seq;
      if (seq === undefined) return;
      const id = uuid();
      void this.#send(id, () => this.web().ask({ op: 'edit', id, room: ROOM, seq, text }));
    }
    message.text = text;
  }

  async #remove(message: Expected): Promise<void> {
    const { places, discord, slack } = this.stage;
    const { remoteId } = message.origin;
    // What others answered stays, and a thread's first message with it: left out of this conversation.
    if (this.said.some((each) => each.replyTo === message)) return;
    if (message.side === 'discord') discord.world.remove(message.who, remoteId ?? '');
    else if (message.side === 'slack') slack.world.remove(message.who, places.slackChannel, remoteId ?? '');
    else {
      const seq = await message.origin.seq;
      if (seq === undefined) return;
      const id = uuid();
      void this.#send(id, () => this.web().ask({ op: 'delete', id, room: ROOM, seq }));
    }
    message.deleted = true;
  }

  async #react(side: SideName, message: Expected): Promise<void> {
    const { places, discord, slack } = this.stage;
    const { who } = this.#person(side);
    const emoji = this.random.of(EMOJI);
    const mark = `${who} ${emoji}`;
    const there = message.reactions.has(mark);
    if (side === 'discord') {
      const target = this.#onDiscord(message);
      if (!target) return;
      if (there) discord.world.unreact(who, target.id, emoji);
      else discord.world.react(who, target.id, emoji);
    } else if (side === 'slack') {
      const target = this.#onSlack(message);
      if (!target) return;
      const name = SLACK_NAMES[emoji] ?? '';
      if (there) slack.world.unreact(who, places.slackChannel, target.ts, name);
      else slack.world.react(who, places.slackChannel, target.ts, name);
    } else {
      const seq = await message.origin.seq;
      if (seq === undefined) return;
      const id = uuid();
      void this.#send(id, () =>
        this.web().ask({ op: there ? 'unreact' : 'react', id, room: ROOM, seq, emoji }),
      );
    }
    if (there) message.reactions.delete(mark);
    else message.reactions.add(mark);
  }

  /** Sends until acknowledged, over as many connections as that takes; refused means a fault of the test or the product. */
  #send(id: string, attempt: () => Promise<number>): Promise<number> {
    return new Promise((resolve, reject) => {
      const send = async (): Promise<number> => {
        const client = this.web();
        try {
          const seq = await attempt();
          this.#unacknowledged.delete(id);
          resolve(seq);
          return seq;
        } catch (error) {
          // No answer: the connection was lost, or the store was away; `resend` asks again.
          if (client.closed || /vain|unavailable|not_joined/.test(String(error))) return -1;
          this.#unacknowledged.delete(id);
          reject(error as Error);
          return -1;
        }
      };
      this.#unacknowledged.set(id, send);
      void send();
    });
  }

  #person(side: SideName): { who: string; author: string } {
    const { places, owner } = this.stage;
    if (side === 'web') return { who: owner.person.id, author: 'Jun' };
    const people =
      side === 'discord'
        ? [
            { who: places.ana, author: 'Ana' },
            { who: places.theo, author: 'Theo' },
          ]
        : [
            { who: places.bora, author: '보라' },
            { who: places.daniel, author: 'Daniel' },
          ];
    return this.random.of(people);
  }

  /** A message that people on this side can see and act on now. */
  async #visible(side: SideName): Promise<Expected | null> {
    const candidates = this.said.filter((each) => {
      if (each.deleted) return false;
      if (side === 'discord') return this.#onDiscord(each) !== undefined;
      if (side === 'slack') return this.#onSlack(each) !== undefined;
      return each.side === 'web';
    });
    return Promise.resolve(candidates.length === 0 ? null : this.random.of(candidates.slice(-15)));
  }

  #onDiscord(message: Expected) {
    const { messages } = this.stage.discord.world.channelView(this.stage.places.discordChannel);
    return messages.find((each) => new RegExp(`(?:^|\n)${message.token} `).test(each.content));
  }

  #onSlack(message: Expected) {
    const roots = this.stage.slack.world.channelView(this.stage.places.slackChannel);
    return roots
      .flatMap((root) => [root, ...root.replies])
      .find((each) => each.text.startsWith(`${message.token} `));
  }

  #threadOf(message: Expected): { ts: string; parent: Expected } | undefined {
    const there = this.#onSlack(message);
    if (!there) return undefined;
    const ts = there.threadTs ?? there.ts;
    const roots = this.stage.slack.world.channelView(this.stage.places.slackChannel);
    const token = roots.find((root) => root.ts === ts)?.text.split(' ')[0];
    const parent = this.said.find((each) => each.token === token);
    return parent && { ts, parent };
  }
}
