import { z } from 'zod';
import { LIMITS, type ClientFrame } from '../../../protocol/frames.ts';

/** As it may be typed; a slug in its one form has at most 64 characters. */
const room = z.string().min(1).max(200);
/** Goes into the log as it is: visible ASCII. */
const id = z.string().regex(/^[!-~]{1,64}$/, 'use a UUID, or 1 to 64 visible ASCII characters');
const seq = z.int().min(1);
/** Its length is checked where it is used, and bounded by the frame's. */
const text = z.string();
const attachments = z.array(id).max(LIMITS.attachmentsPerMessage);

const SCHEMAS = {
  auth: z.union([
    z.object({ op: z.literal('auth'), token: z.string().max(4096) }),
    z.object({ op: z.literal('auth'), anonymous: z.literal(true) }),
  ]),
  join: z.object({
    op: z.literal('join'),
    room,
    after: z.int().min(0).optional(),
    epoch: z.string().max(64).optional(),
    password: z.string().max(256).optional(),
  }),
  leave: z.object({ op: z.literal('leave'), room }),
  post: z.object({
    op: z.literal('post'),
    id,
    room,
    text,
    replyTo: seq.optional(),
    attachments: attachments.optional(),
  }),
  edit: z.object({ op: z.literal('edit'), id, room, seq, text, attachments: attachments.optional() }),
  delete: z.object({ op: z.literal('delete'), id, room, seq }),
  react: z.object({ op: z.literal('react'), id, room, seq, emoji: z.string().max(80) }),
  unreact: z.object({ op: z.literal('unreact'), id, room, seq, emoji: z.string().max(80) }),
  vote: z.object({ op: z.literal('vote'), id, room, seq, option: z.int().min(0).max(9).nullable() }),
  'close-poll': z.object({ op: z.literal('close-poll'), id, room, seq }),
  command: z.object({ op: z.literal('command'), id, room, text, locale: z.enum(['en', 'ko']).optional() }),
  typing: z.object({ op: z.literal('typing'), room }),
  read: z.object({ op: z.literal('read'), room, seq }),
} as const;

export type ParsedFrame = { frame: ClientFrame } | { refused: string; id?: string };

/** Reads one client frame. Says what is wrong with it, and whose answer that is where it can be told. */
export function parseClientFrame(value: unknown): ParsedFrame {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { refused: 'A frame is a JSON object with an "op".' };
  }
  const { op, id: given } = value as { op?: unknown; id?: unknown };
  const answerTo = typeof given === 'string' && given.length <= 64 ? { id: given } : {};
  if (typeof op !== 'string' || !Object.hasOwn(SCHEMAS, op)) {
    return { refused: `There is no such "op". Known: ${Object.keys(SCHEMAS).join(', ')}.`, ...answerTo };
  }
  const result = SCHEMAS[op as keyof typeof SCHEMAS].safeParse(value);
  if (result.success) return { frame: result.data };
  const issue = result.error.issues[0];
  return {
    refused: `"${op}": ${issue ? `${issue.path.join('.')}: ${issue.message}` : 'malformed'}`,
    ...answerTo,
  };
}
