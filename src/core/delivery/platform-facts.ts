import type { Bilingual } from '../catalogue/movie.ts';
import type { PlatformId } from './link.ts';

/** What the core knows of a platform. It names none: they are handed in where everything is put together. */
export interface PlatformFacts {
  id: PlatformId;
  /** What people call it; `en` is what it calls itself. */
  title: Bilingual;
}
