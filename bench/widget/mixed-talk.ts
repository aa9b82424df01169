import type { RoomServer } from '../../widget/tests/room-server.ts';

const LINES = [
  'That cut to the rain going **down** the stairs.',
  '맞아요, 그리고 ||지하실의 남자|| 때문에 한 층이 더 있죠.',
  'The whole film is one staircase.',
  'See [the essay](https://blog.example/stairs), and `01:12:40`.',
  '> One staircase.\n\nAnd the *stone*.',
  '비슷한 영화 있을까요?',
  'A list:\n- stairs\n- stones\n- smells',
  '🍿',
  'Saw it last week. Bring tissues. '.repeat(6).trim(),
];
const PEOPLE = [
  ['Ana', 'discord'],
  ['보라', 'slack'],
  ['Jun', 'web'],
  ['Theo', 'discord'],
  ['민지', 'web'],
] as const;

/** What people really say: marks, links, spoilers, lists, replies, reactions, Korean and English, short and long. */
export function mixedTalk(server: RoomServer, slug: string, messages: number): void {
  const begun = Date.now() - messages * 40_000;
  let last = 0;
  for (let n = 0; n < messages; n++) {
    const [name, via] = PEOPLE[(n >> 1) % PEOPLE.length] ?? PEOPLE[0];
    const text = `${n + 1}: ${LINES[n % LINES.length]}`;
    const replyTo = n % 17 === 16 ? last - 5 : undefined;
    const at = new Date(begun + n * 40_000);
    last = server.say(slug, name, text, { via, at, replyTo: replyTo && replyTo > 0 ? replyTo : undefined });
    if (n % 11 === 0)
      server.append(
        slug,
        'reaction.added',
        { id: 'id-Ana', name: 'Ana', via: 'discord' },
        { seq: last, emoji: '🍿' },
        at,
      );
  }
}
