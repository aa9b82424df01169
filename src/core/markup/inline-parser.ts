import { bareUrlAt } from './bare-url.ts';
import { isSafeUrl } from './link-safety.ts';
import type { Run } from './mark-runs.ts';
import { MARK_BITS, isVisible, nest, tidy } from './mark-runs.ts';
import type { Leaf, MarkName } from './tree.ts';

/** What a dialect of markdown adds to, or does otherwise than, Matinee's own. */
export interface Dialect {
  /** The node that `<body>` stands for; undefined leaves it literal. */
  angle(body: string): Leaf | undefined;
  /** The node for an `@` at `at` and the length it covers; undefined leaves it literal. */
  mention(text: string, at: number): { leaf: Leaf; length: number } | undefined;
  /** True where code fences and spoilers win over everything they hold and need no line of their own. */
  loose?: boolean;
}

/** A mark's sign in the text. Whether it opens, closes or is only itself depends on its fellows. */
export interface Sign {
  parts: { raw: string; mark: MarkName }[];
  opens: boolean;
  closes: boolean;
}

export type Token = Leaf | Sign;

const isSign = (token: Token): token is Sign => 'parts' in token;
const text = (value: string): Leaf => ({ type: 'text', text: value });

/**
 * Pairs signs and returns the runs between them. A sign closes the nearest open one like itself if it can,
 * otherwise it opens; what finds no partner stays literal. Pairs may overlap. Linear in the number of tokens.
 */
export function pairSigns(tokens: readonly Token[]): Run[] {
  const waiting = new Map<string, { roles: number[]; part: number; leaves: number }[]>();
  const roles: number[][] = [];
  let leaves = 0;
  tokens.forEach((token) => {
    const own: number[] = [];
    roles.push(own);
    if (!isSign(token)) return void (leaves += isVisible(token) ? 1 : 0);
    token.parts.forEach(({ raw }, part) => {
      const openers = waiting.get(raw) ?? [];
      waiting.set(raw, openers);
      const opener = openers.at(-1);
      if (token.closes && opener && opener.leaves < leaves) {
        openers.pop();
        opener.roles[opener.part] = 1;
        own[part] = -1;
      } else if (token.opens) openers.push({ roles: own, part, leaves });
    });
  });
  const depth: Record<string, number> = {};
  const runs: Run[] = [];
  let marks = 0;
  tokens.forEach((token, index) => {
    if (!isSign(token)) return void runs.push({ leaf: token, marks });
    const own = roles[index] ?? [];
    for (const role of [-1, undefined, 1]) {
      token.parts.forEach(({ raw, mark }, part) => {
        if (own[part] !== role) return;
        if (!role) return void runs.push({ leaf: text(raw), marks });
        const level = (depth[mark] = (depth[mark] ?? 0) + role);
        if (level) marks |= MARK_BITS[mark];
        else marks &= ~MARK_BITS[mark];
      });
    }
  });
  return runs;
}

const SIGNS: Readonly<Record<string, [string, MarkName][]>> = {
  '*': [['*', 'emphasis']],
  '**': [['**', 'strong']],
  '***': [
    ['**', 'strong'],
    ['*', 'emphasis'],
  ],
  _: [['_', 'emphasis']],
  __: [['__', 'underline']],
  ___: [
    ['__', 'underline'],
    ['_', 'emphasis'],
  ],
  '~~': [['~~', 'strike']],
  '||': [['||', 'spoiler']],
  '|||': [['||', 'spoiler']],
};

