import type { Answer } from '../../../src/protocol/frames.ts';
import type { Problem } from '../client/problem.ts';

/** A command somebody gave here, and what came of it. Only this reader sees it. */
export interface Asked {
  id: string;
  /** The newest line when it was asked: where it stands in the talk. */
  after: number;
  at: string;
  text: string;
  answer?: Answer;
  problem?: Problem;
}
