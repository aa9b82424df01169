import type { EventFrame } from '../../protocol/frames.ts';
import type { Platforms } from './platforms.ts';

/** What people in the other channels are told about a link. */
export function linkNews(
  { kind, data }: EventFrame<'link.broken' | 'link.mended'>,
  platforms: Pick<Platforms, 'name'>,
): string {
  const place = `${platforms.name(data.platform)} #${data.channel}`;
  return kind === 'link.broken'
    ? `${place} cannot be reached just now: ${data.reason}\n${place} 채널에 지금은 전할 수 없어요. 다시 연결되면 밀린 이야기를 이어서 전할게요.`
    : `${place} can be reached again; what was said meanwhile follows.\n${place} 채널이 다시 연결됐어요. 그동안의 이야기를 전할게요.`;
}

/** What a channel is told that was away for long: how many messages do not follow, and where they can be read. */
export function passedOver(count: number, url: string): string {
  return (
    `${count} messages were said while this channel was away and do not follow here. Read them at ${url}\n` +
    `이 채널이 떨어져 있는 동안 오간 메시지 ${count}개는 여기로 옮기지 않았어요. 여기서 읽을 수 있어요: ${url}`
  );
}

/** What a channel is told when a message of the room will not be shown there. */
export function notShown(url: string): string {
  return (
    `A message of the room cannot be shown here. Read it at ${url}\n` +
    `이 방의 메시지 하나를 여기에 보여 드릴 수 없어요. 여기서 읽을 수 있어요: ${url}`
  );
}
