import { describe, expect, it } from 'vitest';
import { Journeys, type Journey, type Sighting } from './journeys.ts';
import type { Place } from './words.ts';

const told = (): { journeys: Journeys; log: string[]; at: (ms: number) => void } => {
  const log: string[] = [];
  let now = 0;
  const note = ({ name, arrivals, at }: Journey, what: 'begun' | Place): void => {
    log.push(
      what === 'begun' ? `${name} begins` : `${name} in ${what} after ${(arrivals.get(what) ?? 0) - at}`,
    );
  };
  return { journeys: new Journeys(note, () => now), log, at: (ms) => (now = ms) };
};

const line = (place: Place, from: Place | undefined, name: string, text: string): Sighting => ({
  place,
  from,
  name,
  avatarUrl: '',
  text,
});

describe('journeys of lines', () => {
  it('begin where a line is written and end where it is seen next', () => {
    const { journeys, log, at } = told();
    journeys.saw(line('discord', 'discord', 'Ana', 'hello'));
    at(40);
    journeys.saw(line('slack', undefined, 'Ana', 'hello'));
    at(55);
    journeys.saw(line('web', 'discord', 'Ana', 'hello'));
    expect(log).toEqual(['Ana begins', 'Ana in slack after 40', 'Ana in web after 55']);
  });

  it('count what has not arrived somewhere', () => {
    const { journeys } = told();
    journeys.saw(line('discord', 'discord', 'Ana', 'one'));
    journeys.saw(line('discord', 'discord', 'Ana', 'two'));
    journeys.saw(line('web', 'discord', 'Ana', 'one'));
    expect(journeys.waitingFor('slack')).toHaveLength(2);
    expect(journeys.waitingFor('web')).toHaveLength(1);
    expect(journeys.waitingFor('discord')).toHaveLength(0);
  });

  it('know a line again although each dialect marks it in its own way', () => {
    const { journeys, log } = told();
    journeys.saw(line('slack', 'slack', '보라', '*빗물도 같은 길*로 :umbrella:'));
    journeys.saw(line('slack', 'slack', '보라', 'another line'));
    journeys.saw(line('discord', undefined, '보라', '**빗물도 같은 길**로 ☔'));
    expect(log.at(-1)).toBe('보라 in discord after 0');
    expect(journeys.waitingFor('discord')).toHaveLength(1);
  });

  it('take the oldest line of the same author where a spoiler hides the letters', () => {
    const { journeys } = told();
    journeys.saw(line('discord', 'discord', 'Ana', 'first'));
    journeys.saw(line('discord', 'discord', '민지', 'the man in the cellar'));
    journeys.saw(line('slack', undefined, '민지', '▒▒▒▒'));
    expect(journeys.waitingFor('slack').map(({ name }) => name)).toEqual(['Ana']);
  });

  it('begin in the past when the copy is seen before the line itself', () => {
    const { journeys, log } = told();
    journeys.saw(line('discord', undefined, 'Mira', 'from the blog'));
    journeys.saw(line('web', 'web', 'Mira', 'from the blog'));
    expect(log).toEqual(['Mira begins', 'Mira in discord after 0']);
  });

  it('do not take a line carried from elsewhere for one of theirs', () => {
    const { journeys } = told();
    journeys.saw(line('discord', 'discord', 'Ana', 'hello'));
    journeys.saw(line('web', 'slack', 'Ana', 'hello'));
    expect(journeys.waitingFor('web')).toHaveLength(1);
  });
});
