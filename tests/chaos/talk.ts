import type { Chance } from '../support/chance.ts';
import type { Cast, Look, Place, Someone, StandIns } from './stand-ins.ts';
import type { Visitor } from './visitor.ts';

export type SideName = 'discord' | 'slack' | 'web';

/** A message as it must stand everywhere in the end. */
export interface Expected {
  token: string;
  side: SideName;
  who: Someone;
  text: string;
  deleted: boolean;
  replyTo: Expected | null;
  /** `person emoji` */
  reactions: Set<string>;
  /** Where it was written: its id on the platform, or its number in the log once acknowledged. */
  remoteId?: string;
  seq?: number;
  /** Something of it is under way, and not yet acknowledged: nobody else touches it until then. */
  busy: boolean;
}

const EMOJI = ['🎬', '🍿', '👍', '😂'];
const SLACK_NAMES: Record<string, string> = { '🎬': 'clapper', '🍿': 'popcorn', '👍': '+1', '😂': 'joy' };
const WORDS =
  '비가 계단 아래로 rain runs down the stairs 지하실 basement 복숭아 peach 인디언 텐트 morse light'.split(
    ' ',
  );

/** Of a hundred actions; the rest are new lines. */
const MIX = { edits: 30, deletes: 10, reactions: 20, replies: 6 };

/** What is said in one room, on all its sides, and what must come of it. */
export class Talk {
  readonly said: Expected[] = [];
  /** Actions taken, on whichever side. */
  actions = 0;
  /** Lines a fault has put in beside the talk, and taken back. */
  planted = 0;
  #look: Look = { discord: [], slack: [] };

  constructor(
    readonly slug: string,
    readonly place: Place,
    private readonly standIns: StandIns,
    private readonly visitors: () => readonly Visitor[],
    private readonly random: Chance,
    private readonly number: () => number,
  ) {}

  private get cast(): Cast {
    return this.standIns.endpoints.cast;
  }

  /** Takes a new look at both channels: people act on what they see. */
  async look(): Promise<Look> {
    this.#look = await this.standIns.call('house', 'look', this.place);
    return this.#look;
  }

  /** One random action. What is asked of the product is not waited for; `Visitor.pending` counts it. */
  async act(sides: readonly SideName[]): Promise<void> {
    this.actions++;
    const side = this.random.of(sides);
    const dice = this.random.below(100);
    const mine = this.said.filter((each) => each.side === side && free(each)).slice(-20);
    if (dice < MIX.edits && mine.length > 0) return this.#edit(this.random.of(mine));
    if (dice < MIX.edits + MIX.deletes && mine.length > 0) return this.#remove(this.random.of(mine));
    if (dice < MIX.edits + MIX.deletes + MIX.reactions) {
      const target = this.#visible(side);
      if (target) return this.#react(side, target);
    }
    return this.#say(side, dice >= 100 - MIX.replies ? this.#visible(side) : null);
  }