const ESCAPABLE = /[!-/:-@[-`{-~]/;
const SHRUG = '\\_(ツ)_/¯';

/**
 * Finds the code span whose backticks begin at `at` and which ends before `end`: where its code begins (`open`)
 * and ends (`from`, -1 without partner) and where it is over (`to`). Only the last backticks of a given length
 * lack a partner, so a text is searched in vain at most once for each length.
 */
export function codeSpanAt(
  source: string,
  at: number,
  end: number,
): { open: number; from: number; to: number } {
  let open = at;
  while (source[open] === '`') open++;
  let from = open;
  while ((from = source.indexOf('`', from)) >= 0 && from < end) {
    let to = from;
    while (source[to] === '`') to++;
    if (to - from === open - at) return { open, from, to };
    from = to;
  }
  return { open, from: -1, to: open };
}

/** Tokens of one paragraph's text. */
export function tokenize(source: string, dialect: Dialect): Token[] {
  const tokens: Token[] = [];
  const brackets: number[] = [];
  let literal = '';
  let at = 0;
  let spoilerEnd = source.length;
  const push = (...more: Token[]) => {
    if (literal) tokens.push(text(literal));
    literal = '';
    tokens.push(...more);
  };

  const link = (): boolean => {
    const opener = brackets.at(-1);
    const target = opener === undefined ? undefined : linkTarget(source, at + 1);
    if (opener === undefined || !target || !isSafeUrl(target.url)) return false;
    push();
    const label = tokens.slice(opener + 1).map((token) => {
      return !isSign(token) && token.type === 'link' ? text(token.url) : token;
    });
    const children = nest(tidy(pairSigns(label)));
    if (!label.some((token) => isSign(token) || isVisible(token))) return false;
    tokens.length = opener;
    tokens.push({ type: 'link', url: target.url, children });
    brackets.length = 0;
    at = target.end;
    return true;
  };

  while (at < source.length) {
    const char = source.charAt(at);
    const before = source.charAt(at - 1);
    const next = source.charAt(at + 1);
    if (char === '\\' && ESCAPABLE.test(next) && at + 1 !== spoilerEnd) {
      const kept = source.startsWith(SHRUG, at) ? SHRUG : next;
      literal += kept;
      at += kept === SHRUG ? SHRUG.length : 2;
    } else if (char === '\n') {
      push({ type: 'break' });
      at++;
    } else if (char === '`') {
      const { open, from, to } = codeSpanAt(source, at, spoilerEnd);
      if (from < 0) literal += source.slice(at, to);
      else push({ type: 'code', code: codeText(source.slice(open, from)) });
      at = to;
    } else if (/[*_~|]/.test(char)) {
      let end = at;
      while (source[end] === char) end++;
      const after = source.charAt(end);
      if (char === '|' && dialect.loose && end - at > 1) {
        // The first "||" wins here: nothing inside, not even code, reaches beyond the next one.
        const closes = at === spoilerEnd;
        const inside = !closes && spoilerEnd < source.length;
        const close = closes || inside ? -1 : source.indexOf('||', at + 3);
        end = at + 2;
        if (closes || close >= 0) push({ parts: [{ raw: '||', mark: 'spoiler' }], opens: !closes, closes });
        else literal += '||';
        if (!inside) spoilerEnd = close < 0 ? source.length : close;
      } else {
        const signs = SIGNS[source.slice(at, end)];
        if (signs) {
          push({
            parts: signs.map(([raw, mark]) => ({ raw, mark })),
            opens:
              char === '|' ||
              (/\S/.test(after) && !(char === '_' && end - at === 1 && intoWord(before, dialect))),
            closes:
              char === '|' || (/\S/.test(before) && !(char === '_' && end - at === 1 && /\w/.test(after))),
          });
          if (end - at === 3 && char === '|') literal = '|';
        } else literal += source.slice(at, end);
      }
      at = end;
    } else if (char === '[') {
      push();
      brackets.push(tokens.length);
      tokens.push(text('['));
      at++;
    } else if (char === ']') {
      if (!link()) {
        brackets.pop();
        literal += ']';
        at++;
      }
    } else {
      const found = atomAt(source, at, char, before, dialect);
      const fits = found && (at > spoilerEnd || at + found.length <= spoilerEnd);
      if (fits) push(found.leaf);
      else literal += char;
      at += fits ? found.length : 1;
    }
  }
  push();
  return tokens;
}

// A word before "_" keeps snake_case and 파일_이름 whole; after it, a Korean particle may follow.
const intoWord = (before: string, { loose }: Dialect) => (loose ? /\w/ : /[\p{L}\p{N}_]/u).test(before);

/** Code as written between its backticks; one space of padding goes, so that code can begin with a backtick. */
function codeText(raw: string): string {
  const line = raw.replaceAll('\n', ' ');
  return line.startsWith(' ') && line.endsWith(' ') && line.trim() ? line.slice(1, -1) : line;
}

const ANGLE = /<([^<>\n]{1,2060})>/y;

function atomAt(source: string, at: number, char: string, before: string, dialect: Dialect) {
  if (char === '<') {
    ANGLE.lastIndex = at;
    const body = ANGLE.exec(source)?.[1];
    const leaf = body && dialect.angle(body);
    return leaf ? { leaf, length: body.length + 2 } : undefined;
  }
  if (/\w/.test(before)) return undefined;
  if (char === '@') return dialect.mention(source, at);
  const url = /h/i.test(char) && bareUrlAt(source, at);
  return url ? { leaf: autolink(url), length: url.length } : undefined;
}

/** A link that shows its own address. */
export const autolink = (url: string): Leaf => ({
  type: 'link',
  url,
  children: [{ type: 'text', text: url }],
});

const TARGET_END = /(?:\s+"[^"\n]{0,300}")?\s{0,9}\)/y;

/** Reads `(url)`, `(<url>)` or either with a title (which is dropped) at `at`. */
function linkTarget(source: string, at: number): { url: string; end: number } | undefined {
  if (source[at] !== '(') return undefined;
  let end = at + 1;
  let url = '';
  ANGLE.lastIndex = end;
  const angled = ANGLE.exec(source);
  if (angled) {
    url = angled[1] ?? '';
    end += url.length + 2;
  } else {
    // Deeper brackets than an address ever has are given up, so that "](](](" stays cheap.
    for (let depth = 0; depth < 4 && /[^\s<>]/.test(source.charAt(end)); end++) {
      if (source[end] === '(') depth++;
      else if (source[end] === ')' && !depth--) break;
    }
    url = source.slice(at + 1, end);
  }
  TARGET_END.lastIndex = end;
  const rest = TARGET_END.exec(source);
  return rest ? { url, end: end + rest[0].length } : undefined;
}

/** Tidy runs of one paragraph's text in `dialect`. */
export const parseRuns = (source: string, dialect: Dialect): Run[] =>
  tidy(pairSigns(tokenize(source, dialect)));
