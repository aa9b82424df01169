/** Where in a film's record a word stands. */
export const WORD_FIELDS = ['title', 'person', 'keyword', 'overview'] as const;
export type WordField = (typeof WORD_FIELDS)[number];

/** Posting lists of word stems: each entry is `film * 4 + field`, in order of filing. */
export class WordIndex {
  private readonly lists = new Map<string, number[]>();
  /** Films filed. */
  films = 0;

  add(film: number, field: number, stem: string): void {
    const entry = film * 4 + field;
    const list = this.lists.get(stem);
    if (list === undefined) this.lists.set(stem, [entry]);
    else if (list[list.length - 1] !== entry) list.push(entry);
    if (film >= this.films) this.films = film + 1;
  }

  postings(stem: string): readonly number[] | undefined {
    return this.lists.get(stem);
  }

  /** Natural log of how much rarer than "every film" a stem is; highest for one nobody has. */
  rarity(stem: string): number {
    return Math.log(1 + this.films / (this.lists.get(stem)?.length ?? 0.5));
  }
}
