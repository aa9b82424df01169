import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actorOf } from '../identity/actor.ts';
import { SqlRoomLog } from '../../db/room-log.ts';
import { MemoryBus } from '../../bus/memory-bus.ts';
import { channel, CommandStage } from '../../../tests/support/command-stage.ts';
import { hostileTexts } from '../../../tests/support/hostile-texts.ts';
import type { CommandContext } from './command-runner.ts';
import type { Commands } from './runner.ts';

let stage: CommandStage;
let commands: Commands;
const context = (more: Partial<CommandContext> = {}): Promise<CommandContext> => stage.context(more);
const CODE = /[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/;

beforeAll(async () => {
  stage = await CommandStage.set();
  ({ commands } = stage);
});
afterAll(() => stage?.close());

describe('/movie room, pressed from several sides,', () => {
  /** A room of somebody with a channel, and a code for it. */
  async function invited(): Promise<{ owner: CommandContext; slug: string; code: string }> {
    const owner = await context({ channel: channel() });
    const slug = `r-${uuid()}`;
    await commands.runText(`room open ${slug}`, owner);
    const code = CODE.exec((await commands.runText('room invite', owner)).text)?.[0] ?? '';
    return { owner, slug, code };
  }
  const linksOf = async (slug: string): Promise<number | undefined> =>
    (await stage.rooms.summary(slug))?.links.length;

  it('opens one room for a channel of two that are asked for at once, and leaves nothing of the other', async () => {
    const here = channel();
    const slugs = Array.from({ length: 4 }, () => `r-${uuid()}`);
    const asked = await Promise.all(
      slugs.map(async (slug) => commands.runText(`room open ${slug}`, await context({ channel: here }))),
    );
    const refused = asked.filter((answer) => answer.refused);
    expect(refused.map(({ text }) => text)).toEqual(Array(3).fill(asked.find((a) => a.refused)?.text));
    expect(refused[0]?.text).toMatch(/^This channel is linked already/);
    const rooms = await Promise.all(slugs.map((slug) => stage.rooms.bySlug(slug)));
    expect(rooms.filter((room) => room !== null)).toHaveLength(1);
  });

  it('links one channel by a code that many use at once', async () => {
    const { slug, code } = await invited();
    const asked = await Promise.all(
      Array.from({ length: 8 }, async () =>
        commands.runText(`room link ${code}`, await context({ channel: channel('slack') })),
      ),
    );
    expect(asked.filter((answer) => !answer.refused)).toHaveLength(1);
    expect(await linksOf(slug)).toBe(2);
  });

  it('keeps a code good that could not be used, as its channel was linked meanwhile', async () => {
    const [one, two] = [await invited(), await invited()];
    const there = channel('slack');
    const asked = await Promise.all(
      [one, two].map(async ({ code }) =>
        commands.runText(`room link ${code}`, await context({ channel: there })),
      ),
    );
    const at = asked.findIndex((answer) => answer.refused);
    expect(asked[at]?.text).toMatch(/^This channel is linked already/);
    const again = await commands.runText(
      `room link ${[one, two][at]?.code}`,
      await context({ channel: channel('slack') }),
    );
    expect(again.refused).toBeUndefined();
  });

  it('takes no code of somebody who has given the room away', async () => {
    const { owner, slug, code } = await invited();
    const room = (await stage.rooms.bySlug(slug))!;
    const bora = await stage.person('Bora');
    const log = new SqlRoomLog(stage.database, new MemoryBus(), stage.logger);
    const as = (who: CommandContext['person'], action: Parameters<typeof log.append>[0]['action']) =>
      log.append({ roomId: room.id, key: uuid(), actor: actorOf(who, 'web'), action });
    if (room.visibility === 'private')
      await stage.database.query("update rooms set visibility = 'public' where id = $1", [room.id]);
    await as(bora, { kind: 'join' });
    await as(owner.person, { kind: 'give-room', person: { id: bora.id, name: bora.name } });
    const answer = await commands.runText(`room link ${code}`, await context({ channel: channel('slack') }));
    expect(answer.text).toMatch(/^This code is not valid/);
    expect(await linksOf(slug)).toBe(1);
  });

  it('calls a room by what is seen of its title', async () => {
    const slug = `r-${uuid()}`;
    await commands.runText(
      `room open ${slug} title:"ni\u202eght\u200b \u2066of\u2069 films\u0000"`,
      await context({ channel: channel() }),
    );
    expect((await stage.rooms.bySlug(slug))?.title).toMatch(/^night of films$/);
  });

  const SIZE = 50_000;
  it.each([
    '',
    'room open ',
    'room open x title:',
    'room link ',
    'room rights ',
    'room rights who:',
    'search ',
    'info ',
    'review ',
    'poll a? ',
    'recommend like:',
    'watchlist add ',
    'help ',
  ])(
    'answers `/movie %s` with 50,000 hostile characters behind it before anybody notices',
    async (command) => {
      const at = await context({ channel: channel() });
      const slow: string[] = [];
      for (const [kind, text] of Object.entries(hostileTexts(SIZE))) {
        const begun = process.cpuUsage();
        await commands
          .runText(command + text, at)
          .catch((error: unknown) => slow.push(`${kind}: ${String(error)}`));
        const { user, system } = process.cpuUsage(begun);
        if (user + system > 300_000) slow.push(`${JSON.stringify(kind)}: ${(user + system) / 1000} ms`);
      }
      expect(slow).toEqual([]);
    },
    180_000,
  );
});
