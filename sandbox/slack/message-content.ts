import { blockFaults, MAX_BLOCKS_JSON } from './block-kit-limits.ts';
import { CallArguments } from './call-arguments.ts';
import { emojiToColons } from './emoji.ts';
import type { Block, CustomFace, JsonObject, MessageMetadata } from './entities.ts';
import { missingScope, refusedWithReasons, SlackError } from './errors.ts';
import type { StandInParts } from './parts.ts';
import type { PictureCheck } from './picture-reference.ts';
import type { CommandResponse } from './response-urls.ts';
import { normaliseAppText } from './text-entities.ts';
import { withIds } from './views.ts';

const TEXT_CUT = 40_000;
const METADATA_LIMIT = 16 * 1024;
const MAX_ATTACHMENTS = 100;

/** The message an app wants shown, checked against Slack's limits. */
export interface AppMessage {
  text: string;
  blocks?: Block[];
  attachments?: JsonObject[];
  metadata?: MessageMetadata;
  linkNames: boolean;
  mrkdwn?: false;
}

/** Whether an image block may show this file: it is there, finished, in this workspace, and a picture. */
export function pictureCheck(parts: StandInParts, teamId: string): PictureCheck {
  return ({ id, url }) => {
    const fileId = id ?? /\/files-pri\/[^/]+-(F\w+)\//.exec(url ?? '')?.[1] ?? '';
    const file = parts.store.files.get(fileId);
    return file?.teamId === teamId && file.stage === 'complete' && file.mimetype.startsWith('image/');
  };
}

/** What Slack keeps of an app's text: entities put right, emoji characters as `:name:`, cut at 40,000. */
export function storedText(text: string): string {
  const whole = emojiToColons(normaliseAppText(text));
  const characters = [...whole];
  return characters.length > TEXT_CUT ? characters.slice(0, TEXT_CUT).join('') : whole;
}

/** Blocks that break a rule are refused as a whole, with every reason. */
export function checkedBlocks(
  parts: StandInParts,
  blocks: JsonObject[] | undefined,
  teamId: string,
): Block[] | undefined {
  if (blocks === undefined || blocks.length === 0) return undefined;
  const faults = blockFaults(blocks, 'message', pictureCheck(parts, teamId));
  if (faults.length > 0) throw refusedWithReasons('invalid_blocks', faults);
  if (JSON.stringify(blocks).length > MAX_BLOCKS_JSON) throw new SlackError('msg_blocks_too_long');
  return blocks.map((block) => withIds({ ...block, type: String(block.type) }, parts.store));
}

function checkedAttachments(
  parts: StandInParts,
  list: JsonObject[] | undefined,
  teamId: string,
): JsonObject[] | undefined {
  if (list === undefined || list.length === 0) return undefined;
  if (list.length > MAX_ATTACHMENTS) throw new SlackError('too_many_attachments');
  return list.map((attachment, index) => {
    const blocks = Array.isArray(attachment.blocks)
      ? { blocks: checkedBlocks(parts, attachment.blocks as JsonObject[], teamId) }
      : {};
    return { id: index + 1, ...attachment, ...blocks };
  });
}

function checkedMetadata(args: CallArguments): MessageMetadata | undefined {
  const metadata = args.object('metadata', 'invalid_metadata_format');
  if (metadata === undefined) return undefined;
  const { event_type: type, event_payload: payload } = metadata;
  if (typeof type !== 'string' || typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new SlackError('invalid_metadata_schema');
  }
  if (JSON.stringify(payload).length > METADATA_LIMIT) throw new SlackError('metadata_too_large');
  return { event_type: type, event_payload: payload as JsonObject };
}

/** Reads and checks `text`, `markdown_text`, `blocks`, `attachments` and `metadata` of a call. */
export function readAppMessage(parts: StandInParts, args: CallArguments, teamId: string): AppMessage {
  const markdown = args.text('markdown_text');
  if (markdown !== undefined && (args.has('text') || args.has('blocks')))
    throw new SlackError('markdown_text_conflict');
  if ((markdown?.length ?? 0) > 12_000) throw new SlackError('msg_too_long');
  const blocks = checkedBlocks(parts, args.objects('blocks', 'invalid_blocks_format'), teamId);
  const attachments = checkedAttachments(parts, args.objects('attachments', 'invalid_attachments'), teamId);
  const text = markdown ?? args.text('text') ?? '';
  if (text.trim() === '' && !blocks && !attachments) throw new SlackError('no_text');
  return {
    text: storedText(text),
    blocks,
    attachments,
    metadata: checkedMetadata(args),
    linkNames: args.flag('link_names') || args.text('parse') === 'full',
    mrkdwn: ['false', '0'].includes(args.text('mrkdwn') ?? '') ? false : undefined,
  };
}

/** The face of `username`, `icon_url`, `icon_emoji`; they need `chat:write.customize`. */
export function readFace(args: CallArguments, scopes: readonly string[]): CustomFace | undefined {
  const face: CustomFace = {
    username: args.text('username') || undefined,
    iconUrl: args.text('icon_url') || undefined,
    iconEmoji: args.text('icon_emoji') || undefined,
  };
  if (face.username === undefined && face.iconUrl === undefined && face.iconEmoji === undefined)
    return undefined;
  if (!scopes.includes('chat:write.customize')) throw missingScope('chat:write.customize', scopes);
  if (face.iconEmoji !== undefined) face.iconEmoji = `:${face.iconEmoji.replaceAll(':', '')}:`;
  return face;
}

/** A message for a response_url or an acknowledgement: ephemeral unless it says `in_channel`. */
export function readCommandResponse(parts: StandInParts, body: JsonObject, teamId: string): CommandResponse {
  const args = new CallArguments(body);
  const flags = {
    responseType: args.text('response_type'),
    replaceOriginal: args.flag('replace_original'),
    deleteOriginal: args.flag('delete_original'),
    threadTs: args.text('thread_ts'),
  };
  if (flags.deleteOriginal) return { ...flags, text: '' };
  const message = readAppMessage(parts, args, teamId);
  return { ...flags, text: message.text, blocks: message.blocks, attachments: message.attachments };
}
