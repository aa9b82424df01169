import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { Core } from '../../../../core/core.ts';
import { Problem } from '../../../../core/errors.ts';
import { actorOf } from '../../../../core/identity/actor.ts';
import type { Person } from '../../../../core/identity/person.ts';
import { MOST_OPTIONS, parsePoll } from '../../../../core/polls/poll.ts';
import type { Action } from '../../../../core/rooms/change.ts';
import type { PollView } from '../../../../protocol/frames.ts';
import { route, signedIn, type Route } from '../route.ts';
import { poll, requestId, slugParam } from '../schemas.ts';
import { knownRoom, roomToSpeakIn } from './rooms.ts';

const pollParam = slugParam.extend({ seq: z.coerce.number().int().min(1) });

export const pollRoutes: Route[] = [
  route({
    method: 'post',
    path: '/rooms/{slug}/polls',
    tag: 'Polls',
    summary: 'Ask the room something; the same id again gives the same number',
    signedIn: true,
    params: slugParam,
    body: z.strictObject({
      id: requestId,
      question: z.string().openapi({ example: 'What next?' }),
      options: z.array(z.string()).openapi({ example: ['Parasite', 'Burning'] }),
    }),
    answer: { status: 201, schema: z.object({ seq: z.int() }), description: 'The message that is the poll' },
    async handle({ core, params, body, person }) {
      const who = signedIn(person);
      await core.limiter.take('act', who.id);
      const room = await roomToSpeakIn(core, params.slug, who);
      const { seq } = await core.log.append({
        roomId: room.id,
        key: `${who.id}:${body.id}`,
        actor: actorOf(who, 'web'),
        action: { kind: 'open-poll', ...parsePoll(core.films, body) },
      });
      return { seq };
    },
  }),
  route({
    method: 'put',
    path: '/rooms/{slug}/polls/{seq}/vote',
    tag: 'Polls',
    summary: 'Choose an option, instead of the one you chose before; the same again changes nothing',
    signedIn: true,
    params: pollParam,
    body: z.strictObject({
      option: z
        .int()
        .min(0)
        .max(MOST_OPTIONS - 1)
        .openapi({ description: 'Its place among the options, from 0' }),
    }),
    answer: { status: 200, schema: poll, description: 'The poll as it stands' },
    handle: ({ core, params, body, person }) =>
      change(core, params, signedIn(person), {
        kind: 'vote',
        seq: params.seq,
        option: body.option,
        again: 'keeps',
      }),
  }),
  route({
    method: 'delete',
    path: '/rooms/{slug}/polls/{seq}/vote',
    tag: 'Polls',
    summary: 'Take your vote back',
    signedIn: true,
    params: pollParam,
    answer: { status: 200, schema: poll, description: 'The poll as it stands' },
    handle: ({ core, params, person }) =>
      change(core, params, signedIn(person), {
        kind: 'vote',
        seq: params.seq,
        option: null,
        again: 'keeps',
      }),
  }),
  route({
    method: 'post',
    path: '/rooms/{slug}/polls/{seq}/close',
    tag: 'Polls',
    summary: 'Close a poll: whoever asked, or a moderator',
    signedIn: true,
    params: pollParam,
    answer: { status: 200, schema: poll, description: 'The poll as it stands' },
    handle: ({ core, params, person }) =>
      change(core, params, signedIn(person), { kind: 'close-poll', seq: params.seq }),
  }),
];

async function change(
  core: Core,
  { slug, seq }: z.infer<typeof pollParam>,
  who: Person,
  action: Action,
): Promise<PollView> {
  await core.limiter.take('act', who.id);
  const room = await knownRoom(core, slug, who);
  await core.log.append({ roomId: room.id, key: `rest:${uuid()}`, actor: actorOf(who, 'web'), action });
  const standing = (await core.messages.some(room.id, [seq], who.id)).get(seq)?.poll;
  if (!standing) throw new Problem('poll_not_found', 'The poll was deleted meanwhile.');
  return standing;
}
