import type { WireAttachment, WireFile, WireMessage } from './wire-message.ts';

/** Reads Slack's mrkdwn as Matinee's Markdown. */
type Read = (mrkdwn: string) => string;

/**
 * The messages that were shared into this one. Slack also attaches a message whose address somebody wrote; where there
 * are words of their own, those have the address, and the attachment is Slack's addition.
 */
function sharedIn({ text, attachments }: Pick<WireMessage, 'text' | 'attachments'>): WireAttachment[] {
  return (attachments ?? []).filter(
    ({ is_share, is_msg_unfurl }) => is_share === true || (text.trim() === '' && is_msg_unfurl === true),
  );
}

/** What was shared into a message, as quotes of Matinee's Markdown; empty where nothing was. */
export function sharedText(message: Pick<WireMessage, 'text' | 'attachments'>, read: Read): string {
  return sharedIn(message)
    .map((shared) => quote(shared, read))
    .filter((text) => text !== '')
    .join('\n');
}

/** The files of what was shared into a message. */
export const sharedFiles = (message: Pick<WireMessage, 'text' | 'attachments'>): WireFile[] =>
  sharedIn(message).flatMap(({ files }) => files ?? []);

/** Who said it and what; where there are neither words nor files, what Slack shows in its place, or its address. */
function quote({ author_name, text, files, fallback, from_url }: WireAttachment, read: Read): string {
  const words = text ? read(text) : (files ?? []).length > 0 ? '' : (fallback ?? from_url ?? '');
  const author = author_name ? read(author_name) : '';
  const line = [author, words].filter((part) => part !== '').join(': ');
  return line === '' ? '' : line.replaceAll(/^/gm, '> ');
}
