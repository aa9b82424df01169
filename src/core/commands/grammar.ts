import type { Bilingual } from '../catalogue/movie.ts';

export type CommandName =
  | 'recommend'
  | 'search'
  | 'info'
  | 'review'
  | 'reviews'
  | 'watchlist add'
  | 'watchlist remove'
  | 'watchlist show'
  | 'poll'
  | 'room open'
  | 'room invite'
  | 'room link'
  | 'room unlink'
  | 'room info'
  | 'room rights'
  | 'help';

export interface OptionSpec {
  name: string;
  /** What people may call it in Korean. */
  aliases: string[];
  description: Bilingual;
  required?: boolean;
  /** What a value of it must be; without it, and without choices, any words are. */
  form?: 'genre' | 'years' | 'minutes' | 'language';
  /** Offered while typing: film titles, or these fixed values. */
  suggests?: 'title' | 'genre';
  choices?: { value: string; name: Bilingual; aliases?: string[] }[];
}

export interface CommandSpec {
  name: CommandName;
  /** Korean words for the same, as typed after the command. */
  aliases: string[];
  description: Bilingual;
  /** In the order in which bare words are taken; bare words are the first option. */
  options: OptionSpec[];
  example: Bilingual;
}

const title = (required: boolean): OptionSpec => ({
  name: 'title',
  aliases: ['제목'],
  description: { en: 'The film', ko: '영화 제목' },
  required,
  suggests: 'title',
});

const MODERATION: OptionSpec = {
  name: 'moderation',
  aliases: ['관리'],
  description: {
    en: 'Whether what moderators delete in this channel goes everywhere',
    ko: '이 채널의 관리자가 지운 메시지를 다른 곳에서도 지울지',
  },
  choices: [
    { value: 'room', name: { en: 'goes everywhere', ko: '모든 곳에서' }, aliases: ['방', '모두'] },
    { value: 'here', name: { en: 'goes here alone', ko: '여기서만' }, aliases: ['여기'] },
  ],
};

const VISIBILITY: OptionSpec = {
  name: 'visibility',
  aliases: ['공개'],
  description: {
    en: 'Who may read it; unless said, a private channel makes a private room',
    ko: '누가 읽을 수 있는지. 적지 않으면 비공개 채널의 방은 비공개예요',
  },
  choices: [
    { value: 'public', name: { en: 'everybody', ko: '모두' }, aliases: ['공개'] },
    { value: 'unlisted', name: { en: 'whoever has its address', ko: '주소를 아는 사람' }, aliases: ['링크'] },
    { value: 'private', name: { en: 'its members', ko: '멤버만' }, aliases: ['비공개'] },
  ],
};

const RIGHTS: OptionSpec = {
  name: 'who',
  aliases: ['누가'],
  description: {
    en: 'Who may, in this whole workspace or server; nothing asks how it is',
    ko: '이 워크스페이스나 서버에서 누가 할 수 있는지. 비워 두면 지금 설정을 알려 줘요',
  },
  choices: [
    { value: 'managers', name: { en: 'channel managers', ko: '채널 관리자' }, aliases: ['기본'] },
    { value: 'everyone', name: { en: 'every member', ko: '모든 멤버' }, aliases: ['모두', 'everybody'] },
    { value: 'admins', name: { en: 'admins alone', ko: '관리자만' }, aliases: ['관리자'] },
  ],
};

