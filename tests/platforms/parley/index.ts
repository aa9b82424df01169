import { DeliveryFault } from '../../../src/core/delivery/chat-adapter.ts';
import { parseMarkdown } from '../../../src/core/markup/matinee-markdown.ts';
import { plainText } from '../../../src/core/markup/plain-text.ts';
import type { PlatformAdapter } from '../../../src/adapters/platform-adapter.ts';
import type { PlatformParts } from '../../../src/adapters/platform.ts';
import { ParleyChannels, person, remote } from './adapter.ts';
import { ParleyLine, type ParleyNews } from './line.ts';

const COMMAND = '/movie ';
const AGAIN_MS = 1_000;

/** Puts the Parley adapter together. */
export function createParleyAdapter({ port }: { port: number }, core: PlatformParts): PlatformAdapter {
  let line: ParleyLine | undefined;
  let again: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    try {
      line = await ParleyLine.open(port, (news) => void take(news));
    } catch (error) {
      core.logger.warn({ err: error }, 'Parley cannot be reached; it is tried again');
      again = setTimeout(() => void connect(), AGAIN_MS);
      return;
    }
    line.onClose(() => {
      line = undefined;
      again = setTimeout(() => void connect(), AGAIN_MS);
    });
    void core.inbox.catchUp('parley');
  };

  const take = async ({ news, channel: channelId, message, mark }: ParleyNews): Promise<void> => {
    const channel = { platform: 'parley', tenantId: 'house', channelId };
    if (news === 'dropped') return core.inbox.deleted(channel, message.id);
    if (news === 'changed') return core.inbox.edited(channel, remote(message));
    if (news === 'marked' && mark) {
      return core.inbox.reacted(channel, message.id, person(mark.by), mark.emoji, mark.on);
    }
    if (!message.text.startsWith(COMMAND)) return core.inbox.posted(channel, remote(message));
    // A command is no line of the talk: its answer goes where it says.
    const answer = await core.commands.runText(message.text.slice(COMMAND.length), {
      person: await core.people.meet(person(message.by)),
      via: 'parley',
      locale: 'en',
      channel: {
        ...channel,
        look: () =>
          Promise.resolve({ name: channelId, isPrivate: false, mayManage: true, standing: 'member' }),
      },
    });
    const cards = answer.cards.map(({ title, year }) => `${title} (${year ?? '?'})`);
    const text = [plainText(parseMarkdown(answer.text)), ...cards].filter((part) => part !== '').join('\n');
    await line?.ask({
      do: 'tell',
      channel: channelId,
      to: answer.to === 'sender' ? message.by.id : '*',
      text,
    });
  };

  return {
    adapter: new ParleyChannels(() => {
      if (!line) throw new DeliveryFault('retry', 'Parley is away.');
      return line;
    }),
    start: connect,
    status: () => (line ? 'connected' : `nobody listens at port ${port}: start Parley, or mend PARLEY_PORT`),
    stop: () => {
      line?.close();
      clearTimeout(again);
      return Promise.resolve();
    },
  };
}
