import { v7 as uuid } from 'uuid';
import type { Answer } from '../../protocol/frames.ts';
import type { Films } from '../catalogue/films.ts';
import type { LinkRepository } from '../delivery/link-repository.ts';
import { actorOf } from '../identity/actor.ts';
import { parsePoll, splitOptions } from '../polls/poll.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import type { RoomRepository } from '../rooms/room-repository.ts';
import type { CommandContext } from './command-runner.ts';
import { roomHere } from './room-commands.ts';

export interface PollCommandDeps {
  films: Films;
  rooms: RoomRepository;
  links: LinkRepository;
  log: RoomLog;
}

/** `/movie poll`: asks the room something, on every surface at once. */
export async function poll(
  deps: PollCommandDeps,
  options: Record<string, string>,
  context: CommandContext,
): Promise<Answer> {
  const { person, via, locale, channel } = context;
  const room = await roomHere(deps, context);
  const wanted = parsePoll(deps.films, {
    question: options['question'] ?? '',
    options: splitOptions(deps.films, options['options'] ?? ''),
  });
  const link = channel && (await deps.links.byChannel(channel));
  await deps.log.append({
    roomId: room.id,
    key: `poll:${uuid()}`,
    actor: actorOf(person, via),
    action: { kind: 'open-poll', ...wanted },
    ...(link ? { origin: { linkId: link.id } } : {}),
  });
  const text =
    locale === 'ko'
      ? '투표를 열었어요. 연결된 모든 곳에서 고를 수 있고, 고른 것을 한 번 더 누르면 취소돼요.'
      : 'Your poll is open, everywhere this room is. Choosing the same option again takes the vote back.';
  return { to: 'sender', text, cards: [] };
}
