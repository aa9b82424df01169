import { inlineText } from '../../core/markup/plain-text.ts';
import {
  isMarked,
  type Block,
  type Inline,
  type Leaf,
  type List,
  type Tree,
} from '../../core/markup/tree.ts';
import { escapeMrkdwn } from './mrkdwn.ts';

/** What a rich text element of its own costs beside its text, and what it costs to go on after it. */
const ELEMENT = 80;
const STYLE = 16;
const WRAPPER = 100;
const SEPARATOR = 6;
/** What begins a quoted line in the escaped text, and what a level of a list is set in by. */
const QUOTED = escapeMrkdwn('> ').length;
const INDENT = 2;
/** A list item's marker at its longest, and what stands for hidden text at its longest. */
const MARKER = 12;
const MASK = 24;

export interface PartSize {
  /** Characters of the escaped text. */
  text: number;
  /** Bytes of the rich text blocks, rather too many than too few. */
  bytes: number;
}

const UNBOUNDED: PartSize = { text: Infinity, bytes: Infinity };

/**
 * How large a tree becomes as a Slack message, without rendering it: cutting a long message asks that hundreds of times.
 * Counting stops where it is larger than `most`, so that a look at what is far too large costs no more than one at what fits.
 */
export function partSize(tree: Tree, most: PartSize = UNBOUNDED): PartSize {
  const gauge = new Gauge(most);
  gauge.bytes = WRAPPER;
  gauge.blocks(tree, 0);
  return { text: gauge.text, bytes: gauge.bytes };
}

class Gauge {
  text = 0;
  bytes = 0;
  readonly #most: PartSize;

  constructor(most: PartSize) {
    this.#most = most;
  }

  get #full(): boolean {
    return this.text > this.#most.text || this.bytes > this.#most.bytes;
  }

  /** @param begin characters that each line begins with */
  blocks(tree: Tree, begin: number): void {
    for (const block of tree) {
      if (this.#full) return;
      this.#block(block, begin);
    }
  }

  #block(block: Block, begin: number): void {
    this.text += 1 + begin;
    switch (block.type) {
      case 'paragraph':
        this.bytes += SEPARATOR;
        return this.#inline(block.children, 0, begin);
      case 'heading':
        this.bytes += SEPARATOR;
        return this.#inline(block.children, 1, begin);
      case 'quote':
        this.bytes += WRAPPER;
        return this.blocks(block.children, begin + QUOTED);
      case 'list':
        return this.#list(block, begin);
      case 'codeBlock': {
        const { text, bytes, lines } = sizeOfCode(block);
        this.text += text + lines * begin;
        this.bytes += ELEMENT + WRAPPER + bytes;
        return;
      }
      case 'spoilerBlock':
        this.bytes += ELEMENT;
        return this.#masked(() => this.blocks(block.children, begin));
    }
  }

  #list(list: List, begin: number): void {
    this.bytes += WRAPPER;
    for (const item of list.items) {
      if (this.#full) return;
      this.text += begin + MARKER;
      this.bytes += ELEMENT;
      this.#inline(item.children, 0, begin + INDENT);
      // A list below an item ends the list it stands in, which goes on in another element.
      if (item.lists?.length) this.bytes += WRAPPER;
      for (const below of item.lists ?? []) this.#list(below, begin + INDENT);
    }
  }

  #inline(nodes: readonly Inline[], marks: number, begin: number): void {
    for (const node of nodes) {
      if (this.#full) return;
      if (!isMarked(node)) this.#leaf(node, marks, begin);
      else if (node.type !== 'spoiler') this.#inline(node.children, marks + 1, begin);
      else this.#masked(() => this.#inline(node.children, marks + 1, begin));
    }
  }

  #leaf(leaf: Leaf, marks: number, begin: number): void {
    const { text, bytes, lines } = sizeOfLeaf(leaf);
    this.text += text + lines * begin;
    // Words beside words under the same marks are one element.
    const apart = marks > 0 || !['text', 'break', 'emoji'].includes(leaf.type);
    this.bytes += bytes + (apart ? ELEMENT + marks * STYLE : 0);
    if (leaf.type === 'link') {
      const text = this.text;
      this.#inline(leaf.children, marks, begin);
      this.text = text;
    }
  }

  /** What is hidden takes its bytes; of its text no more than the mask is shown. */
  #masked(count: () => void): void {
    const { text } = this;
    count();
    this.text = Math.min(this.text, text + MASK);
  }
}

/** What stands in a message by itself, wherever it stands: how many lines end in it, too. */
interface OwnSize extends PartSize {
  lines: number;
}

const known = new WeakMap<Leaf | Block, OwnSize>();

function once<Node extends Leaf | Block>(node: Node, measure: (node: Node) => OwnSize): OwnSize {
  const size = known.get(node) ?? measure(node);
  known.set(node, size);
  return size;
}

const sizeOfCode = (block: Block & { type: 'codeBlock' }): OwnSize =>
  once(block, ({ code }) => ({
    text: escapeMrkdwn(code).length,
    bytes: bytesOf(code),
    lines: code.split('\n').length - 1,
  }));

const sizeOfLeaf = (leaf: Leaf): OwnSize =>
  once(leaf, () => ({
    text: escapeMrkdwn(inlineText([leaf])).length,
    bytes: bytesOfLeaf(leaf),
    lines: leaf.type === 'break' ? 1 : 0,
  }));

function bytesOfLeaf(leaf: Leaf): number {
  switch (leaf.type) {
    case 'text':
      return bytesOf(leaf.text);
    case 'break':
      return SEPARATOR;
    case 'code':
      return bytesOf(leaf.code);
    case 'link':
      return 2 * bytesOf(leaf.url);
    case 'mention':
      return bytesOf(leaf.name);
    case 'emoji':
      return bytesOf('char' in leaf ? leaf.char : `:${leaf.name}:`);
    case 'timestamp':
      return ELEMENT;
  }
}

const bytesOf = (text: string): number => Buffer.byteLength(JSON.stringify(text));
