#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { PLATFORMS } from '../adapters/index.ts';
import { ConfigError, rolesOf } from '../config/config.ts';
import { StartError } from '../main.ts';

const USAGE = `matinee: one movie room across ${PLATFORMS.map(({ facts }) => facts.title.en).join(', ')} and any web page

  matinee serve [--roles ${rolesOf(PLATFORMS).join(',')}] [--sandbox | --no-sandbox]
  matinee migrate      brings the database up to date
  matinee train        fits the recommendation model from all ratings there are
  matinee import tmdb | movielens DIR | csv FILE
                       brings films and ratings in; matinee import --help says more
  matinee doctor       checks configuration, database, Redis, tokens; says how to mend each

Settings come from the environment; see .env.example.`;

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        roles: { type: 'string' },
        sandbox: { type: 'boolean' },
        'no-sandbox': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    // The rest of what the parser says is about itself.
    const said = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new StartError(`${said}; see matinee --help`, { cause: error });
  }
}

/** Reads the arguments, runs the command. What cannot go on ends with one line and exit code 1. */
async function main(): Promise<void> {
  if (process.argv[2] === 'import') return (await import('./import.ts')).runImport(process.argv.slice(3));
  const { values, positionals } = readArguments();
  const [command = 'help'] = positionals;
  if (values.help || command === 'help') {
    console.log(USAGE);
    return;
  }
  if (values.roles !== undefined) process.env['MATINEE_ROLES'] = values.roles;
  switch (command) {
    case 'serve': {
      const { serve } = await import('./serve.ts');
      const sandbox = values.sandbox ? true : values['no-sandbox'] ? false : undefined;
      return serve(sandbox === undefined ? {} : { sandbox });
    }
    case 'migrate':
      return (await import('./migrate.ts')).runMigrations();
    case 'train':
      return (await import('./train.ts')).runTraining();
    case 'doctor':
      return (await import('./doctor.ts')).runDoctor();
    default:
      throw new StartError(`there is no command "${command}"; see matinee --help`);
  }
}

main().catch((error: unknown) => {
  const expected = error instanceof ConfigError || error instanceof StartError;
  const debug = process.env['LOG_LEVEL'] === 'debug';
  const line = error instanceof Error ? error.message : String(error);
  console.error(
    debug ? error : expected ? `matinee: ${line}` : `matinee: ${line} (LOG_LEVEL=debug shows more)`,
  );
  process.exit(1);
});
