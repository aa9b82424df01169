import type { MessageView } from '../../protocol/frames.ts';

/** Messages as they stand now. */
export interface MessageRepository {
  /**
   * The newest messages before a number, ascending; deleted ones left out.
   * @param viewerId whose reactions are marked as theirs
   */
  page(roomId: string, before: number | null, limit: number, viewerId: string | null): Promise<MessageView[]>;
  /** These messages, by number; deleted or unknown ones left out. */
  some(roomId: string, seqs: readonly number[]): Promise<Map<number, MessageView>>;
}
