import { parseEmoji } from '../messages/react-to-message.ts';
import type { RemoteMessage, RemotePerson } from './chat-adapter.ts';
import type { Inbox } from './inbox.ts';
import type { Copy, Link } from './link.ts';

/** A message of the room as a channel shows it, and what we knew of it before we looked. */
export interface ShownLine {
  copy: Copy;
  /** The parts of it that were seen. */
  shown: RemoteMessage[];
  /** How many parts it has. */
  parts: number;
  /** Who had reacted to it there. */
  reactions: readonly { emoji: string; personId: string }[];
  /** The inbox's count of news before we looked. */
  asOf: number;
}

/**
 * Makes a message what the channel shows: its words, where they were written there, and who reacted there. When something
 * about it was told since we looked, that is newer than what we saw: then it is looked at again.
 */
export async function compareLine(inbox: Inbox, link: Link, line: ShownLine): Promise<void> {
  const edited = line.copy.origin && line.shown.some((message) => message.edited && saysSomething(message));
  const steps = await reactionSteps(inbox, line);
  if (!edited && steps.length === 0) return;
  await inbox.inTurn(link, async (fresh) => {
    if (line.shown.some(({ remoteId }) => inbox.hasNews(fresh, remoteId, line.asOf))) {
      inbox.doubt(fresh, line.copy.remoteId);
      return;
    }
    for (const message of line.shown) if (edited && message.edited) await inbox.takeEdited(fresh, message);
    for (const step of steps) await step(fresh);
  });
}

/** Its words, or that nothing is left of it, as when the last of its files went. */
const saysSomething = ({ relayed, text, attachments }: RemoteMessage): boolean =>
  relayed || (text === '' && attachments.length === 0);

type Step = (link: Link) => Promise<void>;

/** What is on any part of a message is on the message; what is missing, only when all parts were seen. */
async function reactionSteps(inbox: Inbox, line: ShownLine): Promise<Step[]> {
  const { copy, shown, parts, reactions: known } = line;
  const steps: Step[] = [];
  const there = new Set<string>();
  for (const { emoji, person: remote } of shown.flatMap(reactionsOn)) {
    const personId = await inbox.personIdOf(remote);
    const name = `${emoji} ${personId}`;
    if (there.has(name)) continue;
    there.add(name);
    if (known.some((each) => each.emoji === emoji && each.personId === personId)) continue;
    steps.push((fresh) => inbox.takeReaction(fresh, copy, remote, emoji, true));
  }
  if (shown.length < parts) return steps;
  for (const { emoji, personId } of known) {
    if (there.has(`${emoji} ${personId}`)) continue;
    steps.push((fresh) => inbox.takeBackReaction(fresh, copy.seq, personId, emoji));
  }
  return steps;
}

function reactionsOn({ reactions }: RemoteMessage): { emoji: string; person: RemotePerson }[] {
  return reactions.flatMap(({ emoji: raw, people }) => {
    const emoji = knownEmoji(raw);
    return emoji === null ? [] : people.map((person) => ({ emoji, person }));
  });
}

function knownEmoji(raw: string): string | null {
  try {
    return parseEmoji(raw);
  } catch {
    return null; // one nobody else can show
  }
}
