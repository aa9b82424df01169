import { isSafeUrl } from './link-safety.ts';

const HOST = /https?:\/\/(?:\[[\da-f:.]{1,2040}\]|[\p{L}\p{N}\p{M}._-]{1,2040})(?::\d{1,5})?/iuy;
// CJK brackets, quotes and stops end an address; so do marks around it and the end of a spoiler. What cannot be seen makes
// it unsafe, and is as far as anything is looked for: many addresses that never come to an end stay cheap.
const REST =
  /[/?#](?:[^\s<>"`\\|*~\p{Cc}\p{Cf}\p{Cs}\u3000-\u3003\u3008-\u3011“”‘’（），；！？]|\|(?!\|)|\*(?!\*)|~(?!~)){0,2040}/uy;
const UNSEEN = /(?!\s)[\p{Cc}\p{Cf}\p{Cs}]/uy;
const MOST = 'https://'.length + 2040;
const TAIL = /[.,:;!?'*_~|\]}[{()]/;
const HANGUL_AFTER_LATIN = /^(.*[a-z\d])[가-힣]+$/i;
const PARTICLE =
  /([a-z\d/_-])(?:에서[는도]?|에게|에[는도]?|으?로|은|는|이|가|을|를|과|와|의|도|만|까지|부터|이?랑|하고|처럼|보다|이?라고|입니다|이에요|예요|이?야|인데|이?고)$/i;

/**
 * The bare http(s) address that begins at `at`, or undefined. Ends before closing punctuation, unbalanced
 * brackets, marks around the address, and a Korean particle written directly after it
 * (`https://example.com에서` is `https://example.com`).
 */
export function bareUrlAt(text: string, at: number): string | undefined {
  HOST.lastIndex = at;
  let url = HOST.exec(text)?.[0];
  if (!url) return undefined;
  const label = url.lastIndexOf('.') + 1;
  const latin = HANGUL_AFTER_LATIN.exec(url.slice(label));
  if (latin) url = url.slice(0, label) + latin[1];
  else {
    REST.lastIndex = at + url.length;
    const rest = REST.exec(text)?.[0] ?? '';
    UNSEEN.lastIndex = REST.lastIndex;
    if (rest && UNSEEN.test(text)) return undefined;
    url = (url + rest).slice(0, MOST);
  }
  url = withoutTail(url).replace(PARTICLE, '$1');
  return isSafeUrl(url) ? url : undefined;
}

function withoutTail(url: string): string {
  let end = url.length;
  if (!TAIL.test(url.charAt(end - 1))) return url;
  let open = url.split('(').length - url.split(')').length;
  for (; end > 0; end--) {
    const last = url.charAt(end - 1);
    if (last === ')' && open < 0) open++;
    else if (last === ')' || !TAIL.test(last)) break;
    else if (last === '(') open--;
  }
  return url.slice(0, end);
}
