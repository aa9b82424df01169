import type { PersonView } from '../../../src/protocol/frames.ts';
import { asProblem } from '../client/problem.ts';
import { explain, type LaterWords } from '../locales/later.ts';
import type { RoomContext } from './room-context.ts';
import { RoomPart } from './room-part.ts';

/** A part that is loaded later, and speaks: first drawn when the words of its reader's language have come, too. */
export abstract class LaterPart extends RoomPart {
  ctx!: RoomContext;

  /** Takes somebody who left for good out of what this part holds of people, where it holds any. */
  forget?(left: PersonView): void;

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
