/**
 * The canonical markup of a message: what every surface parses into and renders from.
 *
 * Plain JSON without cycles, so it can be stored, compared and sent to a browser as it is. A tree that came
 * from a parser is *tidy*: marks nest in one fixed order, never hold only white space at their edges, and
 * neighbouring texts are one node. {@link Tree} is the whole message; an empty message is an empty list.
 */
export type Tree = Block[];

export type Block = Paragraph | Heading | Quote | List | CodeBlock | SpoilerBlock;

export interface Paragraph {
  type: 'paragraph';
  children: Inline[];
}

export interface Heading {
  type: 'heading';
  level: 1 | 2 | 3;
  children: Inline[];
}

export interface Quote {
  type: 'quote';
  children: Block[];
}

export interface List {
  type: 'list';
  ordered: boolean;
  /** Number of the first item of an ordered list; absent when it is 1. */
  start?: number;
  items: ListItem[];
}

export interface ListItem {
  children: Inline[];
  /** Lists one level deeper, below the item's own line; absent when there are none. */
  lists?: List[];
}

export interface CodeBlock {
  type: 'codeBlock';
  /** Language as the writer named it, e.g. `ts`; absent when not named. */
  lang?: string;
  code: string;
}

/** Whole blocks hidden until asked for: a list, a code block or several paragraphs. */
export interface SpoilerBlock {
  type: 'spoilerBlock';
  children: Block[];
}

export type Inline = Leaf | Marked;

/** Anything inline that marks apply to as a whole. */
export type Leaf = Text | LineBreak | Code | Link | Mention | Emoji | Timestamp;

/** Inline children under one mark. */
export interface Marked {
  type: MarkName;
  children: Inline[];
}

/** Marks from the one that encloses most to the innermost, where the writer's nesting leaves a choice. */
export const MARK_NAMES = ['spoiler', 'underline', 'strike', 'strong', 'emphasis'] as const;
export type MarkName = (typeof MARK_NAMES)[number];

export interface Text {
  type: 'text';
  /** Never empty and without line feeds; a new line is a {@link LineBreak}. */
  text: string;
}

export interface LineBreak {
  type: 'break';
}

export interface Code {
  type: 'code';
  code: string;
}

export interface Link {
  type: 'link';
  /** Always http, https or mailto, without control characters or credentials. */
  url: string;
  children: Inline[];
}

export type MentionKind = 'person' | 'channel' | 'role' | 'everyone' | 'here';

export interface Mention {
  type: 'mention';
  kind: MentionKind;
  /** What a reader sees after the `@` or `#`, without that sign. */
  name: string;
  /** The person meant, when known; only with kind `person`. The name shown should then be that person's. */
  personId?: string;
}

/** Either a Unicode emoji or a custom one of some community. */
export type Emoji = UnicodeEmoji | CustomEmoji;

export interface UnicodeEmoji {
  type: 'emoji';
  char: string;
}

export interface CustomEmoji {
  type: 'emoji';
  /** Short name without colons. */
  name: string;
  /** Its picture, http or https, when known. */
  url?: string;
}

export type TimestampStyle = 't' | 'T' | 'd' | 'D' | 'f' | 'F' | 'R';

export interface Timestamp {
  type: 'timestamp';
  /** Unix time in seconds. */
  at: number;
  /** t/T short/long time, d/D short/long date, f/F short/long date and time, R relative; absent means `f`. */
  style?: TimestampStyle;
}

const MARKED: ReadonlySet<string> = new Set(MARK_NAMES);

/** Whether an inline node is a mark around other inline nodes (and not a leaf). */
export function isMarked(node: Inline): node is Marked {
  return MARKED.has(node.type);
}