/** The one grammar: Discord's typed options, Slack's and the widget's text, the help and the completion come from it. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'recommend',
    aliases: ['추천'],
    description: {
      en: 'Films like one, for you, or for this room',
      ko: '비슷한 영화, 나에게 맞는 영화, 이 방을 위한 영화',
    },
    options: [
      {
        name: 'like',
        aliases: ['비슷한'],
        description: { en: 'A film you liked', ko: '좋아한 영화' },
        suggests: 'title',
      },
      {
        name: 'genre',
        aliases: ['장르'],
        description: { en: 'Only this genre', ko: '이 장르만' },
        form: 'genre',
        suggests: 'genre',
      },
      {
        name: 'year',
        aliases: ['연도'],
        description: { en: '1994, or 1990-1999', ko: '1994 또는 1990-1999' },
        form: 'years',
      },
      {
        name: 'for',
        aliases: ['대상'],
        description: { en: 'For whom', ko: '누구를 위해' },
        choices: [
          { value: 'me', name: { en: 'me', ko: '나' }, aliases: ['저'] },
          {
            value: 'room',
            name: { en: 'the people in this room', ko: '이 방 사람들' },
            aliases: ['방', '이 방'],
          },
        ],
      },
      {
        name: 'runtime',
        aliases: ['시간', '상영시간'],
        description: { en: 'Minutes: 120 at most, or 90-120', ko: '분: 120 이하, 또는 90-120' },
        form: 'minutes',
      },
      {
        name: 'language',
        aliases: ['언어'],
        description: { en: 'Original language: Korean, or ko', ko: '원어: 한국어, 또는 ko' },
        form: 'language',
      },
    ],
    example: { en: '/movie recommend Parasite', ko: '/영화 추천 기생충' },
  },
  {
    name: 'search',
    aliases: ['검색'],
    description: { en: 'Films by title, person or plot', ko: '제목, 사람, 줄거리로 영화 찾기' },
    options: [
      {
        name: 'query',
        aliases: ['검색어'],
        description: { en: 'What you remember', ko: '기억나는 것' },
        required: true,
        suggests: 'title',
      },
    ],
    example: { en: '/movie search song kang-ho', ko: '/영화 검색 송강호' },
  },
  {
    name: 'info',
    aliases: ['정보'],
    description: { en: "One film's card", ko: '영화 한 편의 카드' },
    options: [title(true)],
    example: { en: '/movie info Burning', ko: '/영화 정보 버닝' },
  },
  {
    name: 'review',
    aliases: ['리뷰', '리뷰 쓰기', '리뷰쓰기'],
    description: { en: 'Stars and a few words on a film', ko: '영화에 별점과 한마디 남기기' },
    options: [title(true)],
    example: { en: '/movie review Burning', ko: '/영화 리뷰 버닝' },
  },
  {
    name: 'reviews',
    aliases: ['후기', '리뷰들', '리뷰 보기', '리뷰보기'],
    description: { en: 'What people said about a film', ko: '영화에 남긴 리뷰 보기' },
    options: [title(true)],
    example: { en: '/movie reviews Burning', ko: '/영화 후기 버닝' },
  },
  {
    name: 'watchlist add',
    aliases: ['보고싶은영화 추가', '보고싶은 영화 추가', '보고 싶은 영화 추가', '찜 추가'],
    description: { en: 'Puts a film on your watchlist', ko: '보고 싶은 영화에 넣어요' },
    options: [
      title(true),
      {
        name: 'note',
        aliases: ['메모'],
        description: { en: 'A note to yourself', ko: '나에게 남기는 메모' },
      },
    ],
    example: {
      en: '/movie watchlist add Burning note:"with Bora"',
      ko: '/영화 보고싶은영화 추가 버닝 메모:"보라와 함께"',
    },
  },
  {
    name: 'watchlist remove',
    aliases: ['보고싶은영화 빼기', '보고싶은 영화 빼기', '보고 싶은 영화 빼기', '찜 빼기'],
    description: { en: 'Takes a film off it', ko: '보고 싶은 영화에서 빼요' },
    options: [title(true)],
    example: { en: '/movie watchlist remove Burning', ko: '/영화 보고싶은영화 빼기 버닝' },
  },
  {
    name: 'watchlist show',
    aliases: ['보고싶은영화 보기', '보고싶은 영화 보기', '보고 싶은 영화 보기', '찜 보기'],
    description: { en: 'Shows your watchlist, to you alone', ko: '보고 싶은 영화를 나에게만 보여요' },
    options: [],
    example: { en: '/movie watchlist show', ko: '/영화 보고싶은영화 보기' },
  },
  {
    name: 'poll',
    aliases: ['투표'],
    description: { en: 'A vote in the room, on every side', ko: '방의 모두에게 묻는 투표' },
    options: [
      {
        name: 'question',
        aliases: ['질문'],
        description: { en: 'What you want to know', ko: '무엇을 물어볼까요?' },
        required: true,
      },
      {
        name: 'options',
        aliases: ['선택지'],
        description: {
          en: '2 to 10 films or words, separated by commas',
          ko: '영화나 낱말 2개에서 10개, 쉼표로 나눠서',
        },
        required: true,
      },
    ],
    example: {
      en: '/movie poll question:"What next?" options:"Parasite, Burning"',
      ko: '/영화 투표 질문:"다음엔 뭘 볼까요?" 선택지:"기생충, 버닝"',
    },
  },
  {
    name: 'room open',
    aliases: ['방 열기', '방 만들기'],
    description: {
      en: 'Makes a room, yours, and links this channel to it',
      ko: '방을 만들고 이 채널을 연결해요',
    },
    options: [
      {
        name: 'slug',
        aliases: ['이름'],
        description: { en: 'Short name, e.g. parasite', ko: '짧은 이름, 예: 기생충' },
        required: true,
      },
      { name: 'title', aliases: ['제목'], description: { en: "The room's title", ko: '방 제목' } },
      VISIBILITY,
      MODERATION,
    ],
    example: {
      en: '/movie room open parasite title:"Parasite night"',
      ko: '/영화 방 열기 기생충 제목:"기생충의 밤"',
    },
  },
  {
    name: 'room invite',
    aliases: ['방 초대'],
    description: { en: 'A one-time code for linking another channel', ko: '다른 채널을 연결할 일회용 코드' },
    options: [],
    example: { en: '/movie room invite', ko: '/영화 방 초대' },
  },
  {
    name: 'room link',
    aliases: ['방 연결'],
    description: { en: 'Links this channel to the room of a code', ko: '코드의 방에 이 채널을 연결해요' },
    options: [
      {
        name: 'code',
        aliases: ['코드'],
        description: { en: 'XXXX-XXXX-XXXX', ko: 'XXXX-XXXX-XXXX' },
        required: true,
      },
      MODERATION,
    ],
    example: { en: '/movie room link K7QM-2FHD-9XWB', ko: '/영화 방 연결 K7QM-2FHD-9XWB' },
  },
  {
    name: 'room unlink',
    aliases: ['방 해제', '방 연결해제'],
    description: { en: "Ends this channel's link", ko: '이 채널의 연결을 끊어요' },
    options: [],
    example: { en: '/movie room unlink', ko: '/영화 방 해제' },
  },
  {
    name: 'room info',
    aliases: ['방 정보'],
    description: { en: 'Room, links, people, state', ko: '방, 연결, 사람, 상태' },
    options: [],
    example: { en: '/movie room info', ko: '/영화 방 정보' },
  },
  {
    name: 'room rights',
    aliases: ['방 권한'],
    description: {
      en: 'Who may open, link and unlink rooms here; admins set it',
      ko: '누가 방을 열고 연결하고 끊을 수 있는지. 관리자가 정해요',
    },
    options: [RIGHTS],
    example: { en: '/movie room rights everyone', ko: '/영화 방 권한 모두' },
  },
  {
    name: 'help',
    aliases: ['도움말', '도움'],
    description: { en: 'What can be said, with examples', ko: '쓸 수 있는 명령과 예' },
    options: [],
    example: { en: '/movie help', ko: '/영화 도움말' },
  },
];

/** Names of the command itself, as typed with a slash. */
export const COMMAND_WORDS = { en: 'movie', ko: '영화' } as const;
