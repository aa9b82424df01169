import type { LocaleName } from './localize.ts';

/** What is said about films beside the talk, in one language. */
export interface FilmWords {
  find: string;
  none: string;
  meant(title: string): string;
  instead: string;
  forMe: string;
  forRoom: string;
  popular: string;
  notForMe: string;
  gone(title: string): string;
  empty: string;
  nameFirst: string;
  sayName: string;
  note: string;
  watched: string;
  remove(title: string): string;
  more: string;
  write: string;
  change: string;
  sort: string;
  sorts: Record<'newest' | 'helpful' | 'rating', string>;
  noReviews: string;
  mean(stars: string, count: number): string;
  comment: string;
  say: string;
  reply: string;
  replyTo(name: string): string;
  erase: string;
  deleted: string;
  noFilm: string;
}

const en: FilmWords = {
  find: 'Find a film, a person, a plot',
  none: 'No film of that name.',
  meant: (title) => `Did you mean ${title}?`,
  instead: 'Perhaps one of these:',
  forMe: 'For you',
  forRoom: 'For the people in this room',
  popular: 'Liked by many',
  notForMe: 'Not for me',
  gone: (title) => `${title} will not be suggested again.`,
  empty: 'Nothing on your watchlist yet. Find a film, and press “Watch later”.',
  nameFirst: 'Your watchlist goes by your name.',
  sayName: 'Say your name',
  note: 'A note to yourself',
  watched: 'Watched',
  remove: (title) => `Take ${title} off the list`,
  more: 'Show more',
  write: 'Write a review',
  change: 'Change your review',
  sort: 'Order',
  sorts: { newest: 'Newest', helpful: 'Most helpful', rating: 'Most stars' },
  noReviews: 'Nobody has reviewed this film yet. Go first.',
  mean: (stars, count) => `${stars} of 5 stars from ${count === 1 ? '1 review' : `${count} reviews`}`,
  comment: 'Write a comment',
  say: 'Post',
  reply: 'Reply',
  replyTo: (name) => `Reply to ${name}`,
  erase: 'Delete',
  deleted: 'This comment was deleted.',
  noFilm: 'This room is about no film in particular.',
};

const ko: FilmWords = {
  find: '영화, 사람, 줄거리로 찾기',
  none: '그런 영화는 없어요.',
  meant: (title) => `혹시 이 영화인가요? ${title}`,
  instead: '이런 영화는 어떠세요?',
  forMe: '나를 위한 추천',
  forRoom: '이 방 사람들을 위한 추천',
  popular: '많이들 좋아한 영화',
  notForMe: '관심 없어요',
  gone: (title) => `이제 추천하지 않을게요: ${title}`,
  empty: '보고 싶은 영화가 아직 없어요. 영화를 찾아 “보고 싶어요”를 눌러 보세요.',
  nameFirst: '보고 싶은 영화는 이름을 알려 주셔야 담아 둘 수 있어요.',
  sayName: '이름 알려 주기',
  note: '나만 보는 메모',
  watched: '봤어요',
  remove: (title) => `‘${title}’ 빼기`,
  more: '더 보기',
  write: '리뷰 쓰기',
  change: '내 리뷰 고치기',
  sort: '순서',
  sorts: { newest: '최신순', helpful: '도움순', rating: '별점순' },
  noReviews: '아직 리뷰가 없어요. 첫 리뷰를 써 보세요.',
  mean: (stars, count) => `리뷰 ${count}개, 별점 5점 만점에 ${stars}점`,
  comment: '댓글 쓰기',
  say: '올리기',
  reply: '답글',
  replyTo: (name) => `${name} 님에게 답글 쓰기`,
  erase: '삭제',
  deleted: '삭제된 댓글이에요.',
  noFilm: '영화 하나를 정해 두지 않은 방이에요.',
};

const WORDS: Record<LocaleName, FilmWords> = { en, ko };

export const filmWords = (locale: LocaleName): FilmWords => WORDS[locale];
