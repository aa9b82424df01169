import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { Core } from '../../../../core/core.ts';
import { Problem } from '../../../../core/errors.ts';
import { actorOf } from '../../../../core/identity/actor.ts';
import type { Person } from '../../../../core/identity/person.ts';
import type { Action, PersonRef, RoomPatch } from '../../../../core/rooms/change.ts';
import { createRoom } from '../../../../core/rooms/create-room.ts';
import {
  banned,
  findRoom,
  isHidden,
  mayRead,
  noSuchRoom,
  reading,
} from '../../../../core/rooms/find-room.ts';
import { endRoom } from '../../../../core/rooms/end-room.ts';
import { inviteToRoom } from '../../../../core/rooms/invite.ts';
import { parseSlug, type Role, type Room } from '../../../../core/rooms/room.ts';
import type { RoomSummary, Standing } from '../../../../core/rooms/room-repository.ts';
import { cleanName, cleanText } from '../../../../core/markup/clean-text.ts';
import { route, signedIn, type Route } from '../route.ts';
import { count, locale, person, room, slugParam, typedSlug, visibility } from '../schemas.ts';

const capacity = z.int().min(1).max(100_000);
const password = z.string().min(1).max(256);
const MODERATION = ['kick', 'ban', 'unban', 'promote', 'demote'] as const;

/**
 * The room of a slug, for somebody who wants to do something in it: what they may do, the room's rules say. To those
 * outside a private room it does not exist.
 */
export async function knownRoom(core: Core, slug: string, who: Person): Promise<Room> {
  return (await findRoom(core, parseSlug(slug), who.id)).room;
}

/**
 * The room of a slug, for somebody who wants to say something in it. Its rules decide; but what they would refuse is
 * refused before anything is looked up for it.
 * @throws as `mayRead`
 */
export async function roomToSpeakIn(core: Core, slug: string, who: Person): Promise<Room> {
  return mayRead(await core.rooms.standing({ slug: parseSlug(slug) }, who.id)).room;
}

async function present(
  core: Core,
  summary: RoomSummary,
  role: Role | 'reader' | null,
  language: 'en' | 'ko',
) {
  const film = summary.movieId === null ? undefined : core.films.find(summary.movieId);
  return {
    slug: summary.slug,
    title: summary.title,
    topic: summary.topic,
    movie: film ? core.films.card(film, language) : null,
    visibility: summary.visibility,
    hasPassword: summary.passwordHash !== null,
    capacity: summary.capacity,
    members: summary.members,
    online: await core.presence.count(summary.id),
    links: summary.links,
    seq: summary.seq,
    epoch: summary.epoch,
    role,
  };
}

async function presentBySlug(core: Core, slug: string, who: Person | null, language: 'en' | 'ko') {
  const found = await shown(core, { slug: parseSlug(slug) }, who);
  const summary = await core.rooms.summary(found.room.slug);
  if (!summary) throw noSuchRoom();
  const { role, room: now } = await shown(core, { id: found.room.id }, who);
  return present(core, summary, role ?? (now.passwordHash === null ? 'reader' : null), language);
}

/** A room for somebody who may know that it is there. */
async function shown(
  core: Core,
  room: { slug: string } | { id: string },
  who: Person | null,
): Promise<Standing> {
  const standing = await core.rooms.standing(room, who?.id ?? null);
  if (isHidden(standing)) throw noSuchRoom();
  if (standing.banned) throw banned();
  return standing;
}

async function knownMovie(core: Core, id: string | null | undefined): Promise<void> {
  if (id !== null && id !== undefined) core.films.get(id);
  return Promise.resolve();
}

/** Does something to a room in somebody's name. */
async function change(core: Core, slug: string, who: Person, action: Action): Promise<number> {
  const found = await knownRoom(core, slug, who);
  const { seq } = await core.log.append({
    roomId: found.id,
    key: `rest:${uuid()}`,
    actor: actorOf(who, 'web'),
    action,
  });
  return seq;
}

