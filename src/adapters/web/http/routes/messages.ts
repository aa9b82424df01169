import { z } from 'zod';
import { LIMITS } from '../../../../protocol/frames.ts';
import { actorOf } from '../../../../core/identity/actor.ts';
import { parseMessageText } from '../../../../core/messages/message-text.ts';
import { wordsOf } from '../../../../core/messages/search-messages.ts';
import { reading } from '../../../../core/rooms/find-room.ts';
import { parseSlug } from '../../../../core/rooms/room.ts';
import { route, signedIn, type Route } from '../route.ts';
import { count, message, requestId, slugParam } from '../schemas.ts';
import { roomToSpeakIn } from './rooms.ts';

/** A search costs the store as much as so many other requests. */
const SEARCH_POINTS = 5;

export const messageRoutes: Route[] = [
  route({
    method: 'get',
    path: '/rooms/{slug}/messages',
    tag: 'Messages',
    summary: 'History, newest page first, ascending within the page',
    signedIn: false,
    params: slugParam,
    query: z.object({
      before: z.coerce.number().int().min(1).optional(),
      limit: count(LIMITS.historyPage, 50),
    }),
    answer: {
      status: 200,
      schema: z.object({
        messages: z.array(message),
        before: z.int().nullable(),
        seq: z.int(),
        epoch: z.string(),
      }),
      description: 'Messages, where the page before them ends, and the event to read on after',
    },
    async handle({ core, params, query, person }) {
      const viewer = person?.id ?? null;
      return reading(core, parseSlug(params.slug), viewer, async (room) => {
        const { before = null, limit } = query;
        const { messages, seq, epoch } = await core.messages.page(room.id, before, limit, viewer);
        return {
          messages: core.mediaGrants.addressAll(room, viewer, messages),
          before: messages.length < limit ? null : (messages[0]?.seq ?? null),
          seq,
          epoch,
        };
      });
    },
  }),
  route({
    method: 'get',
    path: '/rooms/{slug}/messages/search',
    tag: 'Messages',
    summary: 'What was said: all the words, in the text or the name of who said it, newest first',
    signedIn: false,
    params: slugParam,
    query: z.object({
      q: z.string().max(2000).openapi({ example: 'ending' }),
      before: z.coerce.number().int().min(1).optional(),
      limit: count(LIMITS.historyPage, 20),
    }),
    answer: {
      status: 200,
      schema: z.object({ messages: z.array(message), before: z.int().nullable() }),
      description:
        'What was found in one stretch of the room, and where to look on: a stretch may have nothing; null at the beginning',
    },
    async handle({ core, params, query, person, address }) {
      const words = wordsOf(query.q);
      await core.limiter.take('request', address, SEARCH_POINTS - 1);
      const viewer = person?.id ?? null;
      return reading(core, parseSlug(params.slug), viewer, async (room) => {
        const found = await core.messages.find(room.id, words, query.before ?? null, query.limit, viewer);
        return { ...found, messages: core.mediaGrants.addressAll(room, viewer, found.messages) };
      });
    },
  }),
  route({
    method: 'post',
    path: '/rooms/{slug}/messages',
    tag: 'Messages',
    summary: 'Say something; the same id again gives the same number',
    signedIn: true,
    params: slugParam,
    body: z.strictObject({
      id: requestId,
      text: z.string(),
      replyTo: z.int().min(1).optional(),
      attachments: z.array(z.string().max(64)).max(LIMITS.attachmentsPerMessage).optional(),
    }),
    answer: { status: 201, schema: z.object({ seq: z.int() }), description: 'Stored under this number' },
    async handle({ core, params, body, person }) {
      const who = signedIn(person);
      await core.limiter.take('act', who.id);
      const room = await roomToSpeakIn(core, params.slug, who);
      const ids = body.attachments ?? [];
      const attachments = ids.length === 0 ? [] : await core.media.attach(room.id, who.id, ids);
      const text = parseMessageText(body.text, { mayBeEmpty: attachments.length > 0 });
      const { seq } = await core.log.append({
        roomId: room.id,
        key: `${who.id}:${body.id}`,
        actor: actorOf(who, 'web'),
        action: {
          kind: 'post',
          text,
          ...(body.replyTo === undefined ? {} : { replyTo: body.replyTo }),
          ...(attachments.length === 0 ? {} : { attachments }),
        },
      });
      return { seq };
    },
  }),
];
