/** What is known of a fitted model without reading it. */
export interface ModelFacts {
  /** Ratings it learned from, by how many raters, of how many films. */
  ratings: number;
  raters: number;
  films: number;
  /** Ratings of those that came from elsewhere. */
  imported: number;
  /** Fitting took so long. */
  seconds: number;
}

export interface StoredModel {
  /** Rises with each model. */
  version: number;
  facts: ModelFacts;
  madeAt: Date;
}

/** Fitted models as files in the store. One that is only half written is never seen. */
export interface ModelStore {
  /** The models there are, newest first. */
  list(): Promise<StoredModel[]>;
  /** The bytes as they were saved; null when there is no such model (any more). */
  read(version: number): Promise<Uint8Array | null>;
  /** Saves a model as the newest, and forgets all but the newest few. */
  save(bytes: Uint8Array, facts: ModelFacts): Promise<StoredModel>;
}

/** On the bus: there is a newer model in the store. */
export const MODEL_TOPIC = 'models';
