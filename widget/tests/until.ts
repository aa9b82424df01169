/** Waits until `look` gives something true, and gives it back. */
export async function until<T>(look: () => T | Promise<T>, patience = 5000): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited in vain for ${look.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
