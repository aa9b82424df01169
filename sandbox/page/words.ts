import type { Breakage, Side } from '../page-protocol.ts';

export type Language = 'en' | 'ko';
export type Place = Side | 'web';

/** Everything the page says by itself, once per language. */
export interface Words {
  title: string;
  story: string;
  places: Record<Place, string>;
  language: string;
  otherLanguage: string;
  theme: { light: string; dark: string };
  connected: string;
  reconnecting: string;
  starting: string;
  restarting: string;
  restarted: (seconds: string) => string;
  serverUp: string;
  serverFailed: string;
  pageOffline: string;
  breaking: Record<
    Breakage,
    { button: string; explain: (place: string) => string; state: (seconds: number) => string }
  >;
  restart: string;
  restartExplain: string;
  waiting: (count: number) => string;
  journey: (name: string, from: string, arrivals: string) => string;
  arrival: (place: string, seconds: string) => string;
  and: string;
  members: (count: number) => string;
  writeAs: string;
  placeholder: (channel: string) => string;
  replyPlaceholder: string;
  editPlaceholder: string;
  send: string;
  save: string;
  cancel: string;
  react: string;
  reactWith: (emoji: string) => string;
  reply: string;
  replyInThread: string;
  edit: string;
  remove: string;
  dismiss: string;
  edited: string;
  onlyYou: string;
  appTag: string;
  thinking: string;
  spoiler: string;
  deletedOriginal: string;
  deletedMessage: string;
  replyingTo: (name: string) => string;
  editingMessage: string;
  repliesOf: (count: number) => string;
  alsoToChannel: string;
  used: (name: string, command: string) => string;
  typing: (names: string) => string;
  commands: string;
  choices: string;
  optional: string;
  required: string;
  missing: (option: string) => string;
  unknownCommand: string;
  noAnswer: string;
  nothingYet: string;
  newest: (count: number) => string;
  picture: string;
  today: string;
  yesterday: string;
  chooseOption: string;
  close: string;
  failed: string;
  hints: { text: string; about: string }[];
}

const en: Words = {
  title: 'Matinee: one room in three places',
  story: 'One room in three places: what is said in one is heard in all.',
  places: { discord: 'Discord', slack: 'Slack', web: 'Blog' },
  language: 'Language',
  otherLanguage: '한국어',
  theme: { light: 'Switch to light', dark: 'Switch to dark' },
  connected: 'connected',
  reconnecting: 'reconnecting…',
  starting: 'starting…',
  restarting: 'restarting…',
  restarted: (seconds) => `back after ${seconds} s`,
  serverUp: 'server running',
  serverFailed: 'did not start: see the log',
  pageOffline: 'The server is away. This page comes back when it does.',
  breaking: {
    cut: {
      button: 'Cut off 10 s',
      explain: (place) => `Cut ${place} off from Matinee for ten seconds`,
      state: (seconds) => `cut off · ${seconds} s`,
    },
    limit: {
      button: 'Rate-limit 10 s',
      explain: (place) => `Let ${place} refuse Matinee's messages as too many for ten seconds`,
      state: (seconds) => `rate-limited · ${seconds} s`,
    },
  },
  restart: 'Restart server',
  restartExplain: 'Stop Matinee and start it again; Discord, Slack and this page stay',
  waiting: (count) => (count === 1 ? '1 line waiting' : `${count} lines waiting`),
  journey: (name, from, arrivals) => `${name} wrote in ${from}: ${arrivals}.`,
  arrival: (place, seconds) => `${place} after ${seconds} s`,
  and: ', ',
  members: (count) => `${count} people`,
  writeAs: 'Write as',
  placeholder: (channel) => `Message #${channel}, or /movie`,
  replyPlaceholder: 'Your reply',
  editPlaceholder: 'Change your message',
  send: 'Send',
  save: 'Save',
  cancel: 'Cancel',
  react: 'Add a reaction',
  reactWith: (emoji) => `React with ${emoji}`,
  reply: 'Reply',
  replyInThread: 'Reply in thread',
  edit: 'Edit',
  remove: 'Delete',
  dismiss: 'Dismiss',
  edited: '(edited)',
  onlyYou: 'Only you can see this',
  appTag: 'APP',
  thinking: 'Matinee is thinking…',
  spoiler: 'Spoiler: press to show',
  deletedOriginal: 'The message was deleted',
  deletedMessage: 'This message was deleted.',
  replyingTo: (name) => `Replying to ${name}`,
  editingMessage: 'Editing your message',
  repliesOf: (count) => (count === 1 ? '1 reply' : `${count} replies`),
  alsoToChannel: 'replied in a thread',
  used: (name, command) => `${name} used ${command}`,
  typing: (names) => `${names} typing…`,
  commands: 'Commands',
  choices: 'Choices',
  optional: 'optional',
  required: 'required',
  missing: (option) => `“${option}” is needed.`,
  unknownCommand: 'There is no such command. Choose one from the list.',
  noAnswer: 'The application did not respond',
  nothingYet: 'Nothing has been said here yet.',
  newest: (count) => (count === 1 ? '1 new message' : `${count} new messages`),
  picture: 'Picture',
  today: 'Today',
  yesterday: 'Yesterday',
  chooseOption: 'Choose…',
  close: 'Close',
  failed: 'That did not work. Try again.',
  hints: [
    { text: '/movie recommend Parasite', about: 'films like one' },
    { text: '/movie search song kang-ho', about: 'by title, person or plot' },
    { text: '/movie info Burning', about: "one film's card" },
    { text: '/movie room info', about: 'room, links, people' },
    { text: '/movie help', about: 'all that can be said' },
  ],
};

