/**
 * Joins questions that are asked in one turn of the event loop into one: when two thousand people come back at once, each
 * asks who they are, and the store is asked once. A question that is asked later is never answered by an earlier reading.
 * @param ask answers many keys in one go; keys that it leaves out are answered with undefined
 * @returns asks for one key; rejects with what `ask` throws
 */
export function askTogether<V>(
  ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
  most = 1_000,
): (key: string) => Promise<V | undefined> {
  let gathering: Gathering<V> | undefined;
  const begin = (): Gathering<V> => {
    const keys = new Set<string>();
    const answers = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      if (gathering?.keys === keys) gathering = undefined;
      return ask([...keys]);
    });
    return { keys, answers };
  };
  return async (key) => {
    if (!gathering || gathering.keys.size >= most) gathering = begin();
    gathering.keys.add(key);
    return (await gathering.answers).get(key);
  };
}

/** Keys that wait for the end of the turn, and what will be known of them then. */
interface Gathering<V> {
  keys: Set<string>;
  answers: Promise<ReadonlyMap<string, V>>;
}
