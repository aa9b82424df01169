import type { ProblemCode } from '../../protocol/frames.ts';
import type { Problem } from '../errors.ts';

/** What a refusal says to a Korean reader; what is not here says it itself, in the reader's language already. */
const KOREAN: Partial<Record<ProblemCode, string>> = {
  not_signed_in: '먼저 이름을 정해 주세요.',
  banned: '이 방에서 차단되었어요.',
  room_not_found: '그런 방이 없어요. 이름을 확인해 주세요.',
  room_full: '방이 가득 찼어요. 누가 나가면 다시 해 보세요.',
  slug_taken: '그 이름의 방이 이미 있어요. 다른 이름을 골라 주세요.',
  link_not_found: '이 채널은 아직 방에 연결되어 있지 않아요. `/영화 방 열기` 또는 `/영화 방 연결`로 연결해 주세요.',
  channel_linked: '이 채널은 이미 방에 연결되어 있어요. 먼저 `/영화 방 해제`로 연결을 끊어 주세요.',
  invite_invalid: '코드가 맞지 않거나, 이미 쓰였거나, 시간이 지났어요. 방장에게 새 코드를 받아 주세요: `/영화 방 초대`',
  rate_limited: '너무 빨라요. 잠시 후 다시 해 보세요.',
  unavailable: '지금은 저장할 수 없어요. 잠시 후 다시 해 보세요.',
};

/** One sentence for the person who was refused, in their language. */
export function problemText(problem: Problem, locale: 'en' | 'ko'): string {
  return (locale === 'ko' ? KOREAN[problem.code] : undefined) ?? problem.message;
}
