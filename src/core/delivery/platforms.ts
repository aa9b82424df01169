import type { PlatformView } from '../../protocol/frames.ts';
import type { Bilingual } from '../catalogue/movie.ts';
import type { PlatformId } from './link.ts';
import type { PlatformFacts } from './platform-facts.ts';

/** The platforms there are, by their ids. */
export class Platforms {
  readonly #byId: ReadonlyMap<PlatformId, PlatformFacts>;
  /** What clients are told of each. */
  readonly views: readonly PlatformView[];

  constructor(readonly all: readonly PlatformFacts[]) {
    this.#byId = new Map(all.map((facts) => [facts.id, facts]));
    this.views = all.map(({ id, title, colour }) => ({ id, title, colour }));
  }

  of(id: PlatformId): PlatformFacts {
    return this.#byId.get(id) ?? unknown(id);
  }

  /** What a platform calls itself: so it stands in texts of either language. */
  name(id: PlatformId): string {
    return this.of(id).title.en;
  }

  /** `Discord or Slack`, in a text of this language. */
  anyOf(locale: keyof Bilingual): string {
    return new Intl.ListFormat(locale, { type: 'disjunction' }).format(this.all.map(({ title }) => title.en));
  }
}

/** A link may be of a platform that only a newer version knows, which runs beside this one. */
const unknown = (id: PlatformId): PlatformFacts => ({
  id,
  title: { en: id, ko: id },
  colour: { light: '#675d51', dark: '#b3a797' },
  place: { en: 'place', ko: '곳' },
  managers: {
    en: 'Only people who may manage this channel can link or unlink it. Ask somebody who can.',
    ko: '채널을 관리할 수 있는 사람만 방에 연결하거나 연결을 끊을 수 있어요. 관리자에게 부탁해 보세요.',
  },
  admins: {
    en: 'Only its administrators can do that. Ask one of them.',
    ko: '관리자만 할 수 있어요. 그분에게 부탁해 보세요.',
  },
  avatarHosts: [],
  reservedNames: [],
});
