import type { Ping } from './entities.ts';

/** Something that a client on screen would have to redraw. */
export type Change =
  | {
      type: 'message';
      action: 'created' | 'updated' | 'deleted';
      channelId: string;
      messageId: string;
      onlyFor: string | null;
    }
  | { type: 'typing'; channelId: string; userId: string }
  | { type: 'interaction'; interactionId: string; userId: string; channelId: string }
  | { type: 'guild'; guildId: string }
  | { type: 'channel'; action: 'created' | 'updated' | 'deleted'; channelId: string }
  | { type: 'member'; action: 'joined' | 'updated' | 'left'; guildId: string; userId: string }
  | { type: 'user'; userId: string }
  | { type: 'webhooks'; channelId: string }
  | { type: 'commands' }
  | { type: 'ping'; ping: Ping }
  | { type: 'connections'; open: number }
  | { type: 'faults' };
