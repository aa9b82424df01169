import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttachmentView, MessageView } from '../../src/protocol/frames.ts';
import { Stage, ROOM, SETUPS } from '../support/stage.ts';
import { waitFor } from '../support/wait-for.ts';

const PDF = Buffer.from(`%PDF-1.7\n${'a script, '.repeat(5_000)}`);

describe.each(SETUPS)('files on three sides: $setup', ({ setup, available }) => {
  const test = it.skipIf(!available);
  let stage: Stage;

  beforeAll(async () => {
    if (!available) return;
    stage = await Stage.set(setup);
  }, 90_000);
  afterAll(() => stage?.strike(), 30_000);

  const said = async (fits: (message: MessageView) => boolean): Promise<MessageView | undefined> =>
    (await stage.owner.history(ROOM)).find(fits);
  const fileOf = ({ attachments }: MessageView): AttachmentView | undefined =>
    attachments?.find(({ kind }) => kind === 'file');
  const bytesAt = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer());
  const slackFiles = (): { name: string; url: string }[] =>
    stage.slack.world
      .channelView(stage.places.slackChannel)
      .flatMap((one) => [one, ...one.replies])
      .flatMap(({ files }) => files);
  const discordFiles = (): { title: string | null }[] =>
    stage.discord.world
      .channelView(stage.places.discordChannel)
      .messages.flatMap(({ attachments }) => attachments);

  test('a document from Discord is one on Slack and on the web, byte for byte, and gone everywhere when it is deleted', async () => {
    const { ana, discordChannel } = stage.places;
    const { id } = stage.discord.world.say(ana, discordChannel, {
      content: 'the script',
      attachments: [{ filename: 'script.pdf', bytes: PDF }],
    });
    const message = await waitFor('the file on the web', () =>
      said((one) => one.text === 'the script' && fileOf(one) !== undefined),
    );
    const file = fileOf(message);
    expect(file).toMatchObject({ name: 'script.pdf', size: PDF.length, type: 'application/pdf' });
    const url = stage.url + (file?.url ?? '');
    const answer = await fetch(url);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringMatching(/^attachment; filename="script.pdf"/) as unknown,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PDF);
    const part = await fetch(url, { headers: { range: 'bytes=5-9' } });
    expect([part.status, await part.text()]).toEqual([206, PDF.toString('latin1', 5, 10)]);

    const there = await waitFor('the file on Slack', () =>
      slackFiles().find(({ name }) => name === 'script.pdf'),
    );
    expect(await bytesAt(there.url)).toEqual(PDF);

    const page = await (await fetch(`${stage.url}/r/${ROOM}`)).text();
    expect(page).toContain('script.pdf');

    stage.discord.world.remove(ana, id);
    await waitFor('its end on the web', async () => (await fetch(url)).status === 404);
    await waitFor('its end on Slack', async () => (await fetch(there.url)).status === 404, 20_000);
  });

  test('a file from Slack that fails twice and then works arrives, and its line goes', async () => {
    const { bora, slackChannel } = stage.places;
    stage.slack.faults.serverError({ method: 'download', times: 2 });
    const { ts } = stage.slack.world.say(bora, slackChannel, {
      text: '대본이에요',
      files: [{ name: '대본.pdf', bytes: PDF }],
    });
    const before = await waitFor('the line', () => said(({ text }) => text.startsWith('대본이에요\n📎')));
    expect(before.text).toContain(`/archives/${slackChannel}/p${ts.replace('.', '')}`);
    expect(before.text).toContain('가져오고 있어요');
    const after = await waitFor(
      'the file',
      () => said((one) => one.seq === before.seq && fileOf(one) !== undefined),
      30_000,
    );
    expect(after).toMatchObject({ text: '대본이에요' });
    expect(after.editedAt).toBeUndefined();
    expect(await bytesAt(stage.url + (fileOf(after)?.url ?? ''))).toEqual(PDF);
    await waitFor('the file on Discord', () => discordFiles().find(({ title }) => title === '대본'), 20_000);
  });

  test('a file that is too large is a line with a link to its message', async () => {
    const { bora, slackChannel } = stage.places;
    const { ts } = stage.slack.world.say(bora, slackChannel, {
      text: 'the film',
      files: [{ name: 'film.mp4', bytes: Buffer.alloc(25 * 1024 * 1024 + 1) }],
    });
    const { text } = await waitFor('the line', () => said((one) => one.text.startsWith('the film\n')));
    const [, link = '', facts] = /\n📎 \[film\.mp4\]\((.*)\)(.*)$/.exec(text) ?? [];
    expect(link).toMatch(new RegExp(`^https://.*/archives/${slackChannel}/p${ts.replace('.', '')}$`));
    expect(facts).toBe(' · 26 MB · too large');
    await waitFor('the line on Discord', () =>
      stage.discord.world
        .channelView(stage.places.discordChannel)
        .messages.find(({ content }) => content.includes(link) && content.includes('too large')),
    );
  });
});
