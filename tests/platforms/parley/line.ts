import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { DeliveryFault } from '../../../src/core/delivery/chat-adapter.ts';

/** A message as Parley keeps it; `key` is what we gave it along, and is missing in what people say. */
export interface ParleyMessage {
  id: string;
  by: { id: string; name: string };
  text: string;
  at: string;
  key?: string;
  edited?: true;
}

/** What Parley tells by itself. */
export interface ParleyNews {
  news: 'said' | 'changed' | 'dropped' | 'marked';
  channel: string;
  message: ParleyMessage;
  mark?: { by: { id: string; name: string }; emoji: string; on: boolean };
}

/** A connection to Parley: JSON in lines, questions with a number and answers with the same. */
export class ParleyLine {
  readonly #waiting = new Map<number, (answer: { error?: string }) => void>();
  #asked = 0;

  private constructor(
    private readonly socket: Socket,
    onNews: (news: ParleyNews) => void,
  ) {
    createInterface({ input: socket }).on('line', (text) => {
      const told = JSON.parse(text) as { n?: number; error?: string } | ParleyNews;
      if ('news' in told) return onNews(told);
      this.#waiting.get(told.n ?? 0)?.(told);
      this.#waiting.delete(told.n ?? 0);
    });
    socket.on('close', () => {
      for (const answer of this.#waiting.values()) answer({ error: 'gone' });
      this.#waiting.clear();
    });
  }

  /** @throws Error when nobody listens there */
  static async open(port: number, onNews: (news: ParleyNews) => void): Promise<ParleyLine> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.on('error', () => socket.destroy()); // told by `close`
    return new ParleyLine(socket, onNews);
  }

  onClose(then: () => void): void {
    this.socket.on('close', then);
  }

  close(): void {
    this.socket.destroy();
  }

  /** @throws DeliveryFault */
  ask<Answer extends object>(question: { do: string; [name: string]: unknown }): Promise<Answer> {
    if (this.socket.destroyed) return Promise.reject(new DeliveryFault('retry', 'Parley is away.'));
    const n = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(n, (answer) => {
        // What Parley itself says of a channel is for good; everything else passes.
        if (answer.error === 'no such channel')
          reject(new DeliveryFault('broken', 'This channel is no more: link another one.'));
        else if (answer.error !== undefined) reject(new DeliveryFault('retry', 'Parley is away.'));
        else resolve(answer as Answer);
      });
      this.socket.write(`${JSON.stringify({ ...question, n })}\n`);
    });
  }
}
