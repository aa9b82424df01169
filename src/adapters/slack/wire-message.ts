import { z } from 'zod';

const FILE = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nullish(),
  mode: z.string().nullish(),
  alt_txt: z.string().nullish(),
  url_private: z.string().nullish(),
  url_private_download: z.string().nullish(),
});

const REACTION = z.looseObject({
  name: z.string(),
  users: z.array(z.string()).default([]),
  count: z.number().default(0),
});

const ATTACHMENT = z.looseObject({
  is_share: z.boolean().nullish(),
  is_msg_unfurl: z.boolean().nullish(),
  author_name: z.string().nullish(),
  text: z.string().nullish(),
  fallback: z.string().nullish(),
  from_url: z.string().nullish(),
  files: z.array(FILE).nullish(),
});

/** Of somebody from another workspace (Slack Connect): who they are, as this workspace is shown them. */
const USER_PROFILE = z.looseObject({
  display_name: z.string().nullish(),
  real_name: z.string().nullish(),
  name: z.string().nullish(),
  image_72: z.string().nullish(),
});

export const WIRE_MESSAGE = z.looseObject({
  ts: z.string(),
  subtype: z.string().nullish(),
  user: z.string().nullish(),
  user_team: z.string().nullish().catch(null),
  user_profile: USER_PROFILE.nullish().catch(null),
  bot_id: z.string().nullish(),
  username: z.string().nullish(),
  text: z.string().default(''),
  blocks: z.array(z.unknown()).nullish(),
  attachments: z.array(ATTACHMENT).nullish(),
  files: z.array(FILE).nullish(),
  edited: z.looseObject({ ts: z.string() }).nullish(),
  thread_ts: z.string().nullish(),
  reply_count: z.number().nullish(),
  latest_reply: z.string().nullish(),
  reactions: z.array(REACTION).nullish(),
  metadata: z
    .looseObject({
      event_type: z.string().nullish(),
      event_payload: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
});

/** A message as events and histories carry it; what we do not use is left as it came. */
export type WireMessage = z.infer<typeof WIRE_MESSAGE>;
export type WireFile = z.infer<typeof FILE>;
export type WireAttachment = z.infer<typeof ATTACHMENT>;

/** Null when it is none. */
export function readWireMessage(value: unknown): WireMessage | null {
  return WIRE_MESSAGE.safeParse(value).data ?? null;
}
