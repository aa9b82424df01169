import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { fitModel } from '../core/recommendations/fit-model.ts';
import { writeModel } from '../core/recommendations/fitted-model.ts';
import { matrixOf, type RatingColumns } from '../core/recommendations/rating-columns.ts';
import type { FitMessage } from './thread-fitter.ts';

/** The thread of its own in which a model is fitted: columns come in, progress and the finished file go out. */

/** Progress is told at most this often, in ms. */
const TELL_EVERY = 100;

// On Linux priority belongs to the thread: serving goes first. Elsewhere it would slow the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

let told = 0;
const tell = (message: FitMessage, transfer: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transfer);
const model = fitModel(matrixOf(workerData as RatingColumns), (share) => {
  if (share < 1 && performance.now() - told < TELL_EVERY) return;
  told = performance.now();
  tell({ share });
});
const file = writeModel(model);
tell({ file }, [file.buffer]);
