import type { Client, ClientEvents } from 'discord.js';

/** The next event of this name that fits; rejects when none comes in time. */
export function next<E extends keyof ClientEvents>(
  client: Client,
  event: E,
  fits: (...args: ClientEvents[E]) => boolean = () => true,
  withinMs = 4000,
): Promise<ClientEvents[E]> {
  return new Promise((resolve, reject) => {
    const listener = (...args: ClientEvents[E]): void => {
      if (!fits(...args)) return;
      clearTimeout(deadline);
      client.off(event, listener);
      resolve(args);
    };
    const deadline = setTimeout(() => {
      client.off(event, listener);
      reject(new Error(`no ${String(event)} within ${withinMs} ms`));
    }, withinMs);
    client.on(event, listener);
  });
}

/** Waits until the condition holds; rejects when it does not in time. */
export async function until(holds: () => boolean, withinMs = 4000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`still not so after ${withinMs} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
