import { describe, expect, it } from 'vitest';
import { renderDiscord } from '../../src/adapters/discord/markdown.ts';
import { partSize } from '../../src/adapters/slack/part-size.ts';
import { renderSlack } from '../../src/adapters/slack/rich-text.ts';
import { parseMarkdown, renderMarkdown } from '../../src/core/markup/matinee-markdown.ts';
import { plainText } from '../../src/core/markup/plain-text.ts';
import { splitRendered, splitTree } from '../../src/core/markup/split-long.ts';
import type { Tree } from '../../src/core/markup/tree.ts';
import { excerptOf } from '../../src/core/messages/excerpt.ts';
import { LIMITS } from '../../src/protocol/frames.ts';
import { hostileTexts } from '../support/hostile-texts.ts';
import { tooSlow } from '../support/processor-time.ts';

/** Processor time that writing one text may take, beside reading it, in ms on an ordinary machine. */
const MOST_MS = 20;

it(`plain text of 50,000 characters that mean no good is written within ${MOST_MS} ms`, () => {
  expect(
    tooSlow(hostileTexts, { size: 50_000, most: MOST_MS }, parseMarkdown, (tree) => plainText(tree)),
  ).toEqual([]);
}, 120_000);

const SLACK_BYTES = 11_500;
const slackSize = (part: Tree): number => partSize(part, { text: Infinity, bytes: SLACK_BYTES }).bytes;

/** What is made of a line of the greatest length that somebody may write here or on Discord. */
const CUTTERS: Record<string, (tree: Tree) => unknown> = {
  'Matinee Markdown': renderMarkdown,
  'Discord Markdown': (tree) => renderDiscord(tree),
  'Slack rich text': (tree) => renderSlack(tree),
  'messages on Slack': (tree) => splitTree(tree, slackSize, SLACK_BYTES),
};

/** What is made of the longest line that Slack lets somebody write. */
const LONGEST = 40_000;
const LONGEST_MS = 100;
const LONG_CUTTERS: Record<string, (tree: Tree) => unknown> = {
  ...CUTTERS,
  'messages on Discord': (tree) => splitRendered(tree, renderDiscord, 2_000),
};

describe(`${LIMITS.textLength} characters that mean no good`, { timeout: 120_000 }, () => {
  const size = LIMITS.textLength;

  it.each(Object.entries(CUTTERS))(`become %s within ${MOST_MS} ms`, (_, cut) => {
    expect(tooSlow(hostileTexts, { size, most: MOST_MS }, parseMarkdown, cut)).toEqual([]);
  });

  it(`become the excerpt of a reply within ${MOST_MS} ms`, () => {
    const text = (one: string): string => one;
    expect(tooSlow(hostileTexts, { size, most: MOST_MS }, text, excerptOf)).toEqual([]);
  });
});

describe(
  `${LONGEST} characters that mean no good, as Slack lets somebody write`,
  { timeout: 300_000 },
  () => {
    it.each(Object.entries(LONG_CUTTERS))(`become %s within ${LONGEST_MS} ms`, (_, cut) => {
      expect(tooSlow(hostileTexts, { size: LONGEST, most: LONGEST_MS }, parseMarkdown, cut)).toEqual([]);
    });
  },
);
