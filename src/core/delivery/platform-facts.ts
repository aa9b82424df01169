import type { PlatformView } from '../../protocol/frames.ts';
import type { Bilingual } from '../catalogue/movie.ts';

/** What the core knows of a platform. It names none: they are handed in where everything is put together. */
export interface PlatformFacts extends PlatformView {
  /** What it calls what a channel is in: a server, a workspace. */
  place: Bilingual;
  /** Said to who may not link a channel there: who may manage channels, and how that right is called. */
  managers: Bilingual;
  /** Said to who may not decide for a whole server or workspace: who may. */
  admins: Bilingual;
  /** Hosts where it keeps people's pictures; one that begins with a dot stands for all under it. */
  avatarHosts: readonly string[];
  /** Names that nobody may take, as they would pass for the platform: its own in each language, its assistants'. */
  reservedNames: readonly string[];
}
