import {
  bigint,
  boolean,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import type { AttachmentView, PollView, ReviewInRoom, Via, Visibility } from '../protocol/frames.ts';
import type { LinkRights } from '../core/commands/link-rights.ts';
import type { Copy, LinkState, Moderation, PlatformId } from '../core/delivery/link.ts';
import type { Movie } from '../core/catalogue/movie.ts';

/** The tables as `migrations/` makes them, for typed queries. */

const seq = (name: string) => bigint(name, { mode: 'number' });
const moment = (name: string) => timestamp(name, { withTimezone: true });

export const people = pgTable('people', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  avatar: text('avatar'),
  tag: text('tag'),
  locale: text('locale'),
  createdAt: moment('created_at').notNull().defaultNow(),
  leftAt: moment('left_at'),
});

export const identities = pgTable('identities', {
  id: text('id').primaryKey(),
  personId: uuid('person_id').notNull(),
});

export const rooms = pgTable('rooms', {
  id: uuid('id').primaryKey(),
  slug: text('slug').notNull(),
  title: text('title').notNull(),
  topic: text('topic').notNull(),
  movieId: text('movie_id'),
  visibility: text('visibility').$type<Visibility>().notNull(),
  passwordHash: text('password_hash'),
  capacity: integer('capacity'),
  ownerId: uuid('owner_id').notNull(),
  seq: seq('seq').notNull(),
  epoch: uuid('epoch').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

export const linkRights = pgTable(
  'link_rights',
  {
    platform: text('platform').$type<PlatformId>().notNull(),
    tenantId: text('tenant_id').notNull(),
    who: text('who').$type<LinkRights>().notNull(),
    setBy: uuid('set_by'),
    setAt: moment('set_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.platform, table.tenantId] })],
);

export const members = pgTable(
  'members',
  {
    roomId: uuid('room_id').notNull(),
    personId: uuid('person_id').notNull(),
    role: text('role').$type<'moderator' | 'member'>().notNull(),
    joinedAt: moment('joined_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.personId] })],
);

export const bans = pgTable(
  'bans',
  {
    roomId: uuid('room_id').notNull(),
    personId: uuid('person_id').notNull(),
    reason: text('reason'),
    madeBy: uuid('made_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.personId] })],
);

export const invites = pgTable('invites', {
  codeHash: text('code_hash').primaryKey(),
  roomId: uuid('room_id').notNull(),
  madeBy: uuid('made_by').notNull(),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
});

export const messages = pgTable(
  'messages',
  {
    roomId: uuid('room_id').notNull(),
    seq: seq('seq').notNull(),
    authorId: uuid('author_id').notNull(),
    via: text('via').$type<Via>().notNull(),
    text: text('text').notNull(),
    review: jsonb('review').$type<ReviewInRoom>(),
    poll: jsonb('poll').$type<Omit<PollView, 'mine'>>(),
    replyTo: seq('reply_to'),
    attachments: jsonb('attachments').$type<AttachmentView[]>(),
    at: moment('at').notNull(),
    editedAt: moment('edited_at'),
    deleted: boolean('deleted').notNull(),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.seq] })],
);

export const reactions = pgTable(
  'reactions',
  {
    roomId: uuid('room_id').notNull(),
    seq: seq('seq').notNull(),
    emoji: text('emoji').notNull(),
    personId: uuid('person_id').notNull(),
    via: text('via').$type<Via>().notNull(),
    linkId: uuid('link_id'),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.seq, table.emoji, table.personId] })],
);

export const links = pgTable('links', {
  id: uuid('id').primaryKey(),
  roomId: uuid('room_id').notNull(),
  platform: text('platform').$type<PlatformId>().notNull(),
  tenantId: text('tenant_id').notNull(),
  channelId: text('channel_id').notNull(),
  channelName: text('channel_name').notNull(),
  state: text('state').$type<LinkState>().notNull(),
  moderation: text('moderation').$type<Moderation>().notNull().default('room'),
  reason: text('reason'),
  cursor: seq('cursor').notNull(),
  madeBy: uuid('made_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

export const copies = pgTable(
  'copies',
  {
    linkId: uuid('link_id').notNull(),
    seq: seq('seq').notNull(),
    part: integer('part').notNull(),
    remoteId: text('remote_id').notNull(),
    origin: boolean('origin').notNull(),
    state: text('state').$type<NonNullable<Copy['state']>>().notNull().default('there'),
  },
  (table) => [primaryKey({ columns: [table.linkId, table.seq, table.part] })],
);

export const movies = pgTable('movies', {
  id: text('id').primaryKey(),
  source: text('source').notNull(),
  body: jsonb('body').$type<Movie>().notNull(),
});

export const pictures = pgTable('pictures', {
  id: text('id').primaryKey(),
  roomId: uuid('room_id').notNull(),
  personId: uuid('person_id').notNull(),
  kind: text('kind').$type<'picture' | 'file'>().notNull(),
  type: text('type').notNull(),
  size: bigint('size', { mode: 'number' }),
  width: integer('width'),
  height: integer('height'),
  name: text('name').notNull(),
  alt: text('alt'),
  thumbnailId: text('thumbnail_id'),
  thumbnailType: text('thumbnail_type'),
  seq: seq('seq'),
  source: text('source'),
  spoiler: boolean('spoiler').notNull(),
});
