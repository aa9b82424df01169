import { join } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { loadShippedCatalogue } from '../catalogue-sources/shipped-catalogue.ts';
import { readConfig, type Config } from '../config/config.ts';
import { projectRoot } from '../config/project-root.ts';
import { CATALOGUE_CHANGED } from '../core/catalogue/catalogue-follower.ts';
import type { ImportStore } from '../core/catalogue/import-store.ts';
import type { MovieRepository } from '../core/catalogue/movie-repository.ts';
import { openDatabase } from '../db/connect.ts';
import { DirectoryInUse } from '../db/directory-lock.ts';
import { migrate } from '../db/migrate.ts';
import { SqlImportStore } from '../db/repositories/imports.ts';
import { SqlMovieRepository } from '../db/repositories/movies.ts';
import { StartError } from '../main.ts';
import { createLogger } from '../observability/logger.ts';
import { reasonOf } from '../observability/reason.ts';
import { ConsoleProgress } from './console-progress.ts';

/** What an import works with. */
export interface Importing {
  config: Config;
  movies: MovieRepository;
  store: ImportStore;
  progress: ConsoleProgress;
  /** Aborted when the operator stops the import. */
  signal: AbortSignal;
}

/** One kind of import: what can be given, and what it does with it. */
export interface ImportCommand {
  help: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /** Checks what was given before anything is opened; what it returns does the work. @throws StartError */
  prepare(
    given: Record<string, string | boolean | undefined>,
    positionals: string[],
    config: Config,
  ): (importing: Importing) => Promise<void>;
}

const HELP = `matinee import: brings films and ratings into the catalogue

  matinee import tmdb [options]           films of The Movie Database
  matinee import movielens DIR [options]  ratings of a MovieLens data set
  matinee import csv FILE [options]       films or ratings of a file of your own

Each can be stopped with Ctrl-C, goes on where it was when given again, and changes nothing when it has nothing new.
matinee import tmdb --help says more, and so with the others. A server that runs takes new films by itself.`;

const COMMANDS: Record<string, () => Promise<ImportCommand>> = {
  tmdb: async () => (await import('./import-tmdb.ts')).tmdbCommand,
  movielens: async () => (await import('./import-movielens.ts')).movieLensCommand,
  csv: async () => (await import('./import-csv.ts')).csvCommand,
};

/** `matinee import …`. @throws StartError in one line that says how to mend it */
export async function runImport(args: string[]): Promise<void> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h') {
    console.log(HELP);
    return;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    throw new StartError(
      `there is no import "${name}"; choose from ${Object.keys(COMMANDS).join(', ')}, or see matinee import --help`,
    );
  }
  const command = await load();
  const { values, positionals } = read(name, command, rest);
  if (values['help'] === true) {
    console.log(command.help);
    return;
  }
  const config = readConfig(process.env);
  const work = command.prepare(values, positionals, config);
  await withCatalogue(config, work);
}

function read(name: string, command: ImportCommand, args: string[]) {
  try {
    const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new StartError(`${said}; see matinee import ${name} --help`, { cause: error });
  }
}

async function withCatalogue(config: Config, work: (importing: Importing) => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const database = await openDatabase(config).catch((error: unknown) => {
    throw new StartError(whyClosed(error), { cause: error });
  });
  const progress = new ConsoleProgress();
  const store = new SqlImportStore(database);
  const movies = new SqlMovieRepository(database);
  try {
    await migrate(database, join(projectRoot(), 'migrations'));
    await loadShippedCatalogue(movies, join(projectRoot(), 'catalogue'));
    const before = await movies.changedAt();
    const onWait = (): void => progress.say('Another import is under way; waiting for it to end.');
    try {
      await store.alone(onWait, () => work({ config, movies, store, progress, signal: stopping.signal }));
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
      progress.say('Stopped. What was brought in is kept; the same command goes on from there.');
      process.exitCode = 130;
    } finally {
      if ((await movies.changedAt()) !== before) await tellOthers(config);
    }
  } finally {
    await database.close();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

function whyClosed(error: unknown): string {
  if (error instanceof DirectoryInUse) {
    return `${error.message}: stop the server, import, and start it again; with Postgres (DATABASE_URL) both can be at once`;
  }
  return `the database cannot be opened (${reasonOf(error)}); see DATABASE_URL or DATA_DIR`;
}

/** A signal goes round in less; processes that serve find out by themselves within a minute. */
const ROUND_MS = 2_000;

/** Tells processes that serve, and stays on the bus until the word has gone round. */
async function tellOthers(config: Config): Promise<void> {
  if (config.redisUrl === undefined) return;
  const { RedisBus } = await import('../bus/redis-bus.ts');
  const bus = new RedisBus(config.redisUrl, createLogger({ level: 'silent', pretty: false }));
  try {
    await bus.waitReady();
    const round = new Promise<void>((resolve) => {
      setTimeout(resolve, ROUND_MS);
      void bus
        .subscribe(CATALOGUE_CHANGED, () => resolve())
        .then(() => bus.publish(CATALOGUE_CHANGED, Buffer.alloc(0)));
    });
    await round;
  } catch {
    console.error('Redis is away: processes that serve take the films within a minute.');
  } finally {
    await bus.close();
  }
}
