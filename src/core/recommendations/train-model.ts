import type { EventBus } from '../ports/event-bus.ts';
import { MODEL_TOPIC, type ModelStore, type StoredModel } from './model-store.ts';
import type { ModelFitter } from './model-fitter.ts';
import { RatingGatherer } from './rating-columns.ts';
import type { TasteRepository } from './taste-repository.ts';

/** Below this there is nothing to learn that a film's content does not tell better. */
export const FEWEST = { ratings: 100, raters: 5 } as const;

export interface TrainingDeps {
  tastes: TasteRepository;
  models: ModelStore;
  fitter: ModelFitter;
  bus: EventBus;
}

/** Reading, fitting or saving, and how much of it is done: a count while reading, then a share from 0 to 1. */
export type TrainingProgress =
  { step: 'read'; ratings: number } | { step: 'fit'; share: number; ratings: number };

/** There is too little to learn from; nothing was changed. */
export class TooFewRatings extends Error {
  override readonly name = 'TooFewRatings';

  constructor(
    readonly ratings: number,
    readonly raters: number,
  ) {
    super(
      `there are too few ratings to learn from: ${ratings} by ${raters}, and it takes ${FEWEST.ratings} by ${FEWEST.raters} people`,
    );
  }
}

/**
 * Fits a model to all ratings there are, saves it, and tells every process. Until it is saved whole, the one before serves;
 * when this throws, it goes on serving.
 * @throws TooFewRatings
 */
export async function trainModel(
  { tastes, models, fitter, bus }: TrainingDeps,
  onProgress: (progress: TrainingProgress) => void = () => undefined,
  signal?: AbortSignal,
): Promise<StoredModel> {
  const begun = performance.now();
  const gatherer = new RatingGatherer();
  let imported = 0;
  for await (const page of tastes.ratings()) {
    signal?.throwIfAborted();
    gatherer.add(page);
    imported += page.filter(({ rater }) => !rater.startsWith(OWN)).length;
    onProgress({ step: 'read', ratings: gatherer.length });
  }
  const { length: ratings, raters } = gatherer;
  if (ratings < FEWEST.ratings || raters < FEWEST.raters) throw new TooFewRatings(ratings, raters);
  const columns = gatherer.columns();
  const films = columns.films.length;
  const bytes = await fitter.fit(columns, (share) => onProgress({ step: 'fit', share, ratings }), signal);
  signal?.throwIfAborted();
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  const saved = await models.save(bytes, { ratings, raters, films, imported, seconds });
  bus.publish(MODEL_TOPIC, Buffer.from(String(saved.version)));
  return saved;
}

/** What the raters of this place begin with, in `Rating.rater`. */
const OWN = 'here:';
