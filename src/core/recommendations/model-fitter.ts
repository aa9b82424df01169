import type { RatingColumns } from './rating-columns.ts';

/** Fits models aside, so that who serves goes on serving. */
export interface ModelFitter {
  /**
   * The fitted model as a file. The columns may be gone afterwards: they are handed over, not copied.
   * @param onProgress told the share that is done, 0 to 1, now and then
   * @param signal ends the fitting at once
   * @throws when it fails or was ended
   */
  fit(columns: RatingColumns, onProgress: (share: number) => void, signal?: AbortSignal): Promise<Uint8Array>;
}
