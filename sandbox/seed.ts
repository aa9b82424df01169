import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Core } from '../src/core/core.ts';
import { actorOf } from '../src/core/identity/actor.ts';
import type { Person } from '../src/core/identity/person.ts';
import type { Logger } from '../src/core/ports/logger.ts';
import { inviteToRoom } from '../src/core/rooms/invite.ts';
import type { Room } from '../src/core/rooms/room.ts';
import { WEB_CAST, type Places } from './cast.ts';
import type { SandboxClock } from './clock.ts';
import type { DiscordStandIn } from './discord/index.ts';
import type { Side } from './page-protocol.ts';
import { SCREENPLAY, type Line } from './screenplay.ts';
import type { SlackStandIn } from './slack/index.ts';
import type { MessageView as SlackMessage } from './slack/channel-view.ts';

export const ROOM = { slug: 'parasite', title: '기생충 · Parasite', movieId: 'parasite-2019' } as const;

const CONNECT_MS = 15_000;
const STEP_MS = 5_000;
const LOOK_EVERY_MS = 8;
const MINUTE_MS = 60_000;
const CODE = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/;

/** The running product, as far as seeding needs it. */
export interface SeededProduct {
  core: Core;
  readiness(): Promise<{ parts: Record<string, string> }>;
}

export interface SeedParts {
  discord: DiscordStandIn;
  slack: SlackStandIn;
  places: Places;
  clock: SandboxClock;
  logger: Logger;
  /** Remembers how far seeding has come. */
  markerFile: string;
  /** Where the pictures of the blog's readers are, without the file's name. */
  faces: string;
}

/** Where a spoken line stands on each side. */
interface Spoken {
  discord?: string;
  slack?: string;
  seq: number;
}

/**
 * Opens the film's room from the Discord channel, links the Slack channel with an invite code, and lets people talk for
 * a while: all of it as people would do it, through the stand-ins and the real adapters. What has been done once is not
 * done again; what could not be done is done at the next start.
 */
export class Seeding {
  readonly #room: Promise<Room | null>;
  readonly #spoken: Spoken[] = [];
  #web = new Map<string, Person>();

  constructor(
    private readonly product: SeededProduct,
    private readonly parts: SeedParts,
  ) {
    this.#room = product.core.rooms.bySlug(ROOM.slug);
  }

  async run(): Promise<void> {
    const { markerFile, logger } = this.parts;
    await this.#meetReaders();
    const done = (await this.#room) ? await readMarker(markerFile) : 0;
    if (done >= SCREENPLAY.length) return;
    const missing = await this.#connected();
    if (missing.length > 0) {
      logger.warn(
        { waitedMs: CONNECT_MS, missing: missing.join('; ') },
        'the sandbox room is not linked yet: an adapter did not connect to its stand-in; the next start tries again',
      );
      return;
    }
    const room = await this.#openRoom();
    for (const [number, line] of SCREENPLAY.entries()) {
      if (number < done) continue;
      this.parts.clock.setBack(line.ago * MINUTE_MS);
      this.#spoken[number] = await this.#speak(room, line);
      await writeMarker(markerFile, number + 1);
    }
    this.parts.clock.setBack(0);
    await this.#react(room);
  }

  /** Readers of the blog keep their pictures where this start serves them. */
  async #meetReaders(): Promise<void> {
    for (const { handle, name, locale } of WEB_CAST) {
      const profile = { identity: `site:sandbox-blog:${handle}`, name, locale };
      const avatar = `${this.parts.faces}/face-${handle}.svg`;
      this.#web.set(handle, await this.product.core.people.meet({ ...profile, avatar }));
    }
  }

