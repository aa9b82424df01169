import { grouped } from './grouped.ts';
import { places } from './places.ts';
import type { Strings } from './localize.ts';

export const ko: Strings = {
  here: (n) => `${grouped(n)}명 함께하는 중`,
  places: (n) => `${n}곳 연결`,
  talk: '대화',
  beginning: '여기서부터 대화가 시작됐어요.',
  empty: '아직 아무도 말하지 않았어요. 먼저 이야기를 꺼내 보세요.',
  loading: '방을 불러오고 있어요',
  unread: '새 메시지',
  newest: '최신 메시지로 가기',
  place: (via) => places[via]?.ko ?? via,
  edited: '수정됨',
  nameAsk: '어떤 이름으로 불러 드릴까요?',
  name: '이름',
  nameHint: '한 번만 물어봐요. 가입은 필요 없어요.',
  join: '대화 시작하기',
  send: '보내기',
  emoji: '이모지',
  addPicture: '사진 넣기',
  write: '메시지 쓰기',
  sayAbout: (title) => `${title} 이야기 나누기 · /영화`,
  sending: '보내는 중…',
  queued: '보내기를 기다려요',
  offline: '연결이 끊겼어요. 다시 연결되면 보낼게요.',
  reconnecting: '연결이 끊겨서 다시 연결하고 있어요…',
  day: (date, year) =>
    `${year && `${year}년 `}${date.getMonth() + 1}월 ${date.getDate()}일 ${'일월화수목금토'[date.getDay()]}요일`,
  clock: (hours, minutes) => `${hours < 12 ? '오전' : '오후'} ${hours % 12 || 12}:${minutes}`,
};
