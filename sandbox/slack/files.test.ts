import { afterEach, describe, expect, it } from 'vitest';
import { avatarPng } from './avatars.ts';
import { connectedApp, Endings, eventually, refusal } from './testing/bolt-app.ts';

const endings = new Endings();
afterEach(() => endings.run());

const poster = avatarPng('poster', 64);

describe('files', () => {
  it('are uploaded by the app in three steps and shared after the answer', async () => {
    const { slack, app, heard, mina, channel } = await connectedApp(endings);
    const shared: unknown[] = [];
    app.event('file_shared', ({ event }) => {
      shared.push(event);
      return Promise.resolve();
    });
    await app.client.files.uploadV2({
      channel_id: channel,
      file: poster,
      filename: 'poster.png',
      initial_comment: 'look',
    });
    const message = await eventually(
      'the message with the file',
      () => slack.world.channelView(channel, mina)[0],
    );
    expect(message).toMatchObject({
      text: 'look',
      files: [{ name: 'poster.png', mimetype: 'image/png', size: poster.length, width: 64, height: 64 }],
    });
    const shown = await fetch(message.files[0]?.url ?? '');
    expect(Buffer.from(await shown.arrayBuffer()).equals(poster)).toBe(true);
    await eventually('the event', () => shared[0]);
    expect(shared).toMatchObject([
      { file_id: message.files[0]?.id, channel_id: channel, user_id: slack.world.botUserId },
    ]);
    // Bolt hides the app's own message events, this one too.
    expect(heard).toEqual([]);
    const { file } = await app.client.files.info({ file: message.files[0]?.id ?? '' });
    expect(file?.shares?.public?.[channel]).toMatchObject([{ ts: message.ts }]);
  });

  it('must be as long as announced', async () => {
    const { app } = await connectedApp(endings);
    const { upload_url: url = '', file_id: id = '' } = await app.client.files.getUploadURLExternal({
      filename: 'poster.png',
      length: poster.length + 1,
    });
    const answer = await fetch(url, { method: 'POST', body: new Uint8Array(poster) });
    expect(answer.status).toBe(400);
    expect((await refusal(app.client.files.completeUploadExternal({ files: [{ id }] }))).code).toBe(
      'file_not_found',
    );
  });

  it('said by a person arrive with a private address that wants the bearer token', async () => {
    const { slack, heard, mina, channel } = await connectedApp(endings);
    slack.world.say(mina, channel, {
      text: 'my poster',
      files: [{ name: 'p.png', bytes: poster, altText: 'a poster' }],
    });
    const event = await eventually('the message event', () => heard[0]);
    const [file] =
      (event as { files?: { url_private: string; thumb_360: string; alt_txt: string }[] }).files ?? [];
    expect(event).toMatchObject({ subtype: 'file_share', user: mina, text: 'my poster' });
    expect(file?.alt_txt).toBe('a poster');
    const headers = { authorization: `Bearer ${slack.botToken}` };
    const bytes = await fetch(file?.url_private ?? '', { headers });
    expect(bytes.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await bytes.arrayBuffer()).equals(poster)).toBe(true);
    const small = await fetch(file?.thumb_360 ?? '', { headers });
    expect(small.headers.get('content-type')).toBe('image/png');
    const stranger = await fetch(file?.url_private ?? '');
    expect(stranger.status).toBe(200);
    expect(stranger.headers.get('content-type')).toContain('text/html');
  });

  it('can be shown under another name through an image block, once they are ready', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings, { timings: { fileProcessingMs: 60 } });
    const { upload_url: url = '', file_id: id = '' } = await app.client.files.getUploadURLExternal({
      filename: 'poster.png',
      length: poster.length,
    });
    await fetch(url, { method: 'POST', body: new Uint8Array(poster) });
    const { files = [] } = await app.client.files.completeUploadExternal({
      files: [{ id, title: 'Poster' }],
    });
    expect(files[0]).toMatchObject({ id, title: 'Poster', shares: {} });
    const post = (): Promise<{ ts?: string }> =>
      app.client.chat.postMessage({
        channel,
        text: 'a picture',
        username: 'Jiwoo',
        blocks: [{ type: 'image', slack_file: { id }, alt_text: 'a poster' }],
      });
    expect((await refusal(post())).reasons[0]).toContain('invalid slack file');
    await eventually('the picture is ready', () =>
      post().then(
        () => true,
        () => false,
      ),
    );
    const [message] = slack.world.channelView(channel, mina);
    const [block] = message?.blocks ?? [];
    expect(message?.name).toBe('Jiwoo');
    expect((await fetch(String(block?.image_url))).headers.get('content-type')).toBe('image/png');
  });

  it('are deleted by their owner only, and leave a tombstone', async () => {
    const { slack, app, heard, mina, june, channel } = await connectedApp(endings);
    const deleted: unknown[] = [];
    app.event('file_deleted', ({ event }) => {
      deleted.push(event);
      return Promise.resolve();
    });
    const said = slack.world.say(mina, channel, { text: 'oops', files: [{ name: 'p.png', bytes: poster }] });
    const id = said.fileIds?.[0] ?? '';
    expect((await refusal(app.client.files.delete({ file: id }))).code).toBe('cant_delete_file');
    expect(() => slack.world.deleteFile(june, id)).toThrow('cant_delete_file');
    slack.world.deleteFile(mina, id);
    await eventually('the event', () => deleted.length === 1 && heard.length === 1);
    expect((await refusal(app.client.files.info({ file: id }))).code).toBe('file_deleted');
    const { messages = [] } = await app.client.conversations.history({ channel });
    expect(messages[0]?.files).toEqual([{ id, mode: 'tombstone' }]);
  });

  it('cannot be uploaded the old way', async () => {
    const { app } = await connectedApp(endings);
    expect((await refusal(app.client.apiCall('files.upload', { content: 'x' }))).code).toBe(
      'method_deprecated',
    );
  });
});
