import type { Role } from '../../../src/protocol/frames.ts';
import type { LocaleName } from './localize.ts';

/** The places of a room beside its talk. */
export type Place = 'find' | 'films' | 'reviews' | 'watchlist' | 'people' | 'settings';

/** What is said beside the talk, in one language. */
export interface PanelWords {
  more: string;
  close: string;
  places: Record<Place, string>;
  find: string;
  findHint: string;
  nothing: string;
  further: string;
  looking: string;
  goTo(name: string): string;
  here: string;
  away: string;
  you: string;
  roles: Record<Exclude<Role, 'member'>, string>;
  sound: string;
  soundHint: string;
  notify: string;
  notifyOff: string;
  notifyMine: string;
  notifyAll: string;
  notifyRefused: string;
  signedInAs(name: string): string;
  signOut: string;
  signOutHint: string;
  nobody: string;
}

const en: PanelWords = {
  more: 'Search, films, people',
  close: 'Back to the talk',
  places: {
    find: 'Search',
    films: 'Films',
    reviews: 'Reviews',
    watchlist: 'Watchlist',
    people: 'People',
    settings: 'Settings',
  },
  find: 'Search the talk',
  findHint: 'Words, or who said them.',
  nothing: 'Nobody has said that here. Try fewer letters, or another word.',
  further: 'Look further back',
  looking: 'Looking…',
  goTo: (name) => `Go to the line by ${name}`,
  here: 'here now',
  away: 'not here now',
  you: 'you',
  roles: { owner: 'owner', moderator: 'moderator' },
  sound: 'A sound for new lines',
  soundHint: 'While you look elsewhere.',
  notify: 'Notifications',
  notifyOff: 'None',
  notifyMine: 'Mentions of me and replies',
  notifyAll: 'Every line',
  notifyRefused: 'This browser does not allow them for this page. You can change that in its settings.',
  signedInAs: (name) => `You are ${name} here.`,
  signOut: 'Forget my name',
  signOutHint: 'This browser forgets you. What you said stays, and can no longer be changed by you.',
  nobody: 'Nobody has spoken here yet.',
};

const ko: PanelWords = {
  more: '찾기, 영화, 사람들',
  close: '대화로 돌아가기',
  places: {
    find: '찾기',
    films: '영화',
    reviews: '리뷰',
    watchlist: '보고 싶은 영화',
    people: '사람들',
    settings: '설정',
  },
  find: '대화에서 찾기',
  findHint: '낱말이나 말한 사람의 이름을 써 보세요.',
  nothing: '그런 말은 없었어요. 더 짧게 쓰거나 다른 낱말로 찾아보세요.',
  further: '더 앞에서 찾기',
  looking: '찾는 중…',
  goTo: (name) => `${name} 님의 메시지로 가기`,
  here: '지금 있어요',
  away: '지금은 없어요',
  you: '나',
  roles: { owner: '방장', moderator: '운영진' },
  sound: '새 메시지 소리',
  soundHint: '다른 곳을 보고 있을 때 울려요.',
  notify: '알림',
  notifyOff: '받지 않기',
  notifyMine: '나를 부르거나 내게 답할 때',
  notifyAll: '모든 메시지',
  notifyRefused: '이 페이지의 알림이 브라우저에서 막혀 있어요. 브라우저 설정에서 바꿀 수 있어요.',
  signedInAs: (name) => `여기서는 ${name} 님이에요.`,
  signOut: '내 이름 지우기',
  signOutHint: '이 브라우저에서 나를 잊어요. 쓴 글은 남고, 더는 고칠 수 없어요.',
  nobody: '아직 아무도 말하지 않았어요.',
};

const WORDS: Record<LocaleName, PanelWords> = { en, ko };

export const panelWords = (locale: LocaleName): PanelWords => WORDS[locale];
