const MAX_URL = 2048;
const UNSAFE = /[\s"<>\\`\p{Cc}\p{Cf}\p{Cs}]|\|\|/u;
const WEB = /^https?:\/\/(?:\[[\da-f:.]+\]|[\p{L}\p{N}\p{M}._-]*[\p{L}\p{N}])(?::\d{1,5})?(?![^/?#])/iu;
const MAIL = /^mailto:[^@?/]+@[^@?/]+(?:\?|$)/i;

/**
 * Whether `url` may become a link: http, https or mailto, at most 2048 UTF-16 units, no white space, control
 * or invisible characters, no spoiler sign, and no `user@` before the host, which only serves to make one host look like another.
 */
export function isSafeUrl(url: string): boolean {
  return url.length <= MAX_URL && !UNSAFE.test(url) && (WEB.test(url) || MAIL.test(url));
}
