import type { MessageView } from '../../protocol/frames.ts';
import type { FoundMessages } from './search-messages.ts';

/** A page of messages, and the newest event it knows of: whoever reads on after that misses nothing and counts nothing twice. */
export interface HistoryPage {
  /** Ascending; deleted ones left out. */
  messages: MessageView[];
  /** Number of the room's newest event when the page was read. */
  seq: number;
  epoch: string;
}

/** Messages as they stand now. */
export interface MessageRepository {
  /**
   * The newest messages before a number.
   * @param viewerId whose reactions and votes are marked as theirs
   */
  page(roomId: string, before: number | null, limit: number, viewerId: string | null): Promise<HistoryPage>;
  /**
   * Messages in which all the words are, from the newest back, looking through a bounded stretch of the room.
   * @param words as `wordsOf` gives them
   * @param before looks only before this number
   */
  find(
    roomId: string,
    words: readonly string[],
    before: number | null,
    limit: number,
    viewerId: string | null,
  ): Promise<FoundMessages>;
  /** These messages, by number; deleted or unknown ones left out. */
  some(roomId: string, seqs: readonly number[], viewerId?: string): Promise<Map<number, MessageView>>;
}
