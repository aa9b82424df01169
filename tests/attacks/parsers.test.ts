import { describe, expect, it } from 'vitest';
import { parseDiscord } from '../../src/adapters/discord/markdown.ts';
import { fromSlackName } from '../../src/adapters/slack/emoji-names.ts';
import { parseMrkdwn } from '../../src/adapters/slack/mrkdwn.ts';
import { parseSlack } from '../../src/adapters/slack/rich-text.ts';
import { escape } from '../../src/adapters/web/http/room-page.ts';
import { personKey } from '../../src/core/catalogue/person-key.ts';
import { looksLikeCommand } from '../../src/core/commands/command-like.ts';
import { echo } from '../../src/core/commands/literal.ts';
import { parseCommand } from '../../src/core/commands/parse-command.ts';
import { fileLine, fileLinesOf, withFileSettled } from '../../src/core/delivery/file-line.ts';
import { rangeOf } from '../../src/adapters/web/http/file-download.ts';
import { safeFileName } from '../../src/core/media/file-name.ts';
import { textOf } from '../../src/core/delivery/remote-text.ts';
import { parsePersonName } from '../../src/core/identity/person.ts';
import { bareUrlAt } from '../../src/core/markup/bare-url.ts';
import { cleanName, cleanText, firstGraphemes, isBlank } from '../../src/core/markup/clean-text.ts';
import { disguisedHost } from '../../src/core/markup/disguised-host.ts';
import { isSafeUrl } from '../../src/core/markup/link-safety.ts';
import { parseMarkdown } from '../../src/core/markup/matinee-markdown.ts';
import { parseEmoji } from '../../src/core/messages/react-to-message.ts';
import { wordsOf } from '../../src/core/messages/search-messages.ts';
import { parseRating } from '../../src/core/reviews/rating.ts';
import { parseReviewText } from '../../src/core/reviews/review.ts';
import { parseSlug } from '../../src/core/rooms/room.ts';
import { foldWords } from '../../src/core/search/fold.ts';
import { asEnglishKeys, asKoreanKeys } from '../../src/core/search/hangul-keys.ts';
import { readQuery } from '../../src/core/search/query-forms.ts';
import { saidTitles } from '../../src/core/search/said-title.ts';
import { titleForm } from '../../src/core/search/title-form.ts';
import { flatten } from '../../widget/src/markup/flatten.ts';
import { hostileTexts } from '../support/hostile-texts.ts';
import { tooSlow } from '../support/processor-time.ts';

const SIZE = 50_000;
/** Processor time that one text may take, in ms on an ordinary machine. */
const MOST_MS = 20;

const limited = (parse: (text: string) => unknown) => (text: string) => {
  try {
    parse(text);
  } catch {
    // Refused is answered too.
  }
};

/** What foreign text is read by, each held to its bound. */
const READERS: Record<string, (text: string) => unknown> = {
  'Matinee Markdown': parseMarkdown,
  'Discord Markdown': (text) => parseDiscord(text),
  'Slack mrkdwn': (text) => parseMrkdwn(text),
  'a text to clean': cleanText,
  'a name to clean': cleanName,
  'whether there is anything to see': isBlank,
  'the first graphemes': (text) => firstGraphemes(text, 80),
  'a bare address': (text) => bareUrlAt(text, 0),
  'a safe address': isSafeUrl,
  'a link that shows another host': (text) =>
    disguisedHost({ type: 'link', url: 'https://a.example', children: [{ type: 'text', text }] }),
  'what a platform said': (text) => textOf(text),
  'lines of files': (text) => fileLinesOf(`${text}\n📎 ${text}`, ['a.png', 'b.png']),
  'a line about a file': (name) => fileLine({ name, size: 1 }, 'failed', 'https://a.example/', 'en'),
  'a file that came late': (text) => withFileSettled(text, text, null),
  "a file's name": safeFileName,
  'a range of a file': (text) => rangeOf(`bytes=${text}`, 1_000),
  'a name': limited(parsePersonName),
  'a command': parseCommand,
  'what a command is told': (text) => parseCommand(`review ${text}`),
  'an option of a command': (text) => parseCommand(`recommend year:${text}`),
  'a line that may be a command': looksLikeCommand,
  'what a command says back': echo,
  'Slack rich text': (text) =>
    parseSlack({
      blocks: [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
        },
      ],
    }),
  "an emoji's name on Slack": fromSlackName,
  'a reaction': limited(parseEmoji),
  "a room's slug": limited(parseSlug),
  'a rating': limited(parseRating),
  'a review': limited(parseReviewText),
  'words to look for in a room': limited(wordsOf),
  'a film to look for': readQuery,
  'the words of a title': foldWords,
  'a title': titleForm,
  'a title with its year': saidTitles,
  'a title under the other keyboard layout': (text) => asEnglishKeys(asKoreanKeys(text)),
  "a person's name": personKey,
  'text for a page': escape,
  'text of a line in the widget': flatten,
};

const readAs = (text: string): string => text;

describe(`${SIZE.toLocaleString('en')} characters that mean no good`, { timeout: 120_000 }, () => {
  it.each(Object.entries(READERS))(`are read within ${MOST_MS} ms as %s`, (_, read) => {
    expect(tooSlow(hostileTexts, { size: SIZE, most: MOST_MS }, readAs, read)).toEqual([]);
  });
});
