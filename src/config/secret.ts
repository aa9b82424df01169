import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from './setting-kinds.ts';

const LEAST_CHARACTERS = 16;

/** The secret that `ensureSecret` would give, without making one; null when there is none yet. */
export async function findSecret(given: string | undefined, dataDir: string): Promise<string | null> {
  if (given !== undefined) return given;
  try {
    return (await readFile(join(dataDir, 'secret'), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * The secret that signs tokens and seals what is entrusted to us: the one given, else one made once and kept in the data directory.
 * @throws ConfigError when the one that is kept there cannot be used
 */
export async function ensureSecret(given: string | undefined, dataDir: string): Promise<string> {
  if (given !== undefined) return given;
  const file = join(dataDir, 'secret');
  await mkdir(dataDir, { recursive: true });
  // Written first and then put in place whole: half a secret would be worse than none.
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, randomBytes(32).toString('base64url'), { mode: 0o600 });
  try {
    await link(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(own);
  }
  const kept = (await readFile(file, 'utf8')).trim();
  if (kept.length >= LEAST_CHARACTERS) return kept;
  throw new ConfigError(
    `DATA_DIR: ${file} is too short to be a secret; delete it (guests must come in anew), or set MATINEE_SECRET`,
  );
}
