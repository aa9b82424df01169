import {
  ButtonStyle,
  ComponentType,
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIEmbed,
} from 'discord.js';
import type { OutgoingLine } from '../../core/delivery/chat-adapter.ts';
import { pollFoot, pollLocale, pollRows, type SharedPoll } from '../../core/polls/poll-rows.ts';
import { pollButton } from '../../core/polls/polls.ts';
import { renderDiscord } from './markdown.ts';

const AMBER = 0xf2a93b;
const QUIET = 0x8d8f95;
/** Buttons in a row; Discord takes five rows. */
const ROW = 5;

/** The options of a poll, to stand under its question: an embed with bars, and a button each while it is open. */
export function pollMessage(
  { key, text }: Pick<OutgoingLine, 'key' | 'text'>,
  poll: SharedPoll,
): { embeds: APIEmbed[]; components: APIActionRowComponent<APIButtonComponent>[] } {
  const lines = pollRows(poll).map(
    ({ text: option, bar, figures, ahead }) =>
      `${ahead ? '🏆 ' : ''}**${literal(option)}**\n${bar} ${figures}`,
  );
  const embed: APIEmbed = {
    color: poll.closed ? QUIET : AMBER,
    description: lines.join('\n'),
    footer: { text: pollFoot(poll, pollLocale(text, poll)) },
  };
  return { embeds: [embed], components: poll.closed ? [] : buttonRows(key, poll) };
}

function buttonRows(key: string, { options }: SharedPoll): APIActionRowComponent<APIButtonComponent>[] {
  const rows: APIActionRowComponent<APIButtonComponent>[] = [];
  options.forEach(({ text }, place) => {
    if (place % ROW === 0) rows.push({ type: ComponentType.ActionRow, components: [] });
    rows.at(-1)?.components.push({
      type: ComponentType.Button,
      style: ButtonStyle.Secondary,
      // An option is as long as a label may be.
      label: text,
      custom_id: pollButton(key, place),
    });
  });
  return rows;
}

const literal = (text: string): string =>
  renderDiscord([{ type: 'paragraph', children: [{ type: 'text', text }] }]);
