import { v5 as uuidOf } from 'uuid';
import { LIMITS, type ClientFrame } from '../../../protocol/frames.ts';
import type { Core } from '../../../core/core.ts';
import { onlyReads } from '../../../core/commands/only-reads.ts';
import { Problem } from '../../../core/errors.ts';
import { parseMessageText } from '../../../core/messages/message-text.ts';
import { parseEmoji } from '../../../core/messages/react-to-message.ts';
import type { Action, Appended } from '../../../core/rooms/change.ts';
import { enterRoom } from '../../../core/rooms/enter-room.ts';
import { encodeSignal } from '../../../core/rooms/event-batch.ts';
import { parseSlug, type Actor } from '../../../core/rooms/room.ts';
import { roomTopic } from '../../../core/rooms/room-log.ts';
import type { RoomSignal } from '../../../core/rooms/signals.ts';
import { actorOf } from '../../../core/identity/actor.ts';
import type { Person } from '../../../core/identity/person.ts';
import { whoIs } from '../../../core/identity/who-is.ts';
import type { Connection, Seat } from './connection.ts';
import { refusal } from './refusal.ts';
import type { Seats } from './seats.ts';

type Frame<Op extends ClientFrame['op']> = Extract<ClientFrame, { op: Op }>;
type Append = Frame<'post' | 'edit' | 'delete' | 'react' | 'unreact' | 'vote' | 'close-poll'>;

/**
 * Carries out one client frame. Resolves as soon as the next frame of this client may be started: what is being stored
 * answers by itself, so that one client's lines share a commit and still keep their order.
 * @throws Problem when the frame is refused before anything was started
 */
export async function dispatch(
  core: Core,
  seats: Seats,
  connection: Connection,
  frame: ClientFrame,
): Promise<void> {
  switch (frame.op) {
    case 'auth':
      return authenticate(core, connection, frame);
    case 'join':
      return join(core, seats, connection, frame);
    case 'leave':
      seats.leave(connection, slugOf(frame.room));
      connection.send({ op: 'left', room: slugOf(frame.room) });
      return;
    case 'command':
      return command(core, connection, frame);
    case 'typing': {
      const { room, feed } = joined(connection, frame.room);
      const actor = speaker(connection);
      if (!feed.typingSaid.due(actor.id)) return;
      const { via: _via, ...person } = actor;
      const signal: RoomSignal = { type: 'typing', frame: { op: 'typing', room: room.slug, person } };
      core.bus.publish(roomTopic(room.id), encodeSignal(signal));
      return;
    }
    case 'read':
      joined(connection, frame.room);
      return;
    default:
      return append(core, connection, frame);
  }
}

async function authenticate(core: Core, connection: Connection, frame: Frame<'auth'>): Promise<void> {
  if (connection.person !== undefined) {
    throw new Problem('bad_frame', 'This socket is signed in already. Open another one to be somebody else.');
  }
  const platforms = core.platforms.views;
  if ('anonymous' in frame) {
    connection.person = null;
    connection.send({ op: 'ready', person: null, platforms });
    return;
  }
  const person = await whoIs(core, frame.token);
  connection.person = person;
  const { via: _via, ...view } = actorOf(person, 'web');
  connection.send({ op: 'ready', person: view, platforms });
}

async function join(core: Core, seats: Seats, connection: Connection, frame: Frame<'join'>): Promise<void> {
  const actor = connection.person ? actorOf(connection.person, 'web') : null;
  const { password } = frame;
  const proof = { password, address: connection.address };
  const { room, role } = await enterRoom(core, actor, parseSlug(frame.room), proof);
  await seats.take(connection, room, role, frame);
}

async function command(core: Core, connection: Connection, frame: Frame<'command'>): Promise<void> {
  const { room } = joined(connection, frame.room);
  const person = connection.person ?? readerAt(connection, frame.text);
  if (frame.text.length > LIMITS.textLength) {
    throw new Problem('text_too_long', `A command has at most ${LIMITS.textLength} characters.`);
  }
  const locale = frame.locale ?? (person.locale === 'ko' ? 'ko' : 'en');
  void core.commands
    .runText(frame.text, { person, via: 'web', locale, room: room.slug })
    .then((answer) => connection.send({ op: 'answer', id: frame.id, answer }));
}

async function append(core: Core, connection: Connection, frame: Append): Promise<void> {
  const { room } = joined(connection, frame.room);
  const actor = speaker(connection);
  await core.limiter.take('act', actor.id);
  const action = await actionOf(core, room.id, actor, frame);
  const answer = (appended: Appended): void =>
    connection.sendSoon({ op: 'ack', id: frame.id, seq: appended.seq });
  void core.log
    .append({ roomId: room.id, key: `${actor.id}:${frame.id}`, actor, action })
    .then(answer, (error: unknown) => connection.send(refusal(core, error, { id: frame.id })));
}

async function actionOf(core: Core, roomId: string, actor: Actor, frame: Append): Promise<Action> {
  switch (frame.op) {
    case 'post': {
      const ids = frame.attachments ?? [];
      const attachments = ids.length === 0 ? [] : await core.media.attach(roomId, actor.id, ids);
      const text = parseMessageText(frame.text, { mayBeEmpty: attachments.length > 0 });
      return {
        kind: 'post',
        text,
        ...(frame.replyTo === undefined ? {} : { replyTo: frame.replyTo }),
        ...(attachments.length === 0 ? {} : { attachments }),
      };
    }
    case 'edit': {
      const { seq, attachments: keep } = frame;
      const text = parseMessageText(frame.text, { mayBeEmpty: (keep ?? []).length > 0 });
      return { kind: 'edit', seq, text, ...(keep === undefined ? {} : { keep }) };
    }
    case 'delete':
      return { kind: 'delete', seq: frame.seq };
    case 'vote':
      return { kind: 'vote', seq: frame.seq, option: frame.option, again: 'takes back' };
    case 'close-poll':
      return { kind: 'close-poll', seq: frame.seq };
    default:
      return { kind: frame.op, seq: frame.seq, emoji: parseEmoji(frame.emoji) };
  }
}

function joined(connection: Connection, slug: string): Seat {
  const seat = connection.rooms.get(slugOf(slug));
  if (!seat) throw new Problem('not_joined', `Join the room first: {"op":"join","room":"${slug}"}.`);
  return seat;
}

function speaker(connection: Connection): Actor {
  if (!connection.person) throw signInFirst();
  return actorOf(connection.person, 'web');
}

/** A slug as rooms are kept under; what cannot be one is simply not joined. */
const slugOf = (typed: string): string => typed.normalize('NFC').trim().toLowerCase();

/** Who has no name may ask what only reads; for limits they are who asks from there. */
function readerAt({ address }: Connection, text: string): Person {
  if (!onlyReads(text)) throw signInFirst();
  return { id: uuidOf(address, READERS), name: '', avatar: null, locale: null };
}
const READERS = '0f0e9d0c-7a55-4f0e-9d1c-5b7d0a3f6e21';

const signInFirst = (): Problem =>
  new Problem(
    'not_signed_in',
    'Readers without a name can only read. Make a guest with POST /api/v1/guests first.',
  );
