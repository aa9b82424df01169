/** Which web origins may embed the widget, open sockets and call the API from a browser. */
export interface OriginPolicy {
  /** An absent origin is no browser's; what it may do, its token says. */
  allows(origin: string | undefined): boolean;
}

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * @param allowed origins such as `https://blog.example`; with none, the public URL's own and every port of localhost
 */
export function originPolicy(allowed: readonly string[] | undefined, publicUrl: string): OriginPolicy {
  const own = new URL(publicUrl).origin;
  const list = new Set([own, ...(allowed ?? []).map((origin) => new URL(origin).origin)]);
  return {
    allows(origin) {
      if (origin === undefined) return true;
      if (list.has(origin)) return true;
      if (allowed !== undefined) return false;
      try {
        const url = new URL(origin);
        return url.origin === origin && /^https?:$/.test(url.protocol) && LOCAL.has(url.hostname);
      } catch {
        return false; // "null" and what is no origin at all
      }
    },
  };
}
