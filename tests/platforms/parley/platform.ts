import { z } from 'zod';
import { finding } from '../../../src/doctor/finding.ts';
import { definePlatform } from '../../../src/adapters/platform.ts';

/** Parley, as everybody outside this folder knows it. */
export const parley = definePlatform({
  facts: {
    id: 'parley',
    title: { en: 'Parley', ko: '팔리' },
    colour: { light: '#1f6f8b', dark: '#7cc7e2' },
    place: { en: 'house', ko: '하우스' },
    managers: {
      en: 'Only the hosts of this channel can link or unlink it. Ask one of them.',
      ko: '이 채널의 호스트만 방에 연결하거나 연결을 끊을 수 있어요. 호스트에게 부탁해 보세요.',
    },
    admins: {
      en: 'Only whoever keeps the house can do that. Ask them.',
      ko: '하우스를 관리하는 사람만 할 수 있어요. 그분에게 부탁해 보세요.',
    },
    avatarHosts: [],
    reservedNames: ['parley', '팔리'],
  },
  packages: [],
  environment: {
    PARLEY_PORT: z.coerce
      .number({ error: 'give the port on this machine at which Parley listens, e.g. 4010' })
      .optional(),
  },
  turnedOnBy: 'PARLEY_PORT',
  read: ({ PARLEY_PORT: port }) => (port === undefined ? null : { port }),
  isExclusive: () => true,
  check: async ({ port }) => [
    await finding('parley', async () => {
      const { ParleyLine } = await import('./line.ts');
      const line = await ParleyLine.open(port, () => undefined);
      const { house } = await line.ask<{ house: string }>({ do: 'hello' });
      line.close();
      return `the house is ${house}`;
    }),
  ],
  create: async (settings, parts) => (await import('./index.ts')).createParleyAdapter(settings, parts),
});
