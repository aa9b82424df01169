import type { Run } from './mark-runs.ts';
import { MARK_BITS, isVisible } from './mark-runs.ts';
import type { Leaf, MarkName } from './tree.ts';

/** A mark's sign in the text. Whether it opens, closes or is only itself depends on its fellows. */
export interface Sign {
  parts: readonly { raw: string; mark: MarkName }[];
  opens: boolean;
  closes: boolean;
}

export type Token = Leaf | Sign;

export const isSign = (token: Token): token is Sign => 'parts' in token;

/**
 * Pairs signs and returns the runs between them. A sign closes the nearest open one like itself if it can and
 * something visible stands between, otherwise it opens; what finds no partner stays literal. Pairs may overlap.
 * Linear in the number of tokens.
 */
export function pairSigns(tokens: readonly Token[]): Run[] {
  /** Of each sign that may yet open a pair: its place among the roles, and how much that is visible stands before it. */
  const waiting = new Map<string, number[]>();
  const roles = new Int8Array(MOST_PARTS * tokens.length);
  let leaves = 0;
  tokens.forEach((token, index) => {
    if (!isSign(token)) {
      if (isVisible(token)) leaves++;
      return;
    }
    token.parts.forEach(({ raw }, part) => {
      let openers = waiting.get(raw);
      if (!openers) waiting.set(raw, (openers = []));
      const role = MOST_PARTS * index + part;
      if (token.closes && openers.length && openers.at(-1)! < leaves) {
        openers.pop();
        roles[openers.pop()!] = 1;
        roles[role] = -1;
      } else if (token.opens) openers.push(role, leaves);
    });
  });
  return runsBetween(tokens, roles);
}

const MOST_PARTS = 2;

/** In the order in which the parts of one sign take effect: what ends, what is literal, what begins. */
const ROLES = [-1, 0, 1];

/** The roles of a sign's parts are 1 where it opens a pair, -1 where it closes one, else 0. */
function runsBetween(tokens: readonly Token[], roles: Int8Array): Run[] {
  const depth: Partial<Record<MarkName, number>> = {};
  const runs: Run[] = [];
  let marks = 0;
  // What finds no partner becomes part of the text around it, and there may be very many.
  let literal = '';
  const endText = () => {
    if (literal) runs.push({ leaf: { type: 'text', text: literal }, marks });
    literal = '';
  };
  tokens.forEach((token, index) => {
    if (!isSign(token)) {
      if (token.type === 'text') literal += token.text;
      else {
        endText();
        runs.push({ leaf: token, marks });
      }
      return;
    }
    for (const role of ROLES) {
      for (let part = 0; part < token.parts.length; part++) {
        if (roles[MOST_PARTS * index + part] !== role) continue;
        const { raw, mark } = token.parts[part]!;
        if (role === 0) {
          literal += raw;
          continue;
        }
        endText();
        const level = (depth[mark] = (depth[mark] ?? 0) + role);
        if (level) marks |= MARK_BITS[mark];
        else marks &= ~MARK_BITS[mark];
      }
    }
  });
  endText();
  return runs;
}
