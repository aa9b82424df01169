import type { Place } from './words.ts';

/** Which pane one is at where there is room for one only: panes lie side by side and are swiped; the line's stops go to them. */
export class Panes {
  #at: Place = 'discord';

  constructor(
    private readonly stage: HTMLElement,
    private readonly wire: HTMLElement,
  ) {
    const seen = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting && target instanceof HTMLElement) this.#enter(target.dataset.pane as Place);
        }
      },
      { root: stage, threshold: 0.6 },
    );
    for (const pane of stage.querySelectorAll('[data-pane]')) seen.observe(pane);
  }

  show(place: Place): void {
    const pane = this.stage.querySelector(`[data-pane=${place}]`);
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    pane?.scrollIntoView({ behavior: still ? 'instant' : 'smooth', inline: 'start', block: 'nearest' });
  }

  #enter(place: Place): void {
    this.#at = place;
    this.wire.dataset.at = this.#at;
  }
}
