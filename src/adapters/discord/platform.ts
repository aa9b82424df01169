import { z } from 'zod';
import { credential, http } from '../../config/setting-kinds.ts';
import { definePlatform } from '../platform.ts';
import type { DiscordSettings } from './settings.ts';

/** Discord, as everybody outside this folder knows it. */
export const discord = definePlatform({
  facts: {
    id: 'discord',
    title: { en: 'Discord', ko: '디스코드' },
    colour: { light: '#4f5bd5', dark: '#a3abff' },
    place: { en: 'server', ko: '서버' },
    managers: {
      en: 'Only people who may manage this channel (Manage Channels) can link or unlink it. Ask somebody who can.',
      ko: '채널을 관리할 수 있는 사람(채널 관리 권한)만 방에 연결하거나 연결을 끊을 수 있어요. 관리자에게 부탁해 보세요.',
    },
    admins: {
      en: 'In this server only its administrators can do that. Ask one of them.',
      ko: '이 서버에서는 관리자(관리자 권한)만 할 수 있어요. 그분에게 부탁해 보세요.',
    },
    avatarHosts: ['cdn.discordapp.com', 'media.discordapp.net'],
    reservedNames: ['discord', '디스코드', 'clyde'],
  },
  packages: ['discord.js', '@discordjs'],
  environment: {
    DISCORD_TOKEN: credential.optional(),
    DISCORD_APPLICATION_ID: z
      .string()
      .regex(/^\d{1,20}$/, 'copy the number from the developer portal')
      .optional(),
    DISCORD_GUILD_ID: z
      .string()
      .regex(/^\d{1,20}$/, "copy the server's number: right click, Copy Server ID")
      .optional(),
    DISCORD_API_URL: http('http://127.0.0.1:4000/api').optional(),
    DISCORD_CDN_URL: http('http://127.0.0.1:4000/cdn').optional(),
  },
  turnedOnBy: 'DISCORD_TOKEN',
  read: (env): DiscordSettings | null =>
    env.DISCORD_TOKEN === undefined
      ? null
      : {
          token: env.DISCORD_TOKEN,
          applicationId: env.DISCORD_APPLICATION_ID,
          guildId: env.DISCORD_GUILD_ID,
          apiUrl: env.DISCORD_API_URL,
          cdnUrl: env.DISCORD_CDN_URL,
        },
  isExclusive: () => true,
  standIns: ({ cdnUrl }) => [cdnUrl],
  check: async (settings) => (await import('./doctor.ts')).checkDiscord(settings),
  create: async (settings, parts) =>
    (await import('./index.ts')).createDiscordAdapter(settings, parts, parts.logger),
});
