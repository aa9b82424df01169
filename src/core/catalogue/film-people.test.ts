import { describe, expect, it } from 'vitest';
import { aFilm } from '../../../tests/support/films.ts';
import { FilmPeople } from './film-people.ts';

const parasite = aFilm({
  id: 'parasite-2019',
  directors: ['Bong Joon-ho'],
  directorsKo: ['봉준호'],
  cast: ['Song Kang-ho', 'Choi Woo-shik'],
  castKo: ['송강호'],
  popularity: 90,
});
const mickey = aFilm({
  id: 'tmdb-696506',
  popularity: 70,
  people: [
    { tmdbId: 21684, name: 'Bong Joon Ho', role: 'director' },
    { tmdbId: 21684, name: 'Bong Joon Ho', role: 'writer' },
    { tmdbId: 11288, name: 'Robert Pattinson', role: 'cast', character: 'Mickey' },
  ],
});

describe('The people of films', () => {
  it('are found by name, in order of what they are known for, under both names', () => {
    const people = new FilmPeople([parasite]);
    expect(people.find('song-kang-ho')).toMatchObject({
      id: 'song-kang-ho',
      name: 'Song Kang-ho',
      nameKo: '송강호',
      parts: [{ movie: { id: 'parasite-2019' }, roles: ['cast'] }],
    });
    expect(people.find('choi-woo-shik')?.nameKo).toBe('');
    expect(people.find('nobody')).toBeNull();
  });

  it.each(['tmdb-21684', 'bong-joon-ho', 'Bong Joon-ho'])(
    'are one person for sources that know them by number and by name: %s',
    (id) => {
      for (const films of [
        [parasite, mickey],
        [mickey, parasite],
      ]) {
        const person = new FilmPeople(films).find(id);
        expect(person).toMatchObject({ id: 'tmdb-21684', nameKo: '봉준호' });
        expect(person?.parts.map(({ movie, roles }) => [movie.id, roles])).toEqual([
          ['parasite-2019', ['director']],
          ['tmdb-696506', ['director', 'writer']],
        ]);
      }
    },
  );

  it('who share a name stay apart, and a credit without a number is given to neither', () => {
    const namesakes = [
      aFilm({ id: 'bullitt', people: [{ tmdbId: 13565, name: 'Steve McQueen', role: 'cast' }] }),
      aFilm({ id: 'hunger', people: [{ tmdbId: 67367, name: 'Steve McQueen', role: 'director' }] }),
      aFilm({ id: 'unknown', directors: ['Steve McQueen'] }),
    ];
    const people = new FilmPeople(namesakes);
    const filmsOf = (id: string) => people.find(id)?.parts.map(({ movie }) => movie.id);
    expect(filmsOf('tmdb-13565')).toEqual(['bullitt']);
    expect(filmsOf('tmdb-67367')).toEqual(['hunger']);
    expect(filmsOf('steve-mcqueen')).toEqual(['unknown']);
  });

  it('are looked up by the beginnings of words in either language, the best known first, each once', () => {
    const people = new FilmPeople([parasite, mickey]);
    const found = (query: string) => people.search(query, 10).map(({ name }) => name);
    expect(found('bong')).toEqual(['Bong Joon Ho']);
    expect(found('kang song')).toEqual(['Song Kang-ho']);
    expect(found('송강')).toEqual(['Song Kang-ho']);
    expect(found('ong')).toEqual([]);
    expect(found('  !? ')).toEqual([]);
  });

  it('keep whom they play, and lose nothing to names without letters', () => {
    const people = new FilmPeople([mickey, aFilm({ id: 'odd', directors: ['???', ''] })]);
    expect(people.find('robert-pattinson')?.parts[0]).toMatchObject({ character: 'Mickey' });
    expect(people.find('')).toBeNull();
  });
});
