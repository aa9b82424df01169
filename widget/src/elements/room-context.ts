import type { PersonView } from '../../../src/protocol/frames.ts';
import type { LaterActions } from '../controllers/later-actions.ts';
import type { Change } from '../controllers/room-controller.ts';
import type { LaterWords } from '../locales/later.ts';
import type { LocaleName, Strings } from '../locales/localize.ts';

/** What parts may ask of their room. */
export interface RoomActions {
  send(text: string, replyTo?: number): void;
  change(change: Change): void;
  /** Does something of the later half, which comes with the first wish for it. */
  more(act: (more: LaterActions) => void): void;
  /** Ends a reply, an edit or being asked for a name. */
  cancel(): void;
  /** Takes up the person's last line to change it: at once, since what they type next is meant for it. */
  editLast(): void;
  older(): void;
  typing(): void;
  /** Keeps an unfinished line for after a reload. */
  draft(text: string): void;
  /** Puts the keyboard where one writes. */
  compose(): void;
  /** Whether the newest line is in view and stays there. */
  follow(following: boolean): void;
  /** Once more after something was refused or lost. */
  again(): void;
  introduce(name: string, password?: string): void;
}

/** What every part of a room knows about it. Replaced as a whole when something of it changes. */
export interface RoomContext {
  t: Strings;
  /** What later parts say; once it has come. */
  words: LaterWords | undefined;
  locale: LocaleName;
  /** Null while reading without a name. */
  me: PersonView | null;
  /** Whether lines may be written and changed. */
  writes: boolean;
  /** Whether other people's lines may be deleted. */
  moderates: boolean;
  online: boolean;
  act: RoomActions;
}
