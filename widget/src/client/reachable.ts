/**
 * Tells a server that does not know this page from one that is away: only the first answers where CORS is not asked.
 *
 * @param api base URL of the server's API
 */
export async function answersOthers(api: string): Promise<boolean> {
  if (navigator.onLine === false || new URL(api).origin === location.origin) return false;
  try {
    await fetch(new URL('/healthz', api), { mode: 'no-cors', credentials: 'omit' });
    return true;
  } catch {
    return false;
  }
}
