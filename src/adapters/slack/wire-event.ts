import { z } from 'zod';
import { WIRE_MESSAGE } from './wire-message.ts';

const message = z.literal('message');

/** Every event we listen to, each as a kind of its own. */
const EVENT = z.union([
  z
    .looseObject({
      type: message,
      subtype: z.literal('message_changed'),
      channel: z.string(),
      message: WIRE_MESSAGE,
      previous_message: WIRE_MESSAGE.nullish().catch(null),
    })
    .transform((event) => ({
      kind: 'changed' as const,
      channel: event.channel,
      message: event.message,
      before: event.previous_message ?? null,
    })),
  z
    .looseObject({
      type: message,
      subtype: z.literal('message_deleted'),
      channel: z.string(),
      deleted_ts: z.string(),
    })
    .transform((event) => ({ kind: 'deleted' as const, channel: event.channel, ts: event.deleted_ts })),
  WIRE_MESSAGE.extend({ type: message, channel: z.string() }).transform((event) => ({
    kind: 'posted' as const,
    channel: event.channel,
    message: event,
  })),
  z
    .looseObject({
      type: z.enum(['reaction_added', 'reaction_removed']),
      user: z.string(),
      reaction: z.string(),
      item: z.looseObject({ type: z.literal('message'), channel: z.string(), ts: z.string() }),
    })
    .transform(({ type, user, reaction, item }) => ({
      kind: 'reacted' as const,
      channel: item.channel,
      ts: item.ts,
      user,
      name: reaction,
      present: type === 'reaction_added',
    })),
  z
    .looseObject({
      type: z.enum(['member_joined_channel', 'member_left_channel']),
      channel: z.string(),
      user: z.string(),
    })
    .transform(({ type, channel, user }) => ({
      kind: 'member' as const,
      channel,
      user,
      joined: type === 'member_joined_channel',
    })),
  z
    .looseObject({
      type: z.enum([
        'channel_left',
        'group_left',
        'channel_archive',
        'group_archive',
        'channel_unarchive',
        'group_unarchive',
        'channel_deleted',
        'group_deleted',
      ]),
      channel: z.string(),
    })
    .transform(({ type, channel }) => ({
      kind: 'channel' as const,
      channel,
      became: type.replace(/^(?:channel|group)_/, ''),
    })),
  z
    .looseObject({
      type: z.literal('tokens_revoked'),
      tokens: z.looseObject({ bot: z.array(z.string()).nullish() }),
    })
    .transform(({ tokens }) => ({ kind: 'revoked' as const, bot: (tokens.bot ?? []).length > 0 })),
  z
    .looseObject({ type: z.literal('file_deleted'), file_id: z.string() })
    .transform((event) => ({ kind: 'file gone' as const, file: event.file_id })),
  z.looseObject({ type: z.literal('app_uninstalled') }).transform(() => ({ kind: 'uninstalled' as const })),
  z.looseObject({ type: z.literal('app_rate_limited') }).transform(() => ({ kind: 'flooded' as const })),
  z
    .looseObject({ type: z.literal('user_change'), user: z.looseObject({ id: z.string() }) })
    .transform(({ user }) => ({ kind: 'profile' as const, user: user.id })),
]);

/** What Slack tells, as far as we listen to it. */
export type WireEvent = z.infer<typeof EVENT>;

/** Null for events that are none of ours, or malformed. */
export function readWireEvent(value: unknown): WireEvent | null {
  return EVENT.safeParse(value).data ?? null;
}
