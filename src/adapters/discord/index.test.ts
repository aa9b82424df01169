import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../sandbox/discord/waiting.ts';
import { aLine, openStage, type Stage } from './stage.test-support.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.discordAdapter.start();
});

afterAll(() => stage.close());

const said = (text: string) => stage.inbox.posts.find((message) => message.text === text);

describe('the Discord adapter', () => {
  it('connects, says so, and asks for what was said while it was away', async () => {
    expect(stage.discordAdapter.status()).toBe('connected');
    await until(() => stage.inbox.catchUps === 1);
  });

  it('hands over what people say, with name, picture and text', async () => {
    const { world } = stage.discord;
    const message = world.say(stage.mina.id, stage.channel.id, { content: '**기생충** 볼 사람?' });
    await until(() => said('**기생충** 볼 사람?') !== undefined);
    const heard = said('**기생충** 볼 사람?');
    expect(heard).toMatchObject({
      remoteId: message.id,
      ours: false,
      relayed: true,
      edited: false,
      author: { identity: `discord:${stage.mina.id}`, name: '미나' },
    });
    expect(heard?.author.avatar).toContain(stage.discord.cdnUrl);
    expect(heard?.at.toISOString()).toBe(message.createdAt);
  });

  it('posts a line under its author’s name, and does not hear it as something said', async () => {
    const { world } = stage.discord;
    const [id] = await stage.discordAdapter.adapter.post(stage.link, aLine({ text: '*오늘* 어때요?' }));
    const message = world.message(id ?? '');
    expect(message?.author).toMatchObject({ name: 'Hana', kind: 'webhook' });
    expect(message?.content).toBe('*오늘* 어때요?');
    world.say(stage.jun.id, stage.channel.id, { content: 'after the relayed line' });
    await until(() => said('after the relayed line') !== undefined);
    expect(said('*오늘* 어때요?')).toBeUndefined();
  });
});
