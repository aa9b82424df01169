import { bareUrlAt } from './bare-url.ts';
import { isSafeUrl } from './link-safety.ts';
import type { Run } from './mark-runs.ts';
import { isVisible, nest, tidy } from './mark-runs.ts';
import type { Token } from './pair-signs.ts';
import { isSign, pairSigns } from './pair-signs.ts';
import type { Leaf, MarkName, Text } from './tree.ts';

/** What a dialect of markdown adds to, or does otherwise than, Matinee's own. */
export interface Dialect {
  /** The node that `<body>` stands for; undefined leaves it literal. */
  angle(body: string): Leaf | undefined;
  /** The node for the `@` at `at` and the length it covers; undefined leaves it literal. */
  mention(text: string, at: number): { leaf: Leaf; length: number } | undefined;
  /** True where code fences and spoilers win over everything they hold and need no line of their own. */
  loose?: boolean;
}

const STRONG = { raw: '**', mark: 'strong' } as const;
const UNDERLINE = { raw: '__', mark: 'underline' } as const;
const SPOILER = [{ raw: '||', mark: 'spoiler' }] as const;
const SIGNS: Readonly<Record<string, readonly { raw: string; mark: MarkName }[]>> = {
  '*': [{ raw: '*', mark: 'emphasis' }],
  '**': [STRONG],
  '***': [STRONG, { raw: '*', mark: 'emphasis' }],
  _: [{ raw: '_', mark: 'emphasis' }],
  __: [UNDERLINE],
  ___: [UNDERLINE, { raw: '_', mark: 'emphasis' }],
  '~~': [{ raw: '~~', mark: 'strike' }],
};

