import { z } from 'zod';
import { LIMITS, type ClientFrame } from '../../../protocol/frames.ts';

const room = z.string().min(1).max(64);
const id = z.string().min(1).max(64);
const seq = z.int().min(1);
/** Checked in full where it is used; here only so that nothing absurd gets that far. */
const text = z.string().max(LIMITS.textLength * 4);

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
    attachments: z.array(z.string().max(64)).max(LIMITS.attachmentsPerMessage).optional(),
  }),
  edit: z.object({ op: z.literal('edit'), id, room, seq, text }),
  delete: z.object({ op: z.literal('delete'), id, room, seq }),
  react: z.object({ op: z.literal('react'), id, room, seq, emoji: z.string().max(80) }),
  unreact: z.object({ op: z.literal('unreact'), id, room, seq, emoji: z.string().max(80) }),
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
  return { refused: `"${op}": ${issue ? `${issue.path.join('.')}: ${issue.message}` : 'malformed'}`, ...answerTo };
}
