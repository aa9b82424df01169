import type { JsonObject } from './entities.ts';

/** Collects what is wrong with a structure, each with its JSON pointer, in Slack's words. */
export class BlockReport {
  readonly faults: string[] = [];

  add(reason: string, pointer: string): void {
    this.faults.push(`${reason} [json-pointer:${pointer}]`);
  }

  /** A required or optional string within bounds (counted in code points, both ends included). */
  text(
    node: JsonObject,
    name: string,
    at: string,
    bounds: { min?: number; max: number; required?: boolean },
  ): void {
    const value = node[name];
    if (value === undefined || value === null) {
      if (bounds.required) this.add(`missing required field: ${name}`, at);
      return;
    }
    if (typeof value !== 'string') {
      this.add('must provide a string', `${at}/${name}`);
      return;
    }
    const { length } = [...value];
    const min = bounds.min ?? 1;
    if (length < min) this.add(`must be more than ${min - 1} characters`, `${at}/${name}`);
    if (length > bounds.max) this.add(`must be less than ${bounds.max + 1} characters`, `${at}/${name}`);
  }

  /** An array within bounds; returns its members that are objects, with their pointers. */
  items(
    node: JsonObject,
    name: string,
    at: string,
    bounds: { min?: number; max: number; required?: boolean },
  ): { item: JsonObject; at: string }[] {
    const value = node[name];
    const pointer = `${at}/${name}`;
    if (value === undefined || value === null) {
      if (bounds.required) this.add(`missing required field: ${name}`, at);
      return [];
    }
    if (!Array.isArray(value)) {
      this.add('must provide an array', pointer);
      return [];
    }
    if (value.length < (bounds.min ?? 0)) this.add(`no fewer than ${bounds.min ?? 0} items allowed`, pointer);
    if (value.length > bounds.max) this.add(`no more than ${bounds.max} items allowed`, pointer);
    return value.flatMap((item: unknown, index) => {
      if (isObject(item)) return [{ item, at: `${pointer}/${index}` }];
      this.add('must provide an object', `${pointer}/${index}`);
      return [];
    });
  }

  /** A nested object, or undefined when absent (reported if required) or no object. */
  object(node: JsonObject, name: string, at: string, required = false): JsonObject | undefined {
    const value = node[name];
    if (value === undefined || value === null) {
      if (required) this.add(`missing required field: ${name}`, at);
      return undefined;
    }
    if (isObject(value)) return value;
    this.add('must provide an object', `${at}/${name}`);
    return undefined;
  }

  oneOf(node: JsonObject, name: string, at: string, allowed: readonly string[]): void {
    const value = node[name];
    if (value !== undefined && !(typeof value === 'string' && allowed.includes(value))) {
      this.add(`must be one of: ${allowed.join(', ')}`, `${at}/${name}`);
    }
  }

  onlyFields(node: JsonObject, at: string, allowed: readonly string[]): void {
    for (const name of Object.keys(node)) {
      if (!allowed.includes(name)) this.add(`invalid additional property: ${name}`, at);
    }
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
