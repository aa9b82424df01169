import { lazy } from '../lazy-parts.ts';
import type { MessageView } from '../../../src/protocol/frames.ts';
import type { Composer } from '../elements/composer.ts';
import type { MessageList } from '../elements/message-list.ts';
import type { RoomActions } from '../elements/room-context.ts';
import type { LaterWords } from '../locales/later.ts';
import type { LaterActions } from './later-actions.ts';
import type { RoomController } from './room-controller.ts';

/** What of a room its desk reaches. */
export interface DeskRoom {
  readonly controller: RoomController | undefined;
  list(): MessageList | null;
  composer(): Composer | null;
  requestUpdate(): void;
  /** Settles when what was asked for has been drawn. */
  drawn(): Promise<unknown>;
  /** Looks anew whether the newest lines are being read. */
  attend(): void;
  /** What later parts say, in the reader's language. */
  learn(): Promise<LaterWords>;
}

/** What a reader is in the middle of, and what the parts of a room may ask of it. */
export class RoomDesk {
  replying: MessageView | undefined;
  editing: MessageView | undefined;
  /** What waits for somebody to say their name; they are asked for it meanwhile. */
  waiting: (() => void) | undefined;
  /** What was wrong with the name, in words. */
  fault = '';
  /** The newest line is in view and stays there. */
  following = true;
  readonly room: DeskRoom;

  constructor(room: DeskRoom) {
    this.room = room;
  }

  /** Does it now, or once somebody has said their name. */
  named(act: (controller: RoomController) => void): void {
    const { controller } = this.room;
    if (controller?.me) act(controller);
    else if (controller) this.turn({ waiting: () => act(controller) });
  }

  turn(to: Partial<Pick<RoomDesk, 'replying' | 'editing' | 'waiting' | 'fault'>>): void {
    Object.assign(this, to);
    this.room.requestUpdate();
  }

  /** What is seldom done first: its code comes after the first picture, or now. */
  async #more(act: (more: LaterActions) => void): Promise<void> {
    try {
      const [{ laterActions }, words] = await Promise.all([lazy.afterPaint(), this.room.learn()]);
      // With the words in it.
      await this.room.drawn();
      act(laterActions(this, words));
    } catch (thrown) {
      this.room.controller?.missed(thrown);
    }
  }

  readonly act: RoomActions = {
    send: (text, replyTo) =>
      this.named((controller) => {
        controller.post(text, replyTo);
        // Not before: who is asked for a name may rather not say it, or come back another day.
        this.room.composer()?.clear();
        this.turn({ replying: undefined });
        this.room.list()?.toNewest();
      }),
    more: (act) => void this.#more(act),
    change: (change) => this.named((controller) => controller.change(change)),
    cancel: () => this.turn({ replying: undefined, editing: undefined, waiting: undefined }),
    editLast: () => {
      const { controller } = this.room;
      // The last line may still be on its way: better none than the one before it.
      if (controller && !controller.outbox.entries.length)
        this.turn({
          editing: controller.feed.log.messages.findLast(
            (one) => one.author.id === controller.me?.id && !one.review && !one.poll,
          ),
        });
    },
    older: () => void this.room.controller?.feed.loadOlder(),
    typing: () => this.room.controller?.type(),
    draft: (text) => {
      const { controller } = this.room;
      if (controller) controller.draft = text;
    },
    compose: () => this.room.composer()?.focus(),
    follow: (following) => {
      this.following = following;
      this.room.attend();
    },
    again: () => this.room.controller?.again(),
    introduce: (name, password) => this.act.more((more) => void more.introduce(name, password)),
  };
}