// So that snake_case, 파일_이름, -_- and >_< stay whole; after the closing one, a Korean particle may follow.
const BEFORE_UNDERSCORE = /[\s([{"'“‘「*~|]|^$/;
const PLAIN = /[^\\\n`*_~|[\]<@h]+/iy;
const ESCAPE = /\\[!-/:-@[-`{-~]/y;
const SHRUG = '\\_(ツ)_/¯';
const ANGLE = /<([^<>\n]{1,2060})>/y;
const TARGET = /[^\s<>()]*/y;
const TARGET_END = /(?:\s+"[^"\n]{0,300}")?\s{0,9}\)/y;

const text = (value: string): Text => ({ type: 'text', text: value });

/** A link that shows its own address. */
export const autolink = (url: string): Leaf => ({ type: 'link', url, children: [text(url)] });

/** Tidy runs of one paragraph's text in `dialect`. Linear in its length. */
export const parseRuns = (source: string, dialect: Dialect): Run[] =>
  tidy(pairSigns(new Tokenizer(source, dialect).tokens()));

class Tokenizer {
  readonly #tokens: Token[] = [];
  /** Where the unmatched `[` stand among the tokens. */
  #brackets: number[] = [];
  #literal = '';
  #at = 0;
  readonly #code: CodeSpans;
  /** Where the spoiler ends that nothing may reach over, else the end. */
  #end: number;

  constructor(
    private readonly source: string,
    private readonly dialect: Dialect,
  ) {
    this.#end = source.length;
    this.#code = new CodeSpans(source);
  }

  tokens(): Token[] {
    const { source } = this;
    while (this.#at < source.length) {
      PLAIN.lastIndex = this.#at;
      if (PLAIN.test(source)) this.#take(source.slice(this.#at, PLAIN.lastIndex));
      else this.#special(source.charAt(this.#at));
    }
    this.#push();
    return this.#tokens;
  }

  #take(literal: string, length = literal.length): void {
    this.#literal += literal;
    this.#at += length;
  }

  #push(token?: Token): void {
    if (this.#literal) this.#tokens.push(text(this.#literal));
    this.#literal = '';
    if (token) this.#tokens.push(token);
  }

  #special(char: string): void {
    switch (char) {
      case '\n':
        this.#push({ type: 'break' });
        this.#at++;
        break;
      case '\\':
        this.#escape();
        break;
      case '`':
        this.#codeSpan();
        break;
      case '*':
      case '_':
      case '~':
        this.#sign(char);
        break;
      case '|':
        this.#spoiler();
        break;
      case '[':
        this.#push();
        this.#brackets.push(this.#tokens.length);
        this.#tokens.push(text(char));
        this.#at++;
        break;
      case ']':
        if (!this.#link()) {
          this.#brackets.pop();
          this.#take(char);
        }
        break;
      default:
        this.#atom(char);
    }
  }

  #escape(): void {
    const { source } = this;
    ESCAPE.lastIndex = this.#at;
    const escaped = this.#at + 1 !== this.#end && ESCAPE.test(source);
    if (source.startsWith(SHRUG, this.#at)) this.#take(SHRUG);
    else if (escaped) this.#take(source.charAt(this.#at + 1), 2);
    else this.#take('\\');
  }

  #codeSpan(): void {
    const { open, from, to } = this.#code.at(this.#at, this.#end);
    if (from < 0) return this.#take(this.source.slice(this.#at, to));
    this.#push({ type: 'code', code: codeText(this.source.slice(open, from), this.dialect) });
    this.#at = to;
  }

  #sign(char: string): void {
    const { source } = this;
    const before = source.charAt(this.#at - 1);
    let end = this.#at;
    while (source[end] === char) end++;
    const raw = source.slice(this.#at, end);
    const parts = raw.length < 4 && SIGNS[raw];
    if (!parts) return this.#take(raw);
    const after = source.charAt(end);
    const begins = raw !== '_' || this.dialect.loose || BEFORE_UNDERSCORE.test(before);
    this.#push({
      parts,
      opens: begins && /\S/.test(after),
      closes: /\S/.test(before) && !(raw === '_' && /\w/.test(after)),
    });
    this.#at = end;
  }

  #spoiler(): void {
    const { source } = this;
    if (this.dialect.loose && source[this.#at + 1] === '|') {
      // The first "||" wins: nothing inside, not even code, reaches beyond the next one.
      const closes = this.#at === this.#end;
      const inside = !closes && this.#end < source.length;
      const close = closes || inside ? -1 : source.indexOf('||', this.#at + 3);
      if (!inside) this.#end = close < 0 ? source.length : close;
      if (!closes && close < 0) return this.#take('||');
      this.#push({ parts: SPOILER, opens: !closes, closes });
      this.#at += 2;
      return;
    }
    let end = this.#at;
    while (source[end] === '|') end++;
    const raw = source.slice(this.#at, end);
    if (this.dialect.loose || raw.length < 2 || raw.length > 3) return this.#take(raw);
    this.#push({ parts: SPOILER, opens: true, closes: true });
    this.#take(raw.slice(2), raw.length);
  }

  #link(): boolean {
    const opener = this.#brackets.at(-1);
    const target = opener === undefined ? undefined : linkTarget(this.source, this.#at + 1);
    if (opener === undefined || !target || !isSafeUrl(target.url)) return false;
    this.#push();
    // Links do not nest: an address in a label is only text.
    const label = this.#tokens
      .slice(opener + 1)
      .map((token) => (!isSign(token) && token.type === 'link' ? text(token.url) : token));
    if (!label.some((token) => isSign(token) || isVisible(token))) return false;
    this.#tokens.length = opener;
    this.#tokens.push({ type: 'link', url: target.url, children: nest(tidy(pairSigns(label))) });
    this.#brackets = [];
    this.#at = target.end;
    return true;
  }

  #atom(char: string): void {
    const found = this.#atomAt(char);
    const fits = found && (this.#at > this.#end || this.#at + found.length <= this.#end);
    if (!fits) return this.#take(char);
    this.#push(found.leaf);
    this.#at += found.length;
  }

  #atomAt(char: string): { leaf: Leaf; length: number } | undefined {
    const { source, dialect } = this;
    if (char === '<') {
      const body = matchAt(ANGLE, source, this.#at)?.[1];
      const leaf = body && dialect.angle(body);
      return leaf ? { leaf, length: body.length + 2 } : undefined;
    }
    if (/\w/.test(source.charAt(this.#at - 1))) return undefined;
    if (char === '@') return dialect.mention(source, this.#at);
    const url = bareUrlAt(source, this.#at);
    return url ? { leaf: autolink(url), length: url.length } : undefined;
  }
}

function matchAt(sticky: RegExp, source: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(source);
}

/** Finds the code spans of a text, asked for from its beginning to its end. All of that takes as long as the text is. */
export class CodeSpans {
  /** Where there are backticks, by how many there are in a row, the last ones first. */
  #rows: Map<number, number[]> | undefined;

  constructor(private readonly source: string) {}

  /**
   * The code span whose backticks begin at `at` and which ends before `end`: where its code begins (`open`) and ends
   * (`from`, -1 without partner) and where it is over (`to`).
   */
  at(at: number, end: number): { open: number; from: number; to: number } {
    const { source } = this;
    let open = at;
    while (source[open] === '`') open++;
    const alike = (this.#rows ??= rowsOfBackticks(source, open)).get(open - at);
    while (alike?.length && alike.at(-1)! < open) alike.pop();
    const from = alike?.at(-1) ?? end;
    return from < end ? { open, from, to: from + open - at } : { open, from: -1, to: open };
  }
}

function rowsOfBackticks(source: string, after: number): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (let from = source.indexOf('`', after), to; from >= 0; from = source.indexOf('`', to)) {
    to = from + 1;
    while (source[to] === '`') to++;
    const alike = rows.get(to - from);
    if (alike) alike.push(from);
    else rows.set(to - from, [from]);
  }
  for (const alike of rows.values()) alike.reverse();
  return rows;
}

/** Code as written between its backticks; a space of padding goes, so that code can begin or end with a backtick. */
function codeText(raw: string, { loose }: Dialect): string {
  const line = raw.replaceAll('\n', ' ');
  if (loose) return line.replace(/^ (?= *`)/, '').replace(/(` *) $/, '$1');
  return line.startsWith(' ') && line.endsWith(' ') && line.trim() ? line.slice(1, -1) : line;
}

/** Reads `(url)`, `(<url>)` or either with a title (which is dropped) at `at`. */
function linkTarget(source: string, at: number): { url: string; end: number } | undefined {
  if (source[at] !== '(') return undefined;
  let end = at + 1;
  let url = matchAt(ANGLE, source, end)?.[1];
  if (url) end += url.length + 2;
  else {
    // Deeper brackets than an address ever has are given up, so that "](](](" stays cheap.
    for (let depth = 0; depth < 4; end++) {
      TARGET.lastIndex = end;
      TARGET.test(source);
      end = TARGET.lastIndex;
      if (source[end] === '(') depth++;
      else if (source[end] !== ')' || !depth--) break;
    }
    url = source.slice(at + 1, end);
  }
  const rest = matchAt(TARGET_END, source, end);
  return rest ? { url, end: end + rest[0].length } : undefined;
}
