import { z } from 'zod';

/** The environment holds a value that cannot be used; the message is one line that names it and says how to mend it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** An address with one of these protocols. @param example shown to who gave something else */
export const url = (protocols: string[], example: string) =>
  z.string().refine(
    (value) => {
      try {
        return protocols.includes(new URL(value).protocol);
      } catch {
        return false;
      }
    },
    { error: `give an address such as ${example}` },
  );

/** An http or https address, without its trailing slash. */
export const http = (example: string) =>
  url(['http:', 'https:'], example).transform((value) => value.replace(/\/+$/, ''));

/** Words of any kind. */
export const text = z.string().min(1);

/**
 * Something that goes into a header as it is. In two lines it would be refused there by a message that repeats it, and that
 * message stands in logs.
 */
export const credential = text.regex(/^[\x21-\x7e]+$/, 'copy it again, in one line and without spaces');

/** What the environment gives: a newline at the end comes with what is read from a file, and empty is absent. */
export function givenIn(environment: NodeJS.ProcessEnv): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value.trim() === '') continue;
    // A secret stays what it is.
    given[name] = name === 'MATINEE_SECRET' ? value : value.trim();
  }
  return given;
}

/**
 * Reads settings by their names in the environment.
 * @throws ConfigError for the first value that cannot be used
 */
export function readSettings<Shape extends z.ZodRawShape>(
  shape: Shape,
  given: Record<string, string>,
): z.output<z.ZodObject<Shape>> {
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new ConfigError(`${String(issue?.path[0])}: ${issue?.message ?? 'not understood'}`);
}
