import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Problem } from '../../core/errors.ts';
import type { AttachmentView } from '../../protocol/frames.ts';
import { waitFor } from '../../../tests/support/wait-for.ts';
import { aLine, aPicture, openStage, type Stage } from './stage.test-support.ts';

const PDF = Buffer.from('%PDF-1.7\nscript');
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.platform.start();
});
afterAll(() => stage.close());
afterEach(() => stage.slack.faults.clear());

const adapter = () => stage.platform.adapter;
let named = 0;

/** A file in our own store. */
function aFile(name = 'script.pdf', change: Partial<AttachmentView> = {}): AttachmentView {
  const id = `file-${++named}`;
  stage.files.set(id, { bytes: PDF, type: 'application/pdf', name });
  return {
    id,
    url: `/media/${id}`,
    kind: 'file',
    type: 'application/pdf',
    size: PDF.length,
    name,
    ...change,
  };
}
const shown = () => stage.slack.world.channelView(stage.channel).flatMap((one) => [one, ...one.replies]);
/** What an address of the stand-in's own page gives. */
const fetched = async (id: string) => fetch(`${stage.slack.url}/control/files/${id}`);
const view = (ts = '') => stage.slack.world.messageView(stage.channel, ts);
const filesNamed = (name: string) =>
  shown()
    .flatMap(({ files }) => files)
    .filter((file) => file.name === name);
const said = (ts = '') => JSON.stringify(view(ts)?.blocks);

describe('files on their way to Slack', () => {
  it('show as much of what is said of them as Slack takes, cut between characters', async () => {
    const picture = aPicture({ id: 'described', url: '/media/described', alt: '👨‍👩‍👧‍👦'.repeat(500) });
    stage.files.set('described', { bytes: PIXEL, type: 'image/png', name: 'still.png' });
    const [ts] = await adapter().post(stage.link, aLine({ attachments: [picture] }));
    expect(view(ts)?.blocks).toContainEqual(
      expect.objectContaining({ type: 'image', alt_text: '👨‍👩‍👧‍👦'.repeat(90) }),
    );
  });

  it('are for trying again while our store is away, and go as addresses where they cannot be read', async () => {
    const failing = (error: Error): void =>
      void vi.spyOn(stage.files, 'get').mockImplementationOnce(() => {
        throw error;
      });
    const line = aLine({ text: 'later', attachments: [aFile('later.pdf')] });
    failing(new Problem('unavailable', 'Not just now.'));
    await expect(adapter().post(stage.link, line)).rejects.toMatchObject({ kind: 'retry' });
    failing(new Error('a bad sector'));
    const [ts] = await adapter().post(stage.link, line);
    expect(said(ts)).toContain('/media/');
  });

  it('are named in the line, and shared in its thread as what they are', async () => {
    const [ts = ''] = await adapter().post(
      stage.link,
      aLine({ text: 'read this', attachments: [aFile('a.pdf')] }),
    );
    const [file] = await waitFor('the file', () => (filesNamed('a.pdf').length ? filesNamed('a.pdf') : null));
    const message = shown().find(({ files }) => files.some(({ id }) => id === file?.id));
    expect(message?.threadTs).toBe(ts);
    expect(Buffer.from(await (await fetched(file?.id ?? '')).arrayBuffer())).toEqual(PDF);
    expect(view(ts)?.text).toContain('read this');
    expect(said(ts)).toContain('a.pdf');
    expect(said(ts)).not.toContain('/media/');
  });

  it('are shared once, however often their line is edited', async () => {
    const line = aLine({ text: 'frist', attachments: [aFile('once.pdf')] });
    const ids = await adapter().post(stage.link, line);
    await waitFor('the file', () => filesNamed('once.pdf').length === 1);
    for (const text of ['second', 'third']) await adapter().edit(stage.link, ids, { ...line, text });
    expect(view(ids[0])?.text).toContain('third');
    expect(filesNamed('once.pdf')).toHaveLength(1);
  });

  it('follow into a line that was there before them', async () => {
    const line = aLine({ text: 'soon' });
    const ids = await adapter().post(stage.link, line);
    await adapter().edit(stage.link, ids, { ...line, attachments: [aFile('late.pdf')] });
    await waitFor('the file', () => filesNamed('late.pdf').length === 1);
  });

  it('stand as a link where Slack does not take them, and the words with them', async () => {
    stage.slack.faults.serverError({ method: 'upload', times: 5 });
    const one = aFile('one.pdf');
    const [ts = ''] = await adapter().post(stage.link, aLine({ text: 'look', attachments: [one] }));
    expect(said(ts)).toContain(`https://rooms.example${one.url}`);
    stage.slack.faults.clear();
    stage.slack.faults.serverError({ method: 'files.completeUploadExternal', times: 5 });
    const two = aFile('two.pdf');
    const [other = ''] = await adapter().post(stage.link, aLine({ text: 'look', attachments: [two] }));
    expect(said(other)).toContain(`https://rooms.example${two.url}`);
    expect(filesNamed('two.pdf')).toEqual([]);
  });

  it('that give something away are not shared, and not named in the open', async () => {
    const spoiler = aFile('the-butler-did-it.pdf', { spoiler: true });
    const [ts = ''] = await adapter().post(stage.link, aLine({ text: 'look', attachments: [spoiler] }));
    expect(said(ts)).not.toContain('butler');
    expect(filesNamed('the-butler-did-it.pdf')).toEqual([]);
  });

  it('and pictures are deleted there when they are gone here, with what shared them', async () => {
    stage.files.set('gone-picture', { bytes: PIXEL, type: 'image/png', name: 'still.png' });
    const [file, kept] = [aFile('gone.pdf'), aFile('kept.pdf')];
    const attachments = [aPicture({ id: 'gone-picture' }), file, kept];
    const line = aLine({ text: 'look', attachments });
    const ids = await adapter().post(stage.link, line);
    await waitFor('the files', () => filesNamed('gone.pdf').length + filesNamed('kept.pdf').length === 2);
    const pictured = /"slack_file":\{"id":"(\w+)"/.exec(said(ids[0]))?.[1] ?? '';
    const there = filesNamed('gone.pdf')[0]?.id ?? '';
    for (const id of [there, pictured]) expect((await fetched(id)).status).toBe(200);
    stage.uploads.isGone = (id) => id === 'gone-picture' || id === file.id;
    await adapter().edit(stage.link, ids, { ...line, attachments: [kept] });
    await waitFor('it to be gone', () => filesNamed('gone.pdf').length === 0);
    for (const id of [there, pictured])
      await waitFor('its bytes to be gone', async () => (await fetched(id)).status === 404);
    expect(
      shown().filter(({ text, files, subtype }) => subtype === 'file_share' && !files.length && text === ''),
    ).toEqual([]);
    expect(filesNamed('kept.pdf')).toHaveLength(1);
  });
});
