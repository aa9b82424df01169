import type { LocaleName } from './localize.ts';

/** What is said about reviews, in one language. */
export interface ReviewWords {
  review(film: string): string;
  stars: string;
  starsOf(stars: string): string;
  text: string;
  textHint: string;
  spoiler: string;
  share: string;
  save: string;
  cancel: string;
  saved(film: string): string;
  shown(rooms: number): string;
  helpful: string;
  show: string;
  comments(n: number): string;
  starsMissing: string;
}

const en: ReviewWords = {
  review: (film) => `Review of ${film}`,
  stars: 'Stars',
  starsOf: (stars) => `${stars} of 5 stars`,
  text: 'What do you say?',
  textHint: 'Optional. Markdown and ||spoilers|| work.',
  spoiler: 'Spoilers: hide the text until asked for',
  share: 'Show it in rooms about this film',
  save: 'Save',
  cancel: 'Cancel',
  saved: (film) => `Your review of ${film} is saved.`,
  shown: (rooms) => (rooms === 1 ? 'Shown in 1 room.' : `Shown in ${rooms} rooms.`),
  helpful: 'Helpful',
  show: 'Spoilers. Show the review',
  comments: (n) => (n === 1 ? '1 comment' : n ? `${n} comments` : 'Comment'),
  starsMissing: 'Choose how many stars.',
};

const ko: ReviewWords = {
  review: (film) => `${film} 리뷰`,
  stars: '별점',
  starsOf: (stars) => `별점 5점 만점에 ${stars}점`,
  text: '어떠셨어요?',
  textHint: '안 써도 괜찮아요. 마크다운과 ||스포일러||를 쓸 수 있어요.',
  spoiler: '스포일러: 누르기 전에는 글을 가려요',
  share: '이 영화의 방에 보여요',
  save: '저장',
  cancel: '취소',
  saved: (film) => `${film} 리뷰를 저장했어요.`,
  shown: (rooms) => `방 ${rooms}곳에서 볼 수 있어요.`,
  helpful: '도움됐어요',
  show: '스포일러가 있어요. 리뷰 보기',
  comments: (n) => (n ? `댓글 ${n}개` : '댓글'),
  starsMissing: '별점을 골라 주세요.',
};

const WORDS: Record<LocaleName, ReviewWords> = { en, ko };

export const reviewWords = (locale: LocaleName): ReviewWords => WORDS[locale];
