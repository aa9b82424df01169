import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandContext } from './command-runner.ts';
import type { Commands } from './runner.ts';
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

  it('shows titles as they are', async () => {
    const asAna = await context({ channel: channel() });
    const answer = await commands.runText(
      `room open r-${uuid()} title:"**Free** [tickets](https://evil.example)"`,
      asAna,
    );
    expect(read(answer)).toContain('Room **Free** [tickets](https://evil.example) is open');
  });

  it.each<[string, (text: string) => Promise<CommandContext>, RegExp, RegExp]>([
    [
      'room open x',
      () => context(),
      /in a Discord or Slack channel/,
      /Discord나 Slack 채널에서 쓸 수 있어요/,
    ],
    [
      'room open x',
      () => context({ channel: channel('slack', false) }),
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
