import {
  MessageReferenceType,
  StickerFormatType,
  type APIEmbed,
  type APIMessage,
  type APIMessageSnapshotFields,
  type APIPoll,
  type APIStickerItem,
  type CDN,
} from 'discord.js';

/** Reads Discord's Markdown as Matinee's. */
type Read = (discord: string) => string;

/** The messages inside a forward, which has no text of its own. */
export function forwardedIn(message: APIMessage): APIMessageSnapshotFields[] {
  if (message.message_reference?.type !== MessageReferenceType.Forward) return [];
  return (message.message_snapshots ?? []).map((snapshot) => snapshot.message);
}

/**
 * All that a message says, as Matinee's Markdown: its own words, what it forwards as quotes (with the embeds, which are
 * all that is left of a card), stickers, and the question and answers of Discord's own poll.
 */
export function saidIn(message: APIMessage, read: Read, cdn: CDN): string {
  const forwarded = forwardedIn(message).map((each) =>
    together([
      read(quoted(together([each.content, ...each.embeds.map(embedText)]))),
      quoted(stickersText(each.sticker_items, cdn)),
    ]),
  );
  return together([
    read(message.content),
    ...forwarded,
    stickersText(message.sticker_items, cdn),
    message.poll ? read(pollText(message.poll)) : '',
  ]);
}

const together = (parts: readonly string[]): string => parts.filter((part) => part.trim() !== '').join('\n');

const quoted = (text: string): string => (text.trim() === '' ? '' : text.replaceAll(/^/gm, '> '));

/** What an embed shows, in its order; addresses of pictures only where there is nothing else. */
function embedText({
  author,
  title,
  url,
  description,
  fields,
  footer,
  image,
  thumbnail,
  video,
}: APIEmbed): string {
  const heading = title === undefined ? '' : `**${title}**`;
  const words = together([
    author?.name ?? '',
    heading,
    description ?? '',
    ...(fields ?? []).map(({ name, value }) => `**${name}** ${value}`),
    footer?.text ?? '',
  ]);
  return together([words, url ?? (words === '' ? (image ?? video ?? thumbnail)?.url : '') ?? '']);
}

function stickersText(stickers: readonly APIStickerItem[] | undefined, cdn: CDN): string {
  return (stickers ?? []).map((sticker) => stickerText(sticker, cdn)).join(' ');
}

function stickerText({ id, name, format_type }: APIStickerItem, cdn: CDN): string {
  const word = name.replaceAll(/[\s:<>]+/g, '_');
  const url = format_type === StickerFormatType.Lottie ? '' : cdn.sticker(id);
  return `<:${word}:${url}>`;
}

function pollText({ question, answers }: APIPoll): string {
  const options = answers.map(
    ({ poll_media: { text, emoji } }) => `- ${[emoji?.name, text].filter(Boolean).join(' ')}`,
  );
  return together([`📊 ${question.text ?? ''}`, ...options]);
}
