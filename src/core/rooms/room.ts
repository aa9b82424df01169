import type { Role, Via, Visibility } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';

export type { Role, Via, Visibility };

/** A room as its rules see it. */
export interface Room {
  id: string;
  slug: string;
  title: string;
  topic: string;
  movieId: string | null;
  visibility: Visibility;
  passwordHash: string | null;
  /** Most members it may have; null for no limit. */
  capacity: number | null;
  ownerId: string;
  /** Number of the newest event; 0 for none. */
  seq: number;
  /** Identifies this log; a reader with another epoch must start afresh. */
  epoch: string;
}

/** Who does something, as everybody sees them. */
export interface Actor {
  id: string;
  name: string;
  avatar?: string;
  tag?: string;
  left?: true;
  via: Via;
}

const SLUG = /^[\p{Ll}\p{Lo}\p{N}][\p{Ll}\p{Lo}\p{N}-]{0,62}[\p{Ll}\p{Lo}\p{N}]$|^[\p{Lo}\p{Ll}\p{N}]$/u;

/**
 * The slug in its one form: NFC, lower case. Letters of any script, digits and single inner hyphens; 1 to 64 characters.
 * @throws Problem `invalid_input`
 */
export function parseSlug(input: string): string {
  const slug = input.normalize('NFC').trim().toLowerCase();
  if (!SLUG.test(slug) || slug.includes('--')) {
    throw new Problem(
      'invalid_input',
      'A room name has 1 to 64 letters, digits and single hyphens, e.g. "parasite" or "기생충".',
    );
  }
  return slug;
}
