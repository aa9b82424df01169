import { lazy } from '../lazy-parts.ts';
import type { LineCompletion } from '../../../src/core/commands/complete-line.ts';
import type { MessageView, PersonView } from '../../../src/protocol/frames.ts';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import { asProblem } from '../client/problem.ts';
import { explain, type LaterWords } from '../locales/later.ts';
import { membersOf } from './members.ts';
import type { RoomFeed } from './room-feed.ts';
import type { RoomController } from './room-controller.ts';
import type { RoomDesk } from './room-desk.ts';

/** What one does with a line that is there, and what one asks. */
export interface LaterActions {
  /** Gives the reader a name, or a password to the room, and goes on with what waited for it. */
  introduce(name: string, password?: string): Promise<void>;
  command(text: string): void;
  save(seq: number, text: string): void;
  retry(id: string): void;
  discard(id: string): void;
  dismiss(id: string): void;
  reply(message: MessageView): void;
  edit(message: MessageView): void;
  jump(seq: number): void;
  /** Hands over the room as somebody: who has no name yet is asked for one first. */
  named(act: (controller: RoomController) => void): void;
  /** Hands over the room as it is, with a name or without. */
  using(act: (controller: RoomController) => void): void;
  /** How a line that begins a command may go on; nothing when the server cannot be asked. */
  complete(text: string): Promise<LineCompletion>;
  /** Names of those who have spoken, the last first; and again, with the others of the room, once they are known. */
  people(show: (people: PersonView[]) => void): void;
}

/** The half of a desk that is not needed to read and to write. */
export function laterActions(desk: RoomDesk, words: LaterWords): LaterActions {
  const { room } = desk;
  const command = (text: string): void => {
    const { controller } = room;
    if (!controller) return;
    const composer = room.composer();
    if (composer?.text.trim() === text) {
      // Pictures are no part of a command: they wait for a line.
      const { pictures } = composer;
      composer.clear();
      composer.pictures = pictures;
    }
    room.list()?.toNewest();
    lazy.films().then(
      ({ ask }) =>
        ask(
          controller,
          text,
          () => room.requestUpdate(),
          () => {
            // Not all can be done without a name; the line waits where it was written.
            room.composer()?.fill(text);
            desk.named(() => command(text));
          },
        ),
      (thrown: unknown) => {
        // Nothing to answer with can be had: the line goes back to who wrote it.
        room.composer()?.fill(text);
        controller.missed(asProblem(thrown));
      },
    );
  };
  return {
    command,
    introduce: async (name, password) => {
      const { controller } = room;
      if (!controller) return;
      desk.turn({ fault: '' });
      try {
        if (name) await controller.introduce(name);
      } catch (thrown) {
        desk.turn({ fault: explain(words, asProblem(thrown)) });
        return;
      }
      const then = desk.waiting;
      desk.turn({ waiting: undefined });
      if (password) controller.enterWith(password);
      await room.drawn();
      then?.();
      room.composer()?.focus();
    },
    save: (seq, text) => {
      // Who has typed on before this code had come goes on with it.
      if ((room.composer()?.text.trim() ?? text) === text) desk.turn({ editing: undefined });
      const { controller } = room;
      if (controller?.feed.log.find(seq)?.text !== text) controller?.change({ op: 'edit', seq, text });
    },
    retry: (id) => {
      const { controller } = room;
      const entry = controller?.outbox.entries.find((one) => one.id === id);
      if (!entry) return;
      // Refused, so the server has none of it; and under an id it knows it would remember another text.
      controller?.outbox.remove(id);
      controller?.post(entry.text, entry.replyTo, entry.attachments);
    },
    discard: (id) => room.controller?.outbox.remove(id),
    dismiss: (id) => {
      const { controller } = room;
      if (controller) controller.asked = controller.asked.filter((one) => one.id !== id);
      room.requestUpdate();
      room.composer()?.focus();
    },
    reply: (message) => desk.turn({ editing: undefined, replying: message }),
    // A review is changed as a whole, in its form.
    edit: (message) =>
      message.review
        ? command(`/movie review ${message.review.movieId}`)
        : desk.turn({ replying: undefined, editing: message }),
    named: (act) => desk.named(act),
    using: (act) => room.controller && act(room.controller),
    complete: async (text) => {
      const nothing = { choices: [], whole: true };
      const { controller } = room;
      if (!controller) return nothing;
      const query = new URLSearchParams({ text, locale: controller.locale });
      return controller.rest.get<LineCompletion>(`/commands/complete?${query}`).catch(() => nothing);
    },
    people: (show) => {
      const { controller } = room;
      if (!controller) return;
      const spoken = controller.feed.log.messages.map(({ author }): PersonView => author).reverse();
      const { me } = controller;
      const offer = (others: PersonView[]): void => {
        const byName = new Map<string, PersonView>();
        for (const person of [...spoken, ...others])
          if (!person.left && person.id !== me?.id && !byName.has(taggedName(person)))
            byName.set(taggedName(person), person);
        if (me) byName.delete(taggedName(me));
        show([...byName.values()]);
      };
      offer([]);
      void knownMembers(controller).then(offer);
    },
    jump: (seq) => {
      const feed = room.controller?.feed;
      if (feed) void goTo(desk, feed, seq);
    },
  };
}

/** The members of a room; asked once. */
const members = new WeakMap<RoomController, Promise<PersonView[]>>();

/** Somebody of them is nobody any more: they are asked for anew. */
export const forgetMembers = (controller: RoomController): boolean => members.delete(controller);

function knownMembers(controller: RoomController): Promise<PersonView[]> {
  const known = members.get(controller);
  if (known) return known;
  const asked = membersOf(controller).catch((): PersonView[] => {
    // Who has spoken is offered all the same; the next @ asks anew.
    members.delete(controller);
    return [];
  });
  members.set(controller, asked);
  return asked;
}

/** Reads back until the message is there, or all has been read, and shows it. */
async function goTo({ room }: RoomDesk, feed: RoomFeed, seq: number): Promise<void> {
  while ((feed.log.messages[0]?.seq ?? 0) > seq && (await feed.loadOlder(100)));
  await room.drawn();
  await room.list()?.reveal(seq);
}
