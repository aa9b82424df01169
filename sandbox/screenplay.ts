/** One line of the conversation that is there when somebody first opens the page. */
export interface Line {
  /** Minutes before the opening. */
  ago: number;
  side: 'discord' | 'slack' | 'web';
  /** Handle of who says it. */
  who: string;
  /** In the dialect of its side, as typed. */
  text: string;
  /** Number of the line it answers, counting from 0. */
  answers?: number;
  reactions?: { side: 'discord' | 'slack' | 'web'; who: string; emoji: string }[];
}

/** A dozen lines after a screening of Parasite. */
export const SCREENPLAY: readonly Line[] = [
  {
    ago: 21,
    side: 'discord',
    who: 'ana',
    text: 'Just out of the theatre. That cut to the rain running **down** the stairs, and down, and down. The whole film is one staircase.',
    reactions: [
      { side: 'discord', who: 'hajun', emoji: '🎬' },
      { side: 'slack', who: 'daniel', emoji: '❤️' },
    ],
  },
  {
    ago: 19,
    side: 'slack',
    who: 'bora',
    text: '맞아요. 박 사장네에 갈 때는 계속 올라가고, 집에 갈 때는 계속 내려가죠. *빗물도 같은 길*로 내려가고요.',
    answers: 0,
  },
  {
    ago: 17,
    side: 'web',
    who: 'mira',
    text: 'I tried to count the flights between the two houses and lost count when I stopped breathing.',
    reactions: [{ side: 'discord', who: 'ana', emoji: '😂' }],
  },
  {
    ago: 14,
    side: 'discord',
    who: 'hajun',
    text: '그 반지하 골목, 전부 세트래요. 물에 잠기는 장면 때문에 아예 수조 안에 동네를 지었대요.',
    reactions: [{ side: 'slack', who: 'daniel', emoji: '😮' }],
  },
  {
    ago: 13,
    side: 'slack',
    who: 'daniel',
    text: 'A whole street built _inside a water tank_? Suddenly that flood is even more impressive, and I feel even damper.',
  },
  {
    ago: 10,
    side: 'discord',
    who: 'minji',
    text: '더 내려갈 데가 없는 줄 알았는데, ||지하실의 남자||가 나오는 순간 한 층이 더 생기죠.',
    reactions: [{ side: 'slack', who: 'sua', emoji: '😱' }],
  },
  {
    ago: 8,
    side: 'web',
    who: 'mira',
    text: 'Thank you for hiding that one. I am bringing my sister on Friday and she knows nothing. Is it scary or funny?',
  },
  {
    ago: 7,
    side: 'slack',
    who: 'priya',
    text: 'Funny for an hour. Then you notice that nobody around you is laughing any more. Bring the sister, bring tissues.',
    reactions: [
      { side: 'discord', who: 'theo', emoji: '💯' },
      { side: 'web', who: 'mira', emoji: '🙏' },
    ],
  },
  {
    ago: 5,
    side: 'discord',
    who: 'theo',
    text: 'The peach sequence is the best heist I have seen in years, and the weapon is *fruit*. 🍑',
  },
  {
    ago: 3,
    side: 'web',
    who: 'jun',
    text: '그 장면 음악 제목이 ‘믿음의 벨트’예요. 한 사람이 다음 사람을 끌어오는 이야기니까, 제목이 다 말해 주죠.',
    answers: 8,
    reactions: [{ side: 'slack', who: 'bora', emoji: '👏' }],
  },
  {
    ago: 2,
    side: 'slack',
    who: 'sua',
    text: '다음 주에는 뭘 볼까요? 비슷한 영화가 궁금하면 `/movie recommend Parasite`라고 물어보세요.',
    reactions: [{ side: 'discord', who: 'minji', emoji: '🍿' }],
  },
  {
    ago: 1,
    side: 'discord',
    who: 'ana',
    text: 'Or `/movie search song kang-ho`, when a face is all you remember.',
  },
];
