import { Problem } from '../errors.ts';
import type { EncodedPicture, EncodeOptions, PictureEncoder } from './picture-encoder.ts';

/** Pictures that wait for their turn, at most; who can come back later is told to. */
const MOST_WAITING = 8;
/** About as long as the costliest picture takes. */
const BACK_IN_MS = 3_000;

/**
 * Encodes one picture after the other. A decoder holds a thread of the pool in which files are read, and a core, for as
 * long as it works: one at a time leaves the others to everybody else. What waits is bounded, and what may come back
 * later is sent away when it is full.
 */
export class EncodingQueue implements PictureEncoder {
  readonly #waiting: (() => void)[] = [];
  #working = false;

  constructor(private readonly encoder: PictureEncoder) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  /** @throws Problem `unavailable` when there is no place in the queue for who can come back later */
  refuseWhenFull(): void {
    if (this.#waiting.length < MOST_WAITING) return;
    throw new Problem(
      'unavailable',
      'Too many pictures are being prepared just now. Send it again in a moment.',
      {
        retryAfter: BACK_IN_MS,
      },
    );
  }

  encode(bytes: Buffer, options: EncodeOptions = {}): Promise<EncodedPicture> {
    return this.#inTurn(options, () => this.encoder.encode(bytes));
  }

  /** It belongs to a picture that had its turn: it waits, however many do. */
  thumbnail(picture: EncodedPicture): Promise<EncodedPicture | null> {
    return this.#inTurn({}, () => this.encoder.thumbnail(picture), true);
  }

  async #inTurn<T>({ comesBack = false }: EncodeOptions, work: () => Promise<T>, first = false): Promise<T> {
    if (comesBack) this.refuseWhenFull();
    if (this.#working) {
      await new Promise<void>((resolve) => {
        if (first) this.#waiting.unshift(resolve);
        else this.#waiting.push(resolve);
      });
    } else this.#working = true;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The turn is handed over as it is, so that nobody comes between.
      if (next) next();
      else this.#working = false;
    }
  }
}
