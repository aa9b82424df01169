import { flatten, isVisible } from './mark-runs.ts';
import type { Inline, Leaf, Link } from './tree.ts';

/** Letters as in a host and dots, one after the other. What of it looks like a host is found without looking back. */
const DOTTED = /[\p{L}\p{N}_.-]+/gu;
const LAST_LABEL = /^\p{L}[\p{L}\p{N}-]+/u;

const SCHEME = /https?:\/\/([^\s/?#:]+)/g;

/** The host a web address leads to, in lower case without port; of a mailto address what follows the `@`. */
function hostOf(url: string): string {
  const authority = /^(?:https?:\/\/([^/?#]*)|mailto:[^@]*@([^?]*))/i.exec(url);
  return (authority?.[1] ?? authority?.[2] ?? '').replace(/:\d+$/, '').toLowerCase();
}

/**
 * The host a link really leads to, when its label looks like the address of another one; otherwise undefined.
 * Look-alike dots and letters of full width, and invisible characters, do not help the label.
 */
export function disguisedHost(link: Link): string | undefined {
  const host = hostOf(link.url);
  const label = labelText(link.children)
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll('。', '.')
    .toLowerCase();
  if (label.trimEnd().endsWith(`(${host})`)) return undefined;
  const owns = (claimed: string) => host === claimed || host.endsWith(`.${claimed.replace(/^www\./, '')}`);
  const bare = host.replace(/^www\./, '');
  const claims = [...addressesIn(label), ...[...label.matchAll(SCHEME)].map((found) => found[1]!)];
  return claims.every((claimed) => owns(claimed) || claimed === bare || claimed === `www.${bare}`)
    ? undefined
    : host;
}

/** What looks like a host in a text: labels between dots, the last of which begins with a letter. Linear in its length. */
function addressesIn(text: string): string[] {
  const found: string[] = [];
  for (const dotted of text.match(DOTTED) ?? []) {
    for (const run of dotted.split(/\.{2,}/)) {
      const labels = run.split('.').filter((label) => label !== '');
      const last = labels.findLastIndex((label, at) => at > 0 && LAST_LABEL.test(label));
      if (last > 0)
        found.push([...labels.slice(0, last), LAST_LABEL.exec(labels[last] ?? '')?.[0] ?? ''].join('.'));
    }
  }
  return found;
}

/** Whether the link shows just its own address. */
export function showsItself({ url, children }: Link): boolean {
  const [only] = children;
  return children.length === 1 && only?.type === 'text' && only.text === url;
}

function labelText(nodes: readonly Inline[]): string {
  return flatten(nodes)
    .map(({ leaf }) => wordsOf(leaf))
    .join('');
}

function wordsOf(leaf: Leaf): string {
  switch (leaf.type) {
    case 'text':
      return leaf.text;
    case 'code':
      return leaf.code;
    case 'mention':
      return leaf.name;
    default:
      return isVisible(leaf) ? '' : ' ';
  }
}
