import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, openStage, type Stage } from './stage.test-support.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.platform.start();
});
afterAll(() => stage.close());

it('somebody of another workspace whom Slack does not show has no id for a name', async () => {
  const { world } = stage.slack;
  world.say(stage.june, stage.channel, 'Hello from elsewhere');
  // What the app asks from now on is answered as of people of another workspace.
  world.user(stage.june).teamId = world.createTeam({ name: 'Elsewhere' }).id;
  const [heard] = await eventually('the line', () => stage.inbox.posts.length > 0 && stage.inbox.posts);
  expect(heard?.author).toMatchObject({ name: 'Somebody on Slack' });
});
