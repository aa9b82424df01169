import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Installed, InstallationStore } from '../../core/delivery/installations.ts';
import type { Logger } from '../../core/ports/logger.ts';

const INSTALLED = z.object({
  teamId: z.string().min(1),
  botUserId: z.string(),
  botId: z.string(),
  token: z.string().min(1),
});

/** What the file holds; `damaged` when some of it cannot be read. */
interface Content {
  readable: Installed[];
  damaged: boolean;
}

/**
 * Takes installations over that an earlier version kept in a file, tokens in clear, and removes the file. What the database
 * has goes before what the file has, so that it may be done again, and by several processes at once. A file that cannot be
 * read or removed stops nothing: the log says what to do about it.
 */
export async function takeOverInstallations({
  dataDir,
  installations,
  logger,
}: {
  dataDir: string;
  installations: InstallationStore;
  logger: Logger;
}): Promise<void> {
  const file = join(dataDir, 'slack-installations.json');
  if ((await read(file, logger)) === null) return;
  await installations.exclusively(async () => {
    // Read again: whoever was here before has removed it.
    const content = await read(file, logger);
    if (content === null) return;
    let taken = 0;
    for (const installed of content.readable) if (await installations.saveIfMissing(installed)) taken += 1;
    if (content.damaged) {
      logger.warn(
        { file, taken },
        'Slack installations in a file of an earlier version cannot all be read: delete the file, and let the workspaces that are missing install the app anew',
      );
      return;
    }
    try {
      // What an earlier version was about to write when it ended holds the same tokens.
      for (const path of [`${file}.new`, file]) await rm(path, { force: true });
      logger.info(
        { file, taken },
        'Slack installations are now in the database, sealed; their file is removed',
      );
    } catch (error) {
      logger.warn(
        { file, taken, code: codeOf(error) },
        'Slack installations are now in the database, but their file, with tokens in clear, cannot be removed: delete it',
      );
    }
  });
}

/** @returns null when there is no file, or none that may be read */
async function read(file: string, logger: Logger): Promise<Content | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ENOENT')
      logger.warn(
        { file, code },
        'Slack installations of an earlier version cannot be read: check the file’s rights',
      );
    return null;
  }
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, and so tokens: it is not passed on.
    return { readable: [], damaged: true };
  }
  const entries = z.array(z.unknown()).safeParse(list).data;
  const parsed = (entries ?? []).map((entry) => INSTALLED.safeParse(entry));
  return {
    readable: parsed.flatMap(({ data }) => data ?? []),
    damaged: entries === undefined || parsed.some(({ success }) => !success),
  };
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
