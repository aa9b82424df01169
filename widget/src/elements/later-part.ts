import type { PersonView } from '../../../src/protocol/frames.ts';
import { asProblem } from '../client/problem.ts';
import { holdsPeople } from '../controllers/leavers.ts';
import { explain, type LaterWords } from '../locales/later.ts';
import type { RoomContext } from './room-context.ts';
import { RoomPart } from './room-part.ts';

/** A part that is loaded later, and speaks: first drawn when the words of its reader's language have come, too. */
export abstract class LaterPart extends RoomPart {
  ctx!: RoomContext;

  /** Takes somebody who left for good out of what this part holds of people, where it holds any. */
  protected forget?(left: PersonView): void;
  #holdsNobody: (() => unknown) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.forget) this.#holdsNobody = holdsPeople((left) => this.forget?.(left));
  }

  override disconnectedCallback(): void {
    this.#holdsNobody?.();
    super.disconnectedCallback();
  }

  protected get words(): LaterWords {
    return this.ctx.words!;
  }

  /** What to tell the reader about what was thrown. */
  protected explain(thrown: unknown): string {
    return explain(this.words, asProblem(thrown));
  }

  override performUpdate(): void {
    if (this.ctx?.words) super.performUpdate();
  }
}
