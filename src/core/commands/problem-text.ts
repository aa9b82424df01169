import type { ProblemCode } from '../../protocol/frames.ts';
import type { Bilingual } from '../catalogue/movie.ts';
import { Problem } from '../errors.ts';

/** A refusal that says in both languages what is wrong and how to mend it. */
export class BilingualProblem extends Problem {
  constructor(
    code: ProblemCode,
    readonly texts: Bilingual,
  ) {
    super(code, texts.en);
  }
}

/** What a refusal that speaks only English says to a Korean reader. */
const KOREAN: Record<ProblemCode, string> = {
  bad_frame: '알아볼 수 없는 요청이에요.',
  invalid_input: '입력한 내용을 쓸 수 없어요. 예는 `/영화 도움말`에서 볼 수 있어요.',
  name_reserved: '운영자나 시스템으로 보이는 이름은 쓸 수 없어요. 다른 이름을 골라 주세요.',
  text_empty: '내용이 비어 있어요. 먼저 적어 주세요.',
  text_too_long: '너무 길어요. 4,000자까지 쓸 수 있어요.',
  cursor_invalid: '목록의 위치를 알 수 없어요. 처음부터 다시 불러와 주세요.',
  not_signed_in: '먼저 이름을 정해 주세요.',
  token_invalid: '로그인이 끝났어요. 다시 들어와 주세요.',
  not_allowed: '권한이 없어요. 방장에게 부탁해 보세요.',
  origin_not_allowed: '이 사이트에서는 쓸 수 없어요.',
  banned: '이 방에서 차단됐어요.',
  password_required: '비밀번호가 있는 방이에요. 비밀번호를 넣고 들어와 주세요.',
  password_wrong: '비밀번호가 맞지 않아요.',
  room_not_found: '그런 방이 없어요. 이름을 확인해 주세요.',
  message_not_found: '그 메시지를 찾을 수 없어요. 지워졌을지도 몰라요.',
  reply_not_found: '답장할 메시지를 찾을 수 없어요. 지워졌을지도 몰라요.',
  person_not_found: '그 사람을 찾을 수 없어요.',
  movie_not_found: '그 영화를 찾을 수 없어요.',
  link_not_found:
    '이 채널은 아직 방에 연결되어 있지 않아요. `/영화 방 열기`나 `/영화 방 연결`로 연결해 주세요.',
  review_not_found: '그 리뷰를 찾을 수 없어요. 지워졌을지도 몰라요.',
  comment_not_found: '그 댓글을 찾을 수 없어요. 지워졌을지도 몰라요.',
  poll_not_found: '그 투표를 찾을 수 없어요. 지워졌을지도 몰라요.',
  attachment_not_found: '그 사진을 찾을 수 없어요. 다시 올려 주세요.',
  not_found: '찾는 것이 없어요.',
  slug_taken: '그 이름의 방이 이미 있어요. 다른 이름을 골라 주세요.',
  id_reused: '이미 쓰인 요청 번호예요. 다시 보내 주세요.',
  room_full: '방이 가득 찼어요. 자리가 나면 다시 해 보세요.',
  channel_linked: '이 채널은 이미 방에 연결되어 있어요. 먼저 `/영화 방 해제`로 연결을 끊어 주세요.',
  poll_closed: '이미 끝난 투표예요. `/영화 투표`로 새로 열 수 있어요.',
  conflict: '그사이에 바뀌었어요. 다시 해 보세요.',
  invite_invalid:
    '코드가 맞지 않거나, 이미 쓰였거나, 시간이 지났어요. 방장에게 새 코드를 받아 주세요: `/영화 방 초대`',
  not_joined: '먼저 방에 들어와 주세요.',
  too_many_rooms: '한꺼번에 너무 많은 방에 들어와 있어요. 하나를 나간 뒤 다시 해 보세요.',
  rate_limited: '너무 빨라요. 잠시 뒤에 다시 해 보세요.',
  too_large: '파일이 너무 커요.',
  type_not_allowed: '쓸 수 없는 형식이에요.',
  internal: '문제가 생겼어요. 잠시 뒤에 다시 해 보세요.',
  unavailable: '지금은 저장할 수 없어요. 잠시 뒤에 다시 해 보세요.',
};

/** What to say to the person who was refused, in their language. */
export function problemText(problem: Problem, locale: 'en' | 'ko'): string {
  if (problem instanceof BilingualProblem) return problem.texts[locale];
  return locale === 'ko' ? KOREAN[problem.code] : problem.message;
}
