import { isSafeUrl } from './link-safety.ts';

// CJK brackets, quotes and stops end an address; so does the end of a spoiler.
const CANDIDATE = /https?:\/\/(?:[^\s<>"`\\|\u3000-\u3003\u3008-\u3011“”‘’（），；！？]|\|(?!\|)){1,2040}/iy;
const HOST = /^https?:\/\/(?:\[[\da-f:.]+\]|[\p{L}\p{N}\p{M}._-]+)(?::\d{1,5})?/iu;
const HANGUL_AFTER_LATIN = /^(.*[a-z\d])[가-힣]+$/i;
const PARTICLE =
  /([a-z\d/_-])(?:에서[는도]?|에게|에[는도]?|으?로|은|는|이|가|을|를|과|와|의|도|만|까지|부터|이?랑|하고|처럼|보다|이?라고|입니다|이에요|예요|이?야|인데|이?고)$/i;

/**
 * The bare http(s) address that begins at `at`, or undefined. Ends before closing punctuation, unbalanced
 * brackets, marks around the address, and a Korean particle written directly after it
 * (`https://example.com에서` is `https://example.com`).
 */
export function bareUrlAt(text: string, at: number): string | undefined {
  CANDIDATE.lastIndex = at;
  const found = CANDIDATE.exec(text)?.[0];
  if (!found) return undefined;
  let host = HOST.exec(found)?.[0];
  if (!host) return undefined;
  let url = host;
  const latin = HANGUL_AFTER_LATIN.exec(host.slice(host.lastIndexOf('.') + 1));
  if (latin) host = url = host.slice(0, host.lastIndexOf('.') + 1) + latin[1];
  else if (/[/?#]/.test(found.charAt(host.length))) url = found.replace(/(\*\*|~~)[^]*/, '');
  url = withoutTail(url);
  url = url.replace(PARTICLE, '$1');
  return isSafeUrl(url) ? url : undefined;
}

function withoutTail(url: string): string {
  let open = url.split('(').length - url.split(')').length;
  let end = url.length;
  for (; end > 0; end--) {
    const last = url.charAt(end - 1);
    if (last === ')' && open < 0) open++;
    else if (!/[.,:;!?'*_~|\]}[{(]/.test(last)) break;
    else if (last === '(') open--;
  }
  return url.slice(0, end);
}
