import type { FilmCard } from '../../../src/protocol/frames.ts';

/** A command with the film it is about. */
export const askAbout = (command: string, { title }: FilmCard): string =>
  `${command}:"${title.replaceAll('"', '')}"`;