  /** @returns the platforms that did not connect in time, each with its reason */
  async #connected(): Promise<string[]> {
    const states = async (): Promise<[Side, string][]> => {
      const { parts } = await this.product.readiness();
      return (['discord', 'slack'] as const).map((side) => [
        side,
        parts[side] ?? 'this process does not serve it',
      ]);
    };
    const { discord, places } = this.parts;
    const asker = places.discord.people.get('minji') ?? '';
    await until(async () => {
      const connected = (await states()).every(([, state]) => state === 'connected');
      return connected && discord.world.commands(asker, places.discord.channelId).length > 0;
    }, CONNECT_MS);
    const wanting = (await states()).filter(([, state]) => state !== 'connected');
    return wanting.map(([side, state]) => `${side}: ${state}`);
  }

  /** `/movie room open` in the Discord channel, then `/movie room link` in Slack's. */
  async #openRoom(): Promise<Room> {
    const { core } = this.product;
    const { discord, slack, places, clock } = this.parts;
    clock.setBack(STAGED_AGO);
    const opener = places.discord.people.get('minji') ?? '';
    const linker = places.slack.people.get('bora') ?? '';
    const ask = (subcommand: string, options: Record<string, string> = {}) =>
      discord.world.slash(opener, places.discord.channelId, 'movie', {
        subcommandGroup: 'room',
        subcommand,
        options,
      });

    if (!(await this.#room)) {
      const { slug, title, movieId } = ROOM;
      const press = await ask('open', { slug, title });
      await press.until(({ status }) => status === 'answered', STEP_MS);
      const opened = await this.#existing();
      await core.log.append({
        roomId: opened.id,
        key: 'sandbox:film',
        actor: actorOf(await ownerOf(core, opened), 'discord'),
        action: { kind: 'change-room', patch: { movieId } },
      });
    }
    const room = await this.#existing();
    const linked = new Set((await core.links.ofRoom(room.id)).map(({ channelId }) => channelId));
    if (!linked.has(places.discord.channelId)) {
      const code = await this.#code(room);
      const press = await ask('link', { code });
      await press.until(({ status }) => status === 'answered', STEP_MS);
    }
    if (!linked.has(places.slack.channelId)) {
      const press = await ask('invite');
      const answered = await press.until(
        ({ messages }) => messages.some(({ thinking }) => !thinking),
        STEP_MS,
      );
      const shown = answered.messages
        .map(({ content }) => CODE.exec(content)?.[0])
        .find((code) => code !== undefined);
      const code = shown ?? (await this.#code(room));
      for (const { id, ephemeral } of answered.messages) if (ephemeral) discord.world.remove(opener, id);
      const answer = await slack.world.slash(linker, places.slack.channelId, '/movie', `room link ${code}`);
      // Everything said later is to stand below this answer.
      await answer.next(STEP_MS);
    }
    await until(async () => (await core.links.ofRoom(room.id)).length >= 2, STEP_MS);
    return room;
  }

  async #existing(): Promise<Room> {
    const room = await this.product.core.rooms.bySlug(ROOM.slug);
    if (!room) throw new Error('the room could not be opened from the Discord channel');
    return room;
  }

  /** A code as the owner would get it, where the owner is nobody in this server. */
  async #code(room: Room): Promise<string> {
    return (await inviteToRoom(this.product.core, room.id, room.ownerId)).code;
  }

  /** Says a line and waits until it stands on all sides, so that the next one comes after it everywhere. */
  async #speak(room: Room, line: Line): Promise<Spoken> {
    const { core } = this.product;
    const { discord, slack, places } = this.parts;
    const before = { discord: new Set(this.#discordIds()), slack: new Set(this.#slackIds()) };
    const head = (await core.log.heads([room.id])).get(room.id) ?? 0;
    const answered = line.answers === undefined ? undefined : this.#spoken[line.answers];
    if (line.side === 'discord') {
      const who = places.discord.people.get(line.who) ?? '';
      discord.world.say(who, places.discord.channelId, { content: line.text, replyTo: answered?.discord });
    } else if (line.side === 'slack') {
      const who = places.slack.people.get(line.who) ?? '';
      slack.world.say(who, places.slack.channelId, { text: line.text, threadTs: answered?.slack });
    } else {
      const replyTo = answered && answered.seq > 0 ? answered.seq : undefined;
      await this.#append(room, line.who, { kind: 'post', text: line.text, replyTo });
    }
    const fresh = (): Spoken => ({
      discord: this.#discordIds().find((id) => !before.discord.has(id)),
      slack: this.#slackIds().find((ts) => !before.slack.has(ts)),
      seq: 0,
    });
    const everywhere = await until(() => {
      const there = fresh();
      return Promise.resolve(there.discord !== undefined && there.slack !== undefined);
    }, STEP_MS);
    if (!everywhere)
      this.parts.logger.warn(
        { side: line.side },
        'a line of the sandbox room did not reach every side in time',
      );
    const posted = (await core.log.read(room.id, head, 50)).filter(({ kind }) => kind === 'message.posted');
    return { ...fresh(), seq: posted[0]?.seq ?? 0 };
  }

  /** Reactions come when everybody has read everything; nobody waits for them. */
  async #react(room: Room): Promise<void> {
    const { discord, slack, places } = this.parts;
    for (const [number, { reactions = [] }] of SCREENPLAY.entries()) {
      const spoken = this.#spoken[number];
      if (!spoken) continue;
      for (const { side, who, emoji } of reactions) {
        if (side === 'discord' && spoken.discord !== undefined) {
          discord.world.react(places.discord.people.get(who) ?? '', spoken.discord, emoji);
        } else if (side === 'slack' && spoken.slack !== undefined) {
          slack.world.react(places.slack.people.get(who) ?? '', places.slack.channelId, spoken.slack, emoji);
        } else if (side === 'web' && spoken.seq > 0) {
          await this.#append(room, who, { kind: 'react', seq: spoken.seq, emoji });
        }
      }
    }
  }

  async #append(
    room: Room,
    handle: string,
    action: { kind: 'post'; text: string; replyTo?: number } | { kind: 'react'; seq: number; emoji: string },
  ): Promise<void> {
    const person = this.#web.get(handle);
    if (!person) throw new Error(`${handle} is not in the cast`);
    await this.product.core.log.append({
      roomId: room.id,
      key: `sandbox:${handle}:${action.kind}:${action.kind === 'post' ? action.text.slice(0, 40) : action.seq}`,
      actor: actorOf(person, 'web'),
      action,
      at: new Date(this.parts.clock.now()),
    });
  }

  #discordIds(): string[] {
    const { discord, places } = this.parts;
    return discord.world
      .channelView(places.discord.channelId)
      .messages.filter(({ kind }) => kind === 'message' || kind === 'reply')
      .map(({ id }) => id);
  }

  #slackIds(): string[] {
    const { slack, places } = this.parts;
    const all = (messages: SlackMessage[]): SlackMessage[] =>
      messages.flatMap((message) => [message, ...all(message.replies)]);
    return all(slack.world.channelView(places.slack.channelId)).map(({ ts }) => ts);
  }
}

async function ownerOf(core: Core, room: Room): Promise<Person> {
  const owner = await core.people.byId(room.ownerId);
  if (!owner) throw new Error('the room has no owner');
  return owner;
}

/** Whether it came to be within the time. */
async function until(check: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (!(await check())) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return true;
}

/** Whether the conversation is still to be staged, as far as the marker tells. */
export async function isUnstaged(markerFile: string): Promise<boolean> {
  return (await readMarker(markerFile)) < SCREENPLAY.length;
}

/** How long before the opening the room is opened, in milliseconds. */
export const STAGED_AGO = ((SCREENPLAY[0]?.ago ?? 0) + 1) * MINUTE_MS;

async function readMarker(file: string): Promise<number> {
  try {
    return (JSON.parse(await readFile(file, 'utf8')) as { lines: number }).lines;
  } catch {
    return 0; // nothing said yet
  }
}

async function writeMarker(file: string, lines: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify({ lines }));
  await rename(`${file}.new`, file);
}
