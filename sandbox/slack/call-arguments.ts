import { SlackError, refusedWithReasons } from './errors.ts';
import type { JsonObject } from './entities.ts';

/**
 * The arguments of one call. web-api sends forms in which structured values are JSON strings; other
 * clients send JSON bodies. Both read the same here.
 */
export class CallArguments {
  private readonly values: JsonObject;

  constructor(values: JsonObject) {
    this.values = values;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  /** The text of an argument; an absent one is undefined, an empty one the empty string. */
  text(name: string): string | undefined {
    const value = this.values[name];
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return undefined;
  }

  /** The same, but without it the call is refused. */
  required(name: string, code?: string): string {
    const value = this.text(name);
    if (value !== undefined && value !== '') return value;
    if (code !== undefined) throw new SlackError(code);
    throw refusedWithReasons('invalid_arguments', [
      `missing required field: ${name} [json-pointer:/${name}]`,
    ]);
  }

  flag(name: string): boolean {
    const value = this.text(name);
    return value === 'true' || value === '1';
  }

  /** A whole number within bounds; `fallback` when absent, `invalid_limit`-like refusal when nonsense. */
  whole(name: string, fallback: number, min: number, max: number, code = 'invalid_limit'): number {
    const value = this.text(name);
    if (value === undefined || value === '') return fallback;
    const number = Number(value);
    if (!Number.isInteger(number) || number < min) throw new SlackError(code);
    return Math.min(number, max);
  }

  /** A structured value, parsed when it came as a JSON string. Unreadable JSON is refused with `code`. */
  structure(name: string, code = 'invalid_arguments'): unknown {
    const value = this.values[name];
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    try {
      return JSON.parse(value);
    } catch {
      throw new SlackError(code);
    }
  }

  object(name: string, code = 'invalid_arguments'): JsonObject | undefined {
    const value = this.structure(name, code);
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SlackError(code);
    return value as JsonObject;
  }

  objects(name: string, code: string): JsonObject[] | undefined {
    const value = this.structure(name, code);
    if (value === undefined) return undefined;
    const fits = (entry: unknown): entry is JsonObject =>
      typeof entry === 'object' && entry !== null && !Array.isArray(entry);
    if (!Array.isArray(value) || !value.every(fits)) throw new SlackError(code);
    return value;
  }

  /** A list given as JSON array or comma-separated. */
  list(name: string): string[] {
    const value = this.values[name];
    if (Array.isArray(value)) return value.map(String);
    if (typeof value !== 'string' || value === '') return [];
    return value.split(',').map((entry) => entry.trim());
  }
}
