import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visibility } from '../rooms/room.ts';
import type { ChannelLook, CommandContext } from './command-runner.ts';
import type { Commands } from './runner.ts';
import { storedAnywhere } from '../../../tests/support/whole-database.ts';
import { channel, CommandStage, read } from '../../../tests/support/command-stage.ts';

let stage: CommandStage;
let commands: Commands;
const context = (more: Partial<CommandContext> = {}): Promise<CommandContext> => stage.context(more);

beforeAll(async () => {
  stage = await CommandStage.set();
  ({ commands } = stage);
});
afterAll(() => stage?.close());

describe('/movie room', () => {
  it('opens a room for a channel, invites another, links and unlinks it', async () => {
    const [here, there] = [channel('discord'), channel('slack')];
    const ana = await stage.person('Ana');
    const asAna = await context({ person: ana, channel: here });
    const slug = `기생충-${uuid().slice(-6)}`;
    const opened = await commands.runText(`room open ${slug} title:"Parasite night"`, asAna);
    expect(opened.to).toBe('channel');
    expect(read(opened)).toMatch(
      /^Room Parasite night is open, it is yours, and this channel is linked to it\./,
    );
    expect(opened.text).toContain(`https://movies.example/r/${encodeURIComponent(slug)}`);

    const invited = await commands.runText('방 초대', { ...asAna, locale: 'ko' });
    const code = /[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(invited.text)?.[0] ?? '';
    expect([invited.to, code.length]).toEqual(['sender', 14]);
    expect(invited.text).toContain(`\`/영화 방 연결 ${code}\``);

    const asBora = await context({ person: await stage.person('보라'), channel: there, locale: 'ko' });
    const linked = await commands.runText(`방 연결 ${code.toLowerCase().replaceAll('-', ' ')}`, asBora);
    expect([linked.to, read(linked)]).toEqual([
      'channel',
      expect.stringMatching(/^이 채널이 Parasite night 방에 연결됐어요\./),
    ]);
    expect((await commands.runText(`room link ${code}`, await context({ channel: channel() }))).text).toMatch(
      /^This code is not valid/,
    );

    const info = read(await commands.runText('room info', asAna));
    expect(info).toMatch(/^Parasite night \(public\)/);
    expect(info).toMatch(/1 member, 0 here on the web now/);
    expect(info).toMatch(/Links: Discord #movie-club \(active\), Slack #movie-club \(active\)/);
    const korean = read(await commands.runText('방 정보', asBora));
    expect(korean).toMatch(/\(공개\).*멤버 1명, 지금 웹에 0명.*Discord #movie-club \(연결됨\)/s);

    expect(read(await commands.runText('방 해제', asBora))).toBe(
      '이 채널의 연결을 끊었어요. 지금까지 한 말은 그대로 남아 있어요.',
    );
    expect((await commands.runText('room info', { ...asBora, locale: 'en' })).text).toMatch(
      /^This channel is not linked/,
    );
  });

  it.each<[string, ChannelLook['isPrivate'], string, Visibility]>([
    ['a public channel', false, '', 'public'],
    ['a private channel', true, '', 'private'],
    ['a channel of which the platform does not say what it is', 'unknown', '', 'private'],
    ['a private channel, asked to be public', true, 'visibility:public', 'public'],
    ['a private channel, asked to be unlisted, in Korean', true, '공개:링크', 'unlisted'],
    ['a private channel, asked to be private', true, '공개:비공개', 'private'],
    ['a public channel, asked to be private', false, 'visibility:private', 'private'],
  ])('opened in %s makes the room so, and says which it became', async (_where, isPrivate, words, became) => {
    const name = `merger-${uuid()}`;
    const asAna = await context({ channel: channel('slack', { isPrivate, name }) });
    const slug = `r-${uuid()}`;
    const { text } = await commands.runText(`room open ${slug} ${words}`, asAna);
    expect((await stage.rooms.bySlug(slug))?.visibility).toBe(became);
    expect(text).toContain(`It is ${became}`);
    expect(text.includes('This channel is private; the room is not')).toBe(
      isPrivate === true && became !== 'private',
    );
    expect(text.includes('does not say whether this channel is private')).toBe(isPrivate === 'unknown');
    const listed = (await stage.rooms.summary(slug))?.links.map((link) => link.channel);
    expect(listed).toEqual([
      isPrivate === false ? name : expect.stringMatching(/^private-channel-[0-9a-f]{4}$/),
    ]);
    expect((await storedAnywhere(stage.database, [name])).length > 0).toBe(isPrivate === false);
  });

  it.each(['visibility:secret', 'visibility:', '공개:아무나'])(
    'opens nothing for a visibility that is none (%s)',
    async (words) => {
      const slug = `r-${uuid()}`;
      const here = channel('discord', { isPrivate: true });
      const answer = await commands.runText(`room open ${slug} ${words}`, await context({ channel: here }));
      const room = await stage.rooms.bySlug(slug);
      expect([answer.refused, room]).toEqual([true, null]);
    },
  );

  it('links a private channel to a room that others read only with a word about it', async () => {
    const asAna = await context({ channel: channel() });
    const slug = `r-${uuid()}`;
    await commands.runText(`room open ${slug}`, asAna);
    const invited = async (): Promise<string> =>
      /[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec((await commands.runText('room invite', asAna)).text)?.[0] ??
      '';
    const linked = async (
      isPrivate: ChannelLook['isPrivate'],
      locale: 'en' | 'ko' = 'en',
    ): Promise<string> => {
      const there = await context({
        locale,
        channel: channel('slack', { isPrivate, name: 'secret-merger' }),
      });
      return (await commands.runText(`room link ${await invited()}`, there)).text;
    };
    expect(await linked(false)).not.toMatch(/private/);
    expect(await linked(true)).toMatch(/This channel is private; the room is not: everybody can read/);
    expect(await linked('unknown')).toMatch(/This channel may be private; the room is not/);
    expect(await linked(true, 'ko')).toMatch(/이 채널은 비공개지만 방은 아니에요/);
    const names = (await stage.rooms.summary(slug))?.links.map((link) => link.channel) ?? [];
    expect(names.filter((name) => name === 'secret-merger')).toHaveLength(1);
    expect(new Set(names).size).toBe(5);
  });

  it.each(['room open x', 'room link AAAA-AAAA-AAAA', 'room unlink'])(
    'says to try %s again where the platform does not say who may manage the channel',
    async (text) => {
      const at = await context({ channel: channel('slack', { mayManage: 'unknown' }) });
      const [en, ko] = [
        await commands.runText(text, at),
        await commands.runText(text, { ...at, locale: 'ko' }),
      ];
      expect([en.refused, ko.refused]).toEqual([true, true]);
      expect(en.text).toMatch(/Slack does not say just now .* Try again/);
      expect(ko.text).toMatch(/잠시 뒤에 다시 해 보세요/);
    },
  );

  it.each(['room open x', 'room link AAAA-AAAA-AAAA', 'room unlink'])(
    'says who can %s, to an ordinary member',
    async (text) => {
      const at = await context({ channel: channel('slack', { mayManage: false }) });
      expect((await commands.runText(text, at)).text).toMatch(/admins and owners of the workspace/);
      expect((await commands.runText(text, { ...at, locale: 'ko' })).text).toMatch(/채널을 만든 사람/);
    },
  );

  it('shows titles as they are', async () => {
    const asAna = await context({ channel: channel() });
    const answer = await commands.runText(
      `room open r-${uuid()} title:"**Free** [tickets](https://evil.example)"`,
      asAna,
    );
    expect(read(answer)).toContain('Room **Free** [tickets](https://evil.example) is open');
  });

  describe('rights', () => {
    /** A workspace of its own, and what its people are answered. */
    const workspace = () => {
      const tenantId = uuid();
      const as = async (
        text: string,
        look: Partial<ChannelLook>,
        platform: 'discord' | 'slack' = 'slack',
      ) => {
        const here = { ...channel(platform, look), tenantId };
        return commands.runText(text, await context({ channel: here }));
      };
      const opens = async (look: Partial<ChannelLook>): Promise<boolean> =>
        (await as(`room open r-${uuid()}`, look)).refused !== true;
      return { as, opens };
    };
    const ADMIN = { mayManage: true, standing: 'admin' } as const;
    const CREATOR = { mayManage: true, standing: 'member' } as const;
    const MEMBER = { mayManage: false, standing: 'member' } as const;
    const GUEST = { mayManage: false, standing: 'guest' } as const;

    it.each([
      ['managers', [true, true, false, false]],
      ['everyone', [true, true, true, false]],
      ['admins', [true, false, false, false]],
    ] as const)(
      'of %s are those of admins, of who made the channel, of members and of guests so: %j',
      async (who, may) => {
        const { as, opens } = workspace();
        expect((await as(`room rights ${who}`, ADMIN)).to).toBe('channel');
        for (const [at, look] of [ADMIN, CREATOR, MEMBER, GUEST].entries())
          expect([look, await opens(look)]).toEqual([look, may[at]]);
      },
    );

    it('are set by admins alone, in their own workspace alone, and told to everybody who asks', async () => {
      const { as, opens } = workspace();
      for (const look of [CREATOR, MEMBER, GUEST]) {
        const answer = await as('room rights everyone', look);
        expect([answer.refused, read(answer)]).toEqual([
          true,
          expect.stringMatching(/only its admins and owners/),
        ]);
      }
      expect((await as('room rights everyone', { ...ADMIN, standing: 'unknown' })).text).toMatch(/Try again/);
      expect(await opens(MEMBER)).toBe(false);
      expect(read(await as('방 권한', MEMBER))).toMatch(
        /^In this workspace whoever may manage a channel may/,
      );
      expect(read(await as('방 권한 모두', ADMIN))).toMatch(/^From now on every member may open/);
      expect(read(await as('room rights', GUEST))).toMatch(/^In this workspace every member may/);
      expect(await workspace().opens(MEMBER)).toBe(false);
      expect(stage.logger.said).toContain('who may link channels to rooms was set');
    });

    it('are the server’s on Discord', async () => {
      const { as } = workspace();
      expect(read(await as('room rights who:admins', CREATOR, 'discord'))).toMatch(/only its administrators/);
      expect(read(await as('room rights who:admins', ADMIN, 'discord'))).toMatch(/in this server/);
      expect((await as('room open x', CREATOR, 'discord')).refused).toBe(true);
      expect(read(await as('room rights', CREATOR))).toMatch(/whoever may manage a channel/);
    });

    it.each(['room rights who:nobody', 'room rights me and my friends', '방 권한 누가:아무나'])(
      'are left as they are by what is no answer (%s)',
      async (text) => {
        const { as, opens } = workspace();
        expect((await as(text, ADMIN)).refused).toBe(true);
        expect(await opens(MEMBER)).toBe(false);
      },
    );

    it('that the platform does not tell are neither given nor refused', async () => {
      const { as, opens } = workspace();
      await as('room rights everyone', ADMIN);
      const asked = await as('room open x', { mayManage: 'unknown', standing: 'unknown' });
      expect([asked.refused, asked.text]).toEqual([true, expect.stringMatching(/Try again in a moment/)]);
      expect(await opens({ mayManage: true, standing: 'unknown' })).toBe(true);
    });

    it('of everybody leave the room of a private channel private', async () => {
      const { as } = workspace();
      await as('room rights everyone', ADMIN);
      expect(read(await as(`room open r-${uuid()}`, { ...MEMBER, isPrivate: true }))).toContain(
        'It is private',
      );
    });
  });

  it.each<[string, (text: string) => Promise<CommandContext>, RegExp, RegExp]>([
    [
      'room open x',
      () => context(),
      /in a Discord or Slack channel/,
      /Discord 또는 Slack 채널에서 쓸 수 있어요/,
    ],
    [
      'room open x',
      () => context({ channel: channel('slack', { mayManage: false }) }),
      /may manage this channel/,
      /채널을 관리할 수 있는 사람만/,
    ],
    [
      'room open two words',
      () => context({ channel: channel() }),
      /1 to 64 letters/,
      /64자까지 쓸 수 있어요/,
    ],
    ['room open ../etc', () => context({ channel: channel() }), /1 to 64 letters/, /글자, 숫자, 하이픈/],
    [
      'room link AAAA-AAAA-AAAA',
      () => context({ channel: channel() }),
      /^This code is not valid/,
      /^코드가 맞지 않거나/,
    ],
    [
      'room unlink',
      () => context({ channel: channel() }),
      /^This channel is not linked to a room/,
      /^이 채널은 아직 방에 연결되어 있지 않아요/,
    ],
    [
      'room invite',
      () => context({ channel: channel() }),
      /^This channel is not linked to a room/,
      /^이 채널은 아직 방에/,
    ],
    ['room info', () => context(), /^There is no such room/, /^그런 방이 없어요/],
  ])('%s is refused where it cannot be', async (text, asked, english, korean) => {
    const at = await asked(text);
    const [en, ko] = [
      await commands.runText(text, at),
      await commands.runText(text, { ...at, locale: 'ko' }),
    ];
    expect([en.refused, ko.refused, en.to]).toEqual([true, true, 'sender']);
    expect(en.text).toMatch(english);
    expect(ko.text).toMatch(korean);
  });

  it('is refused to those who do not own it, and where a room is already', async () => {
    const here = channel();
    const owner = await context({ channel: here });
    const slug = `r-${uuid()}`;
    await commands.runText(`room open ${slug}`, owner);
    const other = await context({ channel: here });
    expect((await commands.runText('room invite', other)).text).toMatch(/^Only the room's owner/);
    expect((await commands.runText('방 초대', { ...other, locale: 'ko' })).text).toMatch(/^권한이 없어요/);
    expect((await commands.runText('방 열기 다른방', { ...owner, locale: 'ko' })).text).toMatch(
      /^이 채널은 이미 방에 연결되어 있어요/,
    );
    expect((await commands.runText(`room open ${slug}`, await context({ channel: channel() }))).text).toMatch(
      /^There is already a room called/,
    );
  });
});
