/** Nothing came within the time that was waited. */
export class NoAnswer extends Error {
  constructor(what: string, ms: number) {
    super(`${what} did not answer within ${ms} ms`);
    this.name = 'NoAnswer';
  }
}

/**
 * Waits for an answer at most so long. A process that was itself busy when the time ran out looks once more whether the
 * answer lies there, before it says that none came.
 * @throws what `answer` throws, or a NoAnswer that names what was waited for
 */
export function inTime<T>(answer: Promise<T>, ms: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // Timers come before what has arrived; one turn later that has been handed out too.
      setImmediate(() => reject(new NoAnswer(what, ms)));
    }, ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
