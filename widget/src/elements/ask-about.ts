import type { FilmCard } from '../../../src/protocol/frames.ts';

/** A command with the film it is about: its year tells it from others of the same title. */
export const askAbout = (command: string, { title, year }: FilmCard): string =>
  `${command}:"${title.replaceAll('"', '')}${year ? ` (${year})` : ''}"`;
