import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PLATFORMS } from '../../src/adapters/index.ts';
import { upgradeTo } from '../../src/adapters/web/websocket/gateway.ts';
import { readConfig, settingNames, type Config } from '../../src/config/config.ts';
import { checkPlatforms } from '../../src/doctor/platforms.ts';
import { startMatinee, type Matinee } from '../../src/main.ts';
import type { MessageView } from '../../src/protocol/frames.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { readyDataDirectory } from '../support/ready-data.ts';
import { waitFor } from '../support/wait-for.ts';
import { api, WebClient } from '../support/web-client.ts';
import { ParleyHouse } from './parley-house.ts';
import { parley } from './parley/platform.ts';

/**
 * A platform that is neither of ours: its folder, and a line in the list that is handed in here. Nothing of the product is
 * changed for it.
 */
const CHANNEL = 'films';
let house: ParleyHouse;
let config: Config;
let directory: string;
let matinee: Matinee;
let server: Server;
let url: string;
let jun: WebClient;

beforeAll(async () => {
  [house, directory] = await Promise.all([ParleyHouse.open(), readyDataDirectory()]);
  const environment = { DATA_DIR: directory, PORT: '0', PARLEY_PORT: String(house.port) };
  config = readConfig({ ...environment, MATINEE_RATE_LIMIT: 'off' }, false, [...PLATFORMS, parley]);
  server = createServer((request, response) => matinee.listener(request, response));
  server.on('upgrade', (request, stream, head) => upgradeTo(matinee.gateway, request, stream, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  matinee = await startMatinee({ ...config, publicUrl: url }, quietLogger());
  await waitFor('Parley to be connected', async () => {
    const parts = (await (await fetch(`${url}/readyz`)).json()) as Record<string, string>;
    return parts['parley'] === 'connected';
  });
  jun = await WebClient.guest(url, 'Jun');
  await jun.connect();
});
afterAll(async () => {
  jun?.close();
  await matinee?.stop();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await house?.close();
  if (directory) await rm(directory, { recursive: true, force: true });
});

const inRoom = async (): Promise<MessageView[]> =>
  (await api<{ messages: MessageView[] }>(url, '/rooms/parasite/messages', { token: jun.token })).messages;
const standing = (text: string): Promise<MessageView> =>
  waitFor(`“${text}” in the room`, async () => (await inRoom()).find((message) => message.text === text));
const shown = (text: string): Promise<string> =>
  waitFor(
    `“${text}” on Parley`,
    () => house.channels.get(CHANNEL)?.find((message) => message.text === text)?.id,
  );
const post = (text: string, more: object = {}): Promise<{ seq: number }> =>
  api(url, '/rooms/parasite/messages', {
    token: jun.token,
    body: { id: crypto.randomUUID(), text, ...more },
  });

it('opens a room from there, and says so there', async () => {
  house.say(CHANNEL, 'Ana', '/movie room open parasite title:"Parasite, again"');
  const answer = await waitFor('the answer', () => house.told[0]);
  expect(answer).toMatchObject({
    channel: CHANNEL,
    to: '*',
    text: expect.stringContaining('Room Parasite, again is open') as string,
  });
  const room = await api<{ links: object[] }>(url, '/rooms/parasite', { token: jun.token });
  expect(room.links).toMatchObject([{ platform: 'parley', channel: CHANNEL, state: 'active' }]);
});

it('carries lines, edits, reactions and deletions from there to the room', async () => {
  const id = house.say(CHANNEL, 'Ana', 'The *stairs* again.');
  const { seq, author } = await standing('The \\*stairs\\* again.');
  expect(author).toMatchObject({ name: 'Ana', via: 'parley' });
  house.mark(CHANNEL, id, 'Bora', '🎬');
  await waitFor('the reaction', async () =>
    (await inRoom()).some((message) => message.seq === seq && message.reactions?.[0]?.emoji === '🎬'),
  );
  house.change(CHANNEL, id, 'The stairs, again.');
  await standing('The stairs, again.');
  house.drop(CHANNEL, id);
  await waitFor('it to go', async () => (await inRoom()).every((message) => message.seq !== seq));
});

it('carries lines, answers, edits, reactions and deletions from the room to there', async () => {
  jun.send({ op: 'join', room: 'parasite' });
  await jun.next('joined');
  const { seq } = await post('And the **rain**.');
  const id = await shown('And the rain.');
  await post('It never stops.', { replyTo: seq });
  await shown('> Jun: And the rain.\nIt never stops.');
  jun.send({ op: 'react', id: crypto.randomUUID(), room: 'parasite', seq, emoji: '🌧️' });
  await waitFor('the mark', () => house.find(CHANNEL, id)?.marks.has('Matinee 🌧️'));
  jun.send({ op: 'edit', id: crypto.randomUUID(), room: 'parasite', seq, text: 'And the flood.' });
  await waitFor('the edit', () => house.find(CHANNEL, id)?.text === 'And the flood.');
  jun.send({ op: 'delete', id: crypto.randomUUID(), room: 'parasite', seq });
  await waitFor('it to go', () => house.find(CHANNEL, id) === undefined);
  expect((await inRoom()).filter(({ text }) => text === 'It never stops.')).toHaveLength(1);
});

it('makes up for a lost connection, both ways and once', async () => {
  house.hangUp();
  house.say(CHANNEL, 'Ana', 'Said while nobody listened.');
  await post('Written meanwhile.');
  await Promise.all([standing('Said while nobody listened.'), shown('Written meanwhile.')]);
  expect(house.texts(CHANNEL).filter((text) => text === 'Written meanwhile.')).toHaveLength(1);
  expect((await inRoom()).filter(({ text }) => text === 'Said while nobody listened.')).toHaveLength(1);
});

it('answers commands there, to who asked', async () => {
  house.say(CHANNEL, 'Ana', '/movie info The Handmaiden');
  const answer = await waitFor('the film', () =>
    house.told.find(({ text }) => text.includes('The Handmaiden (2016)')),
  );
  expect(answer.channel).toBe(CHANNEL);
  house.say(CHANNEL, 'Ana', '/movie room info');
  const info = await waitFor('the links', () => house.told.find(({ text }) => text.includes('Links:')));
  expect(info).toMatchObject({ to: 'ana' });
  expect(info.text).toContain('Links: Parley #films (active)');
});

it('is known by its name wherever platforms are named', async () => {
  expect(jun.frames[0]).toMatchObject({
    op: 'ready',
    platforms: [{ id: 'discord' }, { id: 'slack' }, { id: 'parley', title: { en: 'Parley' } }],
  });
  const page = await (await fetch(url, { headers: { 'accept-language': 'ko' } })).text();
  expect(page).toContain('디스코드, 슬랙, 팔리, 웹 페이지를 잇는 영화 방이에요.');
  expect(page).toMatch(/Parasite, again<\/a> <small>[^<]* · 팔리<\/small>/);
  const described = JSON.stringify(await api(url, '/openapi.json'));
  expect(described).toContain('"enum":["web","discord","slack","parley"]');
  await expect(WebClient.guest(url, 'Parley')).rejects.toThrow('name_reserved');
  expect(config.roles).toEqual(['web', 'discord', 'slack', 'parley', 'worker']);
  expect(settingNames([...PLATFORMS, parley])).toContain('PARLEY_PORT');
  expect(() => readConfig({ PARLEY_PORT: 'x' }, false, [parley])).toThrow(/^PARLEY_PORT: give the port/);
});

it('says to the doctor how it is', async () => {
  expect(await checkPlatforms(config)).toEqual([
    { part: 'discord', ok: true, text: 'off: DISCORD_TOKEN is not set' },
    { part: 'slack', ok: true, text: 'off: SLACK_BOT_TOKEN is not set' },
    { part: 'parley', ok: true, text: 'the house is The Parlour' },
  ]);
});