async function someone(core: Core, id: string): Promise<PersonRef> {
  const found = await core.people.byId(id);
  if (!found) throw new Problem('person_not_found', 'There is no such person.');
  const { via: _via, ...ref } = actorOf(found, 'web');
  return ref;
}

export const roomRoutes: Route[] = [
  route({
    method: 'get',
    path: '/rooms',
    tag: 'Rooms',
    summary: 'Public rooms, newest first',
    signedIn: false,
    query: z.object({
      limit: count(100, 50),
      after: typedSlug.optional(),
      locale: locale.default('en'),
    }),
    answer: { status: 200, schema: z.object({ rooms: z.array(room) }), description: 'Rooms' },
    async handle({ core, query }) {
      const rooms = await core.rooms.listPublic(
        query.limit,
        query.after === undefined ? undefined : parseSlug(query.after),
      );
      return { rooms: await Promise.all(rooms.map((each) => present(core, each, null, query.locale))) };
    },
  }),
  route({
    method: 'post',
    path: '/rooms',
    tag: 'Rooms',
    summary: 'Make a room; you are its owner',
    signedIn: true,
    body: z.strictObject({
      slug: z.string().max(200),
      title: z.string().min(1).max(400),
      topic: z.string().max(1000).optional(),
      movieId: z.string().max(200).optional(),
      visibility: visibility.optional(),
      password: password.optional(),
      capacity: capacity.optional(),
    }),
    answer: { status: 201, schema: room, description: 'The room' },
    async handle({ core, body, person: who }) {
      await core.limiter.take('act', signedIn(who).id);
      await knownMovie(core, body.movieId);
      const topic = body.topic === undefined ? {} : { topic: cleanText(body.topic) };
      const made = await createRoom(core, signedIn(who).id, { ...body, ...topic });
      return presentBySlug(core, made.slug, who, 'en');
    },
  }),
  route({
    method: 'get',
    path: '/rooms/{slug}',
    tag: 'Rooms',
    summary: 'One room',
    signedIn: false,
    params: slugParam,
    query: z.object({ locale: locale.default('en') }),
    answer: { status: 200, schema: room, description: 'The room' },
    handle: ({ core, params, query, person: who }) => presentBySlug(core, params.slug, who, query.locale),
  }),
  route({
    method: 'patch',
    path: '/rooms/{slug}',
    tag: 'Rooms',
    summary: 'Change a room (owner)',
    signedIn: true,
    params: slugParam,
    body: z.strictObject({
      title: z.string().min(1).max(400).optional(),
      topic: z.string().max(1000).optional(),
      movieId: z.string().max(200).nullable().optional(),
      visibility: visibility.optional(),
      password: password.nullable().optional(),
      capacity: capacity.nullable().optional(),
    }),
    answer: { status: 200, schema: room, description: 'The room as it is now' },
    async handle({ core, params, body, person: who }) {
      await knownMovie(core, body.movieId);
      const { password: secret, title, topic, ...rest } = body;
      const patch: RoomPatch = { ...rest };
      if (title !== undefined) patch.title = cleanName(title);
      if (topic !== undefined) patch.topic = cleanText(topic);
      // Hashing is costly: nobody has it done who may not set a password.
      if (typeof secret === 'string') {
        await core.limiter.take('act', signedIn(who).id);
        const found = await knownRoom(core, params.slug, signedIn(who));
        if (found.ownerId !== who?.id) throw new Problem('not_allowed', "Only the room's owner can do this.");
      }
      if (secret !== undefined)
        patch.passwordHash = secret === null ? null : await core.passwords.hash(secret);
      await change(core, params.slug, signedIn(who), { kind: 'change-room', patch });
      return presentBySlug(core, params.slug, who, 'en');
    },
  }),
  route({
    method: 'delete',
    path: '/rooms/{slug}',
    tag: 'Rooms',
    summary: 'End a room with all that was said in it (owner)',
    signedIn: true,
    params: slugParam,
    answer: { status: 204, description: 'Gone' },
    async handle({ core, params, person: who }) {
      const found = await knownRoom(core, params.slug, signedIn(who));
      if (found.ownerId !== who?.id) throw new Problem('not_allowed', "Only the room's owner can do this.");
      await endRoom(core, found.id);
      return undefined;
    },
  }),
  route({
    method: 'get',
    path: '/rooms/{slug}/members',
    tag: 'Rooms',
    summary: 'Who belongs to a room',
    signedIn: false,
    params: slugParam,
    query: z.object({ limit: count(500, 100) }),
    answer: {
      status: 200,
      schema: z.object({
        members: z.array(
          person.extend({ role: z.enum(['owner', 'moderator', 'member']), online: z.boolean() }),
        ),
      }),
      description: 'Owner, moderators, members; online: whether they have the room open on the web now',
    },
    async handle({ core, params, query, person: who }) {
      return reading(core, parseSlug(params.slug), who?.id ?? null, async ({ id }) => {
        const [members, present] = await Promise.all([
          core.rooms.members(id, query.limit),
          core.presence.present(id),
        ]);
        return { members: members.map((member) => ({ ...member, online: present.has(member.id) })) };
      });
    },
  }),
  route({
    method: 'delete',
    path: '/rooms/{slug}/members/me',
    tag: 'Rooms',
    summary: 'Give up your seat',
    signedIn: true,
    params: slugParam,
    answer: { status: 204, description: 'You are no longer a member' },
    async handle({ core, params, person: who }) {
      await change(core, params.slug, signedIn(who), { kind: 'leave' });
    },
  }),
  ...MODERATION.map((kind) =>
    route({
      method: 'post',
      path: `/rooms/{slug}/members/{id}/${kind}`,
      tag: 'Moderation',
      summary: `${kind[0]?.toUpperCase()}${kind.slice(1)} somebody`,
      signedIn: true,
      params: slugParam.extend({ id: z.uuid() }),
      body: z.strictObject({ reason: z.string().max(500).optional() }),
      answer: { status: 200, schema: z.object({ seq: z.int() }), description: "The event's number" },
      async handle({ core, params, body, person: who }) {
        await knownRoom(core, params.slug, signedIn(who));
        const target = await someone(core, params.id);
        const reason = body.reason === undefined ? {} : { reason: cleanText(body.reason) };
        const action: Action =
          kind === 'ban' ? { kind, person: target, ...reason } : { kind, person: target };
        return { seq: await change(core, params.slug, signedIn(who), action) };
      },
    }),
  ),
  route({
    method: 'post',
    path: '/rooms/{slug}/owner',
    tag: 'Moderation',
    summary: 'Give the room to another member (owner)',
    signedIn: true,
    params: slugParam,
    body: z.strictObject({ id: z.uuid() }),
    answer: { status: 200, schema: z.object({ seq: z.int() }), description: "The event's number" },
    async handle({ core, params, body, person: who }) {
      await knownRoom(core, params.slug, signedIn(who));
      const target = await someone(core, body.id);
      return { seq: await change(core, params.slug, signedIn(who), { kind: 'give-room', person: target }) };
    },
  }),
  route({
    method: 'post',
    path: '/rooms/{slug}/invites',
    tag: 'Rooms',
    summary: 'A one-time code for linking a channel (owner)',
    signedIn: true,
    params: slugParam,
    answer: {
      status: 201,
      schema: z.object({ code: z.string(), expiresAt: z.iso.datetime() }),
      description: 'The code, good once, for ten minutes',
    },
    async handle({ core, params, person: who }) {
      const found = await knownRoom(core, params.slug, signedIn(who));
      const { code, expiresAt } = await inviteToRoom(core, found.id, signedIn(who).id);
      return { code, expiresAt: expiresAt.toISOString() };
    },
  }),
];
