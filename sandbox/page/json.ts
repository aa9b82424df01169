/** Reading JSON whose shape a platform leaves open: what is not as expected counts as absent. */

export type Json = { [key: string]: unknown };

export const str = (value: unknown): string => (typeof value === 'string' ? value : '');

export const num = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const obj = (value: unknown): Json | undefined => (isObject(value) ? value : undefined);

export const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
