import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelLook } from '../../core/commands/command-runner.ts';
import { openStage, type Stage } from './stage.test-support.ts';

let stage: Stage;
let admin: string;
let owner: string;
beforeAll(async () => {
  stage = await openStage({ app: { commands: ['/movie'] } });
  await stage.platform.start();
  const { world } = stage.slack;
  admin = world.createUser({ realName: 'Ada', isAdmin: true }).id;
  owner = world.createUser({ realName: 'Owen', isOwner: true }).id;
});
afterAll(() => stage.close());
beforeEach(() => stage.commands.typed.splice(0));
afterEach(() => stage.slack.faults.clear());

type Kind = 'public' | 'private' | 'mpim';

/** A channel that Mina made, in which everybody is. */
const channelOf = (kind: Kind, withApp = true): string =>
  stage.slack.world.createChannel({
    name: `club-${kind}`,
    kind,
    members: [stage.mina, stage.june, admin, owner],
    withApp,
  }).id;

/** What the core hears of a channel that somebody types a command in. */
async function look(by: string, channel: string): Promise<ChannelLook | undefined> {
  await (await stage.slack.world.slash(by, channel, '/movie', 'help')).next();
  return stage.commands.typed.at(-1)?.context.channel?.look();
}

/** What somebody is answered who wants to open, link or unlink. */
const answered = async (by: string, channel: string, text: string): Promise<string> =>
  (await (await stage.slack.world.slash(by, channel, '/movie', text)).next())?.text ?? '';

const COMMANDS = ['room open x', 'room link AAAA-AAAA-AAAA', 'room unlink'];

describe('a Slack channel', () => {
  it('may be managed by admins and owners of its workspace and by whoever made it', async () => {
    const channel = channelOf('public');
    for (const by of [admin, owner, stage.mina])
      expect(await look(by, channel)).toMatchObject({ mayManage: true });
    for (const by of [admin, owner]) expect(await look(by, channel)).toMatchObject({ standing: 'admin' });
    for (const by of [stage.mina, stage.june])
      expect(await look(by, channel)).toMatchObject({ standing: 'member' });
    expect(await look(stage.june, channel)).toMatchObject({ mayManage: false });
  });

  it('may no longer be managed by an admin who is none any more', async () => {
    const channel = channelOf('public');
    const user = stage.slack.world.user(admin);
    expect(await look(admin, channel)).toMatchObject({ mayManage: true });
    user.isAdmin = false;
    try {
      expect(await look(admin, channel)).toMatchObject({ mayManage: false });
    } finally {
      user.isAdmin = true;
    }
  });

  it.each<[Kind, boolean]>([
    ['public', false],
    ['private', true],
    ['mpim', true],
  ])('is known to be %s', async (kind, isPrivate) => {
    expect(await look(stage.mina, channelOf(kind))).toMatchObject({ isPrivate });
  });

  it.each([
    ['asks to wait', () => stage.slack.faults.rateLimit({ method: 'conversations.info', forMs: 60_000 })],
    ['is in trouble', () => stage.slack.faults.serverError({ method: 'conversations.info', forMs: 60_000 })],
  ])('is taken for neither public nor forbidden where Slack %s', async (_what, strike) => {
    const channel = channelOf('public');
    strike();
    expect(await look(stage.mina, channel)).toMatchObject({ isPrivate: 'unknown', mayManage: 'unknown' });
    expect(await look(admin, channel)).toMatchObject({ isPrivate: 'unknown', mayManage: true });
  });

  it('leaves open who may manage it where Slack does not say who is an admin', async () => {
    const channel = channelOf('public');
    expect(await look(stage.june, channel)).toMatchObject({ mayManage: false });
    stage.slack.faults.rateLimit({ method: 'users.info', forMs: 60_000 });
    expect(await look(stage.june, channel)).toMatchObject({ mayManage: 'unknown', standing: 'unknown' });
    expect(await look(stage.mina, channel)).toMatchObject({ mayManage: true });
  });

  it.each(COMMANDS)('that is private has to let the app in before %s, whoever made it', async (text) => {
    expect(await answered(stage.mina, channelOf('private', false), text)).toContain('/invite @Matinee');
    expect(stage.commands.typed).toEqual([]);
  });

  it('is joined for those who may manage it, and for nobody else', async () => {
    const { world } = stage.slack;
    const channel = channelOf('public', false);
    await answered(stage.june, channel, 'room open x');
    expect(world.channel(channel).memberIds).not.toContain(world.botUserId);
    await answered(stage.mina, channel, 'room open x');
    expect(world.channel(channel).memberIds).toContain(world.botUserId);
  });

  it.each([
    ['everyone', 'june', true],
    ['admins', 'mina', false],
    ['admins', 'ada', true],
  ] as const)('is joined where %s may link it for %s: %s', async (who, by, joined) => {
    const { world } = stage.slack;
    const channel = channelOf('public', false);
    stage.rights.who = who;
    try {
      await answered({ june: stage.june, mina: stage.mina, ada: admin }[by], channel, 'room open x');
    } finally {
      stage.rights.who = 'managers';
    }
    expect(world.channel(channel).memberIds.includes(world.botUserId)).toBe(joined);
  });

  it('that cannot be joined just now is to be tried again, and not an invitation to be asked for', async () => {
    const channel = channelOf('public', false);
    stage.slack.faults.rateLimit({ method: 'conversations.join', forMs: 60_000 });
    expect(await answered(stage.mina, channel, 'room open x')).toMatch(/just now.*Try again/);
    expect(stage.commands.typed).toEqual([]);
  });
});
