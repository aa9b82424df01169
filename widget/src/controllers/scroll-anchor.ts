/** How far from the end still counts as being at the end, in pixels. */
const AT_END = 24;

/**
 * Keeps a reader's place in a scrolled list while lines come, go and change their height: either the end stays in
 * view, or the line at the top edge stays where it is.
 */
export class ScrollAnchor {
  /** The newest line is in view and shall stay there. */
  following = true;
  #scroller: HTMLElement;
  #line: HTMLElement | undefined;
  #offset = 0;
  /** How far the list was scrolled when the place was noted. */
  #top = 0;
  #placed = -1;
  /** How high the list was then: the browser scrolls a list that grows, and that is none of the reader's doing. */
  #height = 0;

  constructor(scroller: HTMLElement) {
    this.#scroller = scroller;
  }

  /** Notes the place, before a change or after the reader has scrolled. */
  note(lines: Iterable<HTMLElement>): void {
    const top = this.#scroller.getBoundingClientRect().top;
    this.#line = undefined;
    this.#top = this.#scroller.scrollTop;
    for (const line of lines) {
      const box = line.getBoundingClientRect();
      if (box.bottom <= top) continue;
      this.#line = line;
      this.#offset = box.top - top;
      break;
    }
  }

  /** Notes what the reader has scrolled. False if they have not: scrolling of our own does not count. */
  scrolled(lines: Iterable<HTMLElement>): boolean {
    if (Math.abs(this.#scroller.scrollTop - this.#placed) < 1) return false;
    if (this.following && this.#resized) {
      this.hold();
      return false;
    }
    this.#placed = -1;
    this.following = this.#left < AT_END;
    this.note(lines);
    return true;
  }

  get #resized(): boolean {
    return this.#scroller.clientHeight !== this.#height;
  }

  /** Pixels below the view. */
  get #left(): number {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** Goes back to the noted place, after a change. */
  hold(): void {
    const scroller = this.#scroller;
    if (this.following) {
      // Scrolled up since, without our having been told yet: the reader has left the end.
      if (scroller.scrollTop < this.#placed - 1 && this.#left > AT_END && !this.#resized) return;
      scroller.scrollTop = scroller.scrollHeight;
      // An answer higher than the view is read from its beginning.
      const answer = scroller
        .querySelector('.rows > :last-child > matinee-answer-item')
        ?.getBoundingClientRect();
      if (answer) scroller.scrollTop -= Math.max(0, scroller.getBoundingClientRect().top - answer.top);
    } else if (this.#line?.isConnected) {
      // What the reader has scrolled since, without our having been told yet, stays scrolled.
      const wanted = this.#offset - (scroller.scrollTop - this.#top);
      const moved = this.#line.getBoundingClientRect().top - scroller.getBoundingClientRect().top - wanted;
      if (Math.abs(moved) < 0.5) return;
      scroller.scrollTop += moved;
      this.#offset = wanted;
      this.#top = scroller.scrollTop;
    }
    this.#placed = scroller.scrollTop;
    this.#height = scroller.clientHeight;
  }

  /** Stays with the newest line from now on, wherever the reader has been. */
  toEnd(): void {
    this.following = true;
    this.#placed = -1;
  }
}