  /** Somebody on that side says a line; its token finds it again. */
  async #say(side: SideName, parent: Expected | null): Promise<void> {
    const token = `#${this.number()}`;
    const text = `${token} ${this.random.of(WORDS)} ${this.random.of(WORDS)}`;
    const message: Expected = {
      token,
      side,
      who: this.#person(side),
      text,
      deleted: false,
      replyTo: parent,
      reactions: new Set(),
      busy: true,
    };
    this.said.push(message);
    if (side === 'discord') {
      const replyTo = parent ? this.#on('discord', parent)?.id : undefined;
      if (replyTo === undefined) message.replyTo = null;
      const saying = { content: text, ...(replyTo === undefined ? {} : { replyTo }) };
      const shown = await this.standIns.call(
        'discord.world',
        'say',
        message.who.id,
        this.place.discord,
        saying,
      );
      message.remoteId = shown.id;
      message.busy = false;
    } else if (side === 'slack') {
      const thread = parent ? this.#threadOf(parent) : undefined;
      // A thread has one level: a reply to a reply answers the thread's first message.
      message.replyTo = thread?.parent ?? null;
      const said = thread ? { text, threadTs: thread.ts } : { text };
      const shown = await this.standIns.call('slack.world', 'say', message.who.id, this.place.slack, said);
      message.remoteId = shown.ts;
      message.busy = false;
    } else {
      const replyTo = parent?.seq;
      if (replyTo === undefined) message.replyTo = null;
      void this.#visitor(message)
        .ask({
          op: 'post',
          room: this.slug,
          text,
          ...(replyTo === undefined ? {} : { replyTo }),
        })
        .then((seq) => {
          if (seq !== null) message.seq = seq;
          message.busy = false;
        });
    }
  }

  async #edit(message: Expected): Promise<void> {
    const text = `${message.token} ${this.random.of(WORDS)} ${this.random.below(1000)}`;
    message.text = text;
    const { remoteId = '', seq } = message;
    if (message.side === 'discord')
      await this.standIns.call('discord.world', 'edit', message.who.id, remoteId, { content: text });
    else if (message.side === 'slack')
      await this.standIns.call('slack.world', 'edit', message.who.id, this.place.slack, remoteId, text);
    else if (seq !== undefined)
      this.#ask(message, this.#visitor(message), { op: 'edit', room: this.slug, seq, text });
  }

  async #remove(message: Expected): Promise<void> {
    // What others answered stays, and a thread's first message with it: left out of this conversation.
    if (this.said.some((each) => each.replyTo === message)) return;
    message.deleted = true;
    const { remoteId = '', seq } = message;
    if (message.side === 'discord')
      await this.standIns.call('discord.world', 'remove', message.who.id, remoteId);
    else if (message.side === 'slack')
      await this.standIns.call('slack.world', 'remove', message.who.id, this.place.slack, remoteId);
    else if (seq !== undefined)
      this.#ask(message, this.#visitor(message), { op: 'delete', room: this.slug, seq });
  }

  async #react(side: SideName, message: Expected): Promise<void> {
    const who = this.#person(side);
    const emoji = this.random.of(EMOJI);
    const mark = `${who.id} ${emoji}`;
    const there = message.reactions.has(mark);
    if (side === 'discord') {
      const target = this.#on('discord', message);
      if (!target) return;
      await this.standIns.call('discord.world', there ? 'unreact' : 'react', who.id, target.id, emoji);
    } else if (side === 'slack') {
      const target = this.#on('slack', message);
      if (!target) return;
      const name = SLACK_NAMES[emoji] ?? '';
      await this.standIns.call(
        'slack.world',
        there ? 'unreact' : 'react',
        who.id,
        this.place.slack,
        target.id,
        name,
      );
    } else {
      const visitor = this.#visitor({ who });
      const seq = this.#seqFor(visitor, message);
      if (seq === undefined) return;
      this.#ask(message, visitor, { op: there ? 'unreact' : 'react', room: this.slug, seq, emoji });
    }
    if (there) message.reactions.delete(mark);
    else message.reactions.add(mark);
  }

  #ask(message: Expected, visitor: Visitor, wish: Parameters<Visitor['ask']>[0]): void {
    message.busy = true;
    void visitor.ask(wish).then(() => (message.busy = false));
  }

  #person(side: SideName): Someone {
    if (side === 'web') return this.random.of(this.visitors()).person;
    return this.random.of(this.cast[side]);
  }

  #visitor({ who }: { who: Someone }): Visitor {
    const visitor = this.visitors().find(({ person }) => person.id === who.id);
    if (!visitor) throw new Error(`${who.name} is not here`);
    return visitor;
  }

  /** A message that people on this side can see and act on now. */
  #visible(side: SideName): Expected | null {
    const seen = this.said.filter((each) => {
      if (!free(each)) return false;
      if (side === 'web') return this.visitors().some((visitor) => this.#seqFor(visitor, each) !== undefined);
      return this.#on(side, each) !== undefined;
    });
    return seen.length === 0 ? null : this.random.of(seen.slice(-15));
  }

  /** Its number, where that visitor's widget shows it. */
  #seqFor(visitor: Visitor, { token }: Expected): number | undefined {
    return visitor.room(this.slug).log.messages.find(({ text }) => text.startsWith(`${token} `))?.seq;
  }

  #on(side: 'discord' | 'slack', { token }: Expected): Look['discord'][number] | undefined {
    return this.#look[side].find(({ text }) => text.startsWith(`${token} `));
  }

  #threadOf(message: Expected): { ts: string; parent: Expected } | undefined {
    const there = this.#on('slack', message);
    if (!there) return undefined;
    const ts = there.thread ?? there.id;
    const token = this.#look.slack.find(({ id }) => id === ts)?.text.split(' ')[0];
    const parent = this.said.find((each) => each.token === token && !each.deleted);
    return parent && { ts, parent };
  }
}

/** Not taken back, and nothing of it under way. */
function free({ deleted, busy, side, seq, remoteId }: Expected): boolean {
  return !deleted && !busy && (side === 'web' ? seq !== undefined : remoteId !== undefined);
}
