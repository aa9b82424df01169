import type { Json, JsonObject } from './entities.ts';
import { FormErrors } from './errors.ts';
import { isSnowflake } from './snowflake.ts';

type Path = readonly (string | number)[];
interface Length {
  min?: number;
  max?: number;
  required?: boolean;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Length as Discord counts it: Unicode code points. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/**
 * Reads one object of a request field by field. A field that is absent or null reads as undefined; a wrong one
 * is noted in `errors` under its path, with Discord's own fault code, and reads as undefined too.
 */
export class FormReader {
  readonly body: JsonObject;
  readonly path: Path;
  readonly errors: FormErrors;

  constructor(body: unknown, path: Path = [], errors = new FormErrors()) {
    this.path = path;
    this.errors = errors;
    if (isObject(body)) {
      this.body = body;
    } else {
      this.body = {};
      errors.add(path, 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
    }
  }

  /** True when the field was sent, even as null. */
  given(key: string): boolean {
    return Object.hasOwn(this.body, key);
  }

  fault(key: string, code: string, message: string): void {
    this.errors.add([...this.path, key], code, message);
  }

  #value(key: string, required: boolean | undefined): Json | undefined {
    const value = Object.hasOwn(this.body, key) ? this.body[key] : undefined;
    if (value !== undefined && value !== null) return value;
    if (required) this.fault(key, 'BASE_TYPE_REQUIRED', 'This field is required');
    return undefined;
  }

  string(key: string, { min = 0, max = Infinity, required }: Length = {}): string | undefined {
    const value = this.#value(key, required);
    if (value === undefined) return undefined;
    if (typeof value === 'object') {
      this.fault(key, 'STRING_TYPE_CONVERT', `Could not interpret "${JSON.stringify(value)}" as string.`);
      return undefined;
    }
    const text = String(value);
    const length = lengthOf(text);
    if (length >= min && length <= max) return text;
    if (min === 0) this.fault(key, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
    else if (required && length === 0) this.fault(key, 'BASE_TYPE_REQUIRED', 'This field is required');
    else this.fault(key, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
    return undefined;
  }

  integer(key: string, { min = -Infinity, max = Infinity, required }: Length = {}): number | undefined {
    const value = this.#value(key, required);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      this.fault(key, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not int.`);
      return undefined;
    }
    if (number < min)
      this.fault(key, 'NUMBER_TYPE_MIN', `int value should be greater than or equal to ${min}.`);
    else if (number > max)
      this.fault(key, 'NUMBER_TYPE_MAX', `int value should be less than or equal to ${max}.`);
    else return number;
    return undefined;
  }

  boolean(key: string): boolean | undefined {
    const value = this.#value(key, false);
    if (value === undefined || typeof value === 'boolean') return value;
    this.fault(key, 'BOOLEAN_TYPE_CONVERT', 'Must be either true or false.');
    return undefined;
  }

  snowflake(key: string, required = false): string | undefined {
    const value = this.#value(key, required);
    if (value === undefined) return undefined;
    const id = typeof value === 'number' ? String(value) : value;
    if (isSnowflake(id)) return id;
    this.fault(key, 'NUMBER_TYPE_COERCE', `Value "${String(id)}" is not snowflake.`);
    return undefined;
  }

  /** One of a set of values; anything else is noted with the set. */
  choice<T extends string | number>(key: string, options: readonly T[], required = false): T | undefined {
    const value = this.#value(key, required);
    if (value === undefined) return undefined;
    const found = options.find((option) => option === value);
    if (found === undefined) {
      this.fault(
        key,
        'BASE_TYPE_CHOICES',
        `Value must be one of {${options.map((o) => `'${o}'`).join(', ')}}.`,
      );
    }
    return found;
  }

  list(key: string, { min = 0, max = Infinity, required }: Length = {}): Json[] | undefined {
    const value = this.#value(key, required);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) {
      this.fault(key, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
      return undefined;
    }
    if (value.length > max || value.length < min) {
      const message =
        min > 0 ? `Must be between ${min} and ${max} in length.` : `Must be ${max} or fewer in length.`;
      this.fault(key, min > 0 ? 'BASE_TYPE_BAD_LENGTH' : 'BASE_TYPE_MAX_LENGTH', message);
      return undefined;
    }
    return value;
  }

  /** Readers for each entry of a list of objects. */
  objects(key: string, limits: Length = {}): FormReader[] | undefined {
    return this.list(key, limits)?.map(
      (entry, index) => new FormReader(entry, [...this.path, key, index], this.errors),
    );
  }

  object(key: string, required = false): FormReader | undefined {
    const value = this.#value(key, required);
    return value === undefined ? undefined : new FormReader(value, [...this.path, key], this.errors);
  }

  /** An http or https address. */
  url(key: string, { required = false, attachments = false } = {}): string | undefined {
    const value = this.string(key, { required, max: 2048 });
    if (value === undefined) return undefined;
    const schemes = attachments ? ['http:', 'https:', 'attachment:'] : ['http:', 'https:'];
    const parsed = URL.canParse(value) ? new URL(value) : null;
    if (parsed && schemes.includes(parsed.protocol)) return value;
    if (parsed) {
      const list = schemes.map((scheme) => `'${scheme.slice(0, -1)}'`).join(', ');
      this.fault(
        key,
        'URL_TYPE_INVALID_SCHEME',
        `Scheme "${parsed.protocol.slice(0, -1)}" is not supported. Scheme must be one of (${list}).`,
      );
    } else {
      this.fault(key, 'URL_TYPE_INVALID_URL', 'Not a well formed URL.');
    }
    return undefined;
  }
}
