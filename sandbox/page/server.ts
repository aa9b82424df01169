import type { StreamEvent } from '../page-protocol.ts';

/** The platform's client would not do that; the message says why. */
export class Refusal extends Error {}

/** Does something as a person on a platform, or breaks something. */
export async function act<Answer = null>(name: string, body: Record<string, unknown> = {}): Promise<Answer> {
  const response = await fetch(`/sandbox/do/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Refusal((answer as { detail?: string }).detail ?? '');
  return answer as Answer;
}

/** Follows what two people see; comes back by itself when the server was away. */
export class Stream {
  #source: EventSource | undefined;
  #viewers = '';

  constructor(
    private readonly take: (event: StreamEvent) => void,
    private readonly reachable: (reachable: boolean) => void,
  ) {}

  follow(viewers: { discord: string; slack: string }): void {
    const query = new URLSearchParams(viewers).toString();
    if (query === this.#viewers && this.#source) return;
    this.#viewers = query;
    this.#source?.close();
    const source = new EventSource(`/sandbox/stream?${query}`);
    this.#source = source;
    source.onopen = () => this.reachable(true);
    source.onmessage = ({ data }) => this.take(JSON.parse(String(data)) as StreamEvent);
    source.onerror = () => {
      this.reachable(false);
      // A browser gives up on a stream that was refused; one that was cut it reopens by itself.
      if (source.readyState === EventSource.CLOSED && source === this.#source) {
        this.#source = undefined;
        setTimeout(() => {
          if (!this.#source) this.follow(viewers);
        }, 1000);
      }
    };
  }
}