const ko: Words = {
  title: 'Matinee: 방은 하나, 자리는 셋',
  story: '방은 하나, 자리는 셋. 한 곳에서 한 말이 세 곳에 모두 들려요.',
  places: { discord: 'Discord', slack: 'Slack', web: '블로그' },
  language: '언어',
  otherLanguage: 'English',
  theme: { light: '밝게 보기', dark: '어둡게 보기' },
  connected: '연결됨',
  reconnecting: '다시 연결하는 중…',
  starting: '시작하는 중…',
  restarting: '다시 시작하는 중…',
  restarted: (seconds) => `${seconds}초 만에 돌아왔어요`,
  serverUp: '서버 작동 중',
  serverFailed: '시작하지 못했어요. 로그를 확인해 주세요',
  pageOffline: '서버가 잠시 없어요. 돌아오면 이 페이지도 다시 이어져요.',
  breaking: {
    cut: {
      button: '10초 끊기',
      explain: (place) => `${place} 연결을 10초 동안 끊어요`,
      state: (seconds) => `끊김 · ${seconds}초`,
    },
    limit: {
      button: '10초 제한',
      explain: (place) => `10초 동안 ${place}에서 메시지가 너무 많다며 받지 않게 해요`,
      state: (seconds) => `전송 제한 · ${seconds}초`,
    },
  },
  restart: '서버 다시 시작',
  restartExplain: 'Matinee만 껐다가 다시 켜요. Discord, Slack과 이 페이지는 그대로 있어요',
  waiting: (count) => `${count}줄 대기 중`,
  journey: (name, from, arrivals) => `${name} 님이 ${from}에 쓴 말: ${arrivals}.`,
  arrival: (place, seconds) => `${place} ${seconds}초`,
  and: ', ',
  members: (count) => `${count}명`,
  writeAs: '쓰는 사람',
  placeholder: (channel) => `#${channel}에 메시지 또는 /영화`,
  replyPlaceholder: '답장 쓰기',
  editPlaceholder: '메시지 고치기',
  send: '보내기',
  save: '저장',
  cancel: '취소',
  react: '반응 남기기',
  reactWith: (emoji) => `${emoji} 반응 남기기`,
  reply: '답장',
  replyInThread: '스레드에 답장',
  edit: '고치기',
  remove: '지우기',
  dismiss: '닫기',
  edited: '(수정됨)',
  onlyYou: '나에게만 보여요',
  appTag: '앱',
  thinking: 'Matinee가 생각하고 있어요…',
  spoiler: '스포일러: 눌러서 보기',
  deletedOriginal: '지워진 메시지예요',
  deletedMessage: '지워진 메시지예요.',
  replyingTo: (name) => `${name} 님에게 답장`,
  editingMessage: '메시지를 고치는 중',
  repliesOf: (count) => `답글 ${count}개`,
  alsoToChannel: '스레드에 답글을 남겼어요',
  used: (name, command) => `${name} 님이 ${command} 사용`,
  typing: (names) => `${names} 님이 입력하고 있어요…`,
  commands: '명령',
  choices: '고를 것',
  optional: '선택',
  required: '필수',
  missing: (option) => `‘${option}’ 값이 필요해요.`,
  unknownCommand: '그런 명령은 없어요. 목록에서 골라 주세요.',
  noAnswer: '애플리케이션이 응답하지 않았어요',
  nothingYet: '아직 아무 말도 없어요.',
  newest: (count) => `새 메시지 ${count}개`,
  picture: '사진',
  today: '오늘',
  yesterday: '어제',
  chooseOption: '고르세요…',
  close: '닫기',
  failed: '잘 안 됐어요. 다시 해 보세요.',
  hints: [
    { text: '/영화 추천 기생충', about: '비슷한 영화' },
    { text: '/영화 검색 송강호', about: '제목, 사람, 줄거리로' },
    { text: '/영화 정보 버닝', about: '영화 한 편의 카드' },
    { text: '/영화 방 정보', about: '방, 연결, 사람' },
    { text: '/영화 도움말', about: '쓸 수 있는 모든 명령' },
  ],
};

export const WORDS: Record<Language, Words> = { en, ko };
