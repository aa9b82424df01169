/** Waits until a condition holds: what it returns is returned once it is neither false, null nor undefined. */
export async function waitFor<T>(
  what: string,
  condition: () => T | Promise<T>,
  patienceMs = 8_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + patienceMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== false && value !== null && value !== undefined)
        return value as NonNullable<Exclude<T, false>>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `waited ${patienceMs} ms in vain for ${what}; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
