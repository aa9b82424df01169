import type { Tree } from './tree.ts';

/**
 * A surface's own form of markup, both ways. What one side writes goes through the tree to every other side;
 * nobody converts one platform's form into another's.
 *
 * @typeParam Incoming what the surface hands us for one message
 * @typeParam Outgoing what it takes for one message
 */
export interface FormatConverter<Incoming, Outgoing> {
  /** Never throws: what is not understood stays as literal text. */
  parse(incoming: Incoming): Tree;
  /** Literal text stays literal, and nothing but resolved mentions of persons and channels can notify anyone. */
  render(tree: Tree): Outgoing;
}
