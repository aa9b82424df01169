import type { Answer } from '../../protocol/frames.ts';
import { COMMANDS } from './grammar.ts';

/** What can be said, one line each, with an example to copy. */
export function help(locale: 'en' | 'ko'): Answer {
  const lines = COMMANDS.map((command) => `- \`${command.example[locale]}\` ${command.description[locale]}`);
  const head =
    locale === 'ko'
      ? '**쓸 수 있는 명령이에요.** 제목은 한국어로도 영어로도, 대강만 적어도 찾아요.'
      : '**What you can say.** Titles in English or Korean, and roughly is enough.';
  return { to: 'sender', text: [head, '', ...lines].join('\n'), cards: [] };
}
