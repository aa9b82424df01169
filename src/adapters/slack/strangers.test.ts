import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, openStage, type Stage } from './stage.test-support.ts';

let stage: Stage;
let elsewhere: string;
beforeAll(async () => {
  stage = await openStage({ app: { commands: ['/movie'] } });
  await stage.platform.start();
  elsewhere = stage.slack.world.createTeam({ name: 'Elsewhere' }).id;
});
afterAll(() => stage.close());

/** Somebody of another workspace that shares the channel. */
function stranger(looks: { realName: string; displayName?: string; isHidden?: boolean }): string {
  const { world } = stage.slack;
  const { id } = world.createUser({ ...looks, teamId: elsewhere });
  world.channel(stage.channel).memberIds.push(id);
  return id;
}

const heard = (text: string) =>
  eventually(text, () => stage.inbox.posts.find((post) => post.text.startsWith(text)));

describe('somebody of another workspace', () => {
  it('is called as Slack shows them to those who ask', async () => {
    const sana = stranger({ realName: 'Sana Kim', displayName: 'Sana' });
    stage.slack.world.say(sana, stage.channel, 'Hello from elsewhere');
    const { author } = await heard('Hello from elsewhere');
    expect(author).toEqual({
      identity: `slack:${elsewhere}:${sana}`,
      name: 'Sana',
      avatar: expect.stringContaining(`${sana}-192`),
    });
  });

  it('whom Slack does not show when asked is called as their message shows them, in edits, reactions and mentions too', async () => {
    const { world } = stage.slack;
    const theo = stranger({ realName: 'Theo Lind', displayName: 'Theo', isHidden: true });
    const { ts } = world.say(theo, stage.channel, 'You do not know me');
    const { author } = await heard('You do not know me');
    expect(author).toEqual({
      identity: `slack:${elsewhere}:${theo}`,
      name: 'Theo',
      avatar: expect.stringContaining(`${theo}-72`),
    });
    world.edit(theo, stage.channel, ts, 'You know me now');
    const [edit] = await eventually('the edit', () => stage.inbox.edits.length > 0 && stage.inbox.edits);
    expect(edit?.author).toEqual(author);
    world.react(theo, stage.channel, ts, 'wave');
    const [reaction] = await eventually(
      'the reaction',
      () => stage.inbox.reactions.length > 0 && stage.inbox.reactions,
    );
    expect(reaction?.person).toMatchObject({ ...author });
    world.say(stage.mina, stage.channel, `Welcome, <@${theo}>`);
    expect((await heard('Welcome')).text).toContain('Theo');
  });

  it('without a name for show is called by the next that Slack has', async () => {
    const real = stranger({ realName: 'Noor Aziz', isHidden: true });
    stage.slack.world.say(real, stage.channel, 'I have one name');
    expect((await heard('I have one name')).author.name).toBe('Noor Aziz');
  });

  it('of whom Slack shows nothing at all has no id for a name', async () => {
    const { world } = stage.slack;
    const silent = stranger({ realName: 'Silent', isHidden: true });
    const { ts } = world.say(stage.mina, stage.channel, 'Anybody there?');
    await heard('Anybody there?');
    world.react(silent, stage.channel, ts, 'eyes');
    const { person } = await eventually('the reaction', () =>
      stage.inbox.reactions.find(({ remoteId }) => remoteId === ts),
    );
    expect(person.name).toBe('Somebody on Slack');
  });
});
