import type { Channel } from './entities.ts';
import type { SlackStore } from './store.ts';

/** The direct-message channel of two people, made when it is not there yet. */
export function openDirect(store: SlackStore, one: string, other: string): Channel {
  for (const channel of store.channels.values()) {
    if (channel.kind === 'im' && channel.memberIds.includes(one) && channel.memberIds.includes(other))
      return channel;
  }
  const channel: Channel = {
    id: store.nextId('D'),
    teamId: store.users.get(one)?.teamId ?? '',
    name: '',
    kind: 'im',
    topic: '',
    purpose: '',
    creatorId: one,
    created: store.nowSeconds(),
    archived: false,
    memberIds: [one, other],
  };
  store.channels.set(channel.id, channel);
  store.touch();
  return channel;
}
