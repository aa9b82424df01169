import { join } from 'node:path';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { projectRoot } from '../config/project-root.ts';
import type { ModelFitter } from '../core/recommendations/model-fitter.ts';
import type { RatingColumns } from '../core/recommendations/rating-columns.ts';

/** What the thread tells. */
export type FitMessage = { share: number } | { file: Uint8Array };

/** Fits in a thread of its own; serving goes on meanwhile. */
export class ThreadFitter implements ModelFitter {
  fit(
    columns: RatingColumns,
    onProgress: (share: number) => void,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const { rater, film, rating, at } = columns;
      const thread = startThread({
        workerData: columns,
        transferList: [rater, film, rating, at].map((column) => column.buffer as ArrayBuffer),
      });
      const end = (): void => {
        signal?.removeEventListener('abort', onAbort);
        void thread.terminate();
      };
      const onAbort = (): void => {
        end();
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', onAbort);
      thread.on('message', (message: FitMessage) => {
        if ('share' in message) return onProgress(message.share);
        end();
        resolve(message.file);
      });
      thread.once('error', (error) => {
        end();
        reject(error);
      });
      thread.once('exit', (code) => reject(new Error(`the fitting thread ended with ${code}`)));
    });
  }
}

/** The built thread beside the built program; from sources, as in tests, its source through the same loader as ours. */
function startThread(options: WorkerOptions): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(join(projectRoot(), 'dist', 'fit-thread.js'), options);
  }
  const source = new URL('./fit-thread.ts', import.meta.url).href;
  const load = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(source)})))`;
  return new Worker(load, { ...options, eval: true });
}
