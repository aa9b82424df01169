import { z } from 'zod';
import { action } from './control-action.ts';
import type { ControlAction } from './control-action.ts';
import { BREAKING_ACTIONS } from './control-faults.ts';
import { isPermissionName } from './permissions.ts';
import type { PermissionName } from './permissions.ts';
import type { InteractionView } from './views.ts';
import type { Press } from './world.ts';

const id = z.string().regex(/^\d{1,20}$/);
const file = z
  .object({
    filename: z.string().min(1),
    data: z.base64(),
    contentType: z.string().optional(),
    description: z.string().optional(),
  })
  .transform(({ data, ...rest }) => ({ ...rest, bytes: Buffer.from(data, 'base64') }));
const permissions = z
  .array(z.string().refine(isPermissionName, 'no such permission'))
  .transform((names): PermissionName[] => names.filter(isPermissionName));
const optionValue = z.union([z.string(), z.number(), z.boolean(), file]);
const line = {
  subcommandGroup: z.string().optional(),
  subcommand: z.string().optional(),
  options: z.record(z.string(), optionValue).optional(),
};

async function answered(press: Promise<Press>): Promise<InteractionView> {
  return (await press).state;
}

const places: ControlAction[] = [
  action(
    'createUser',
    'name, displayName?, bot?, locale?, avatarSeed?',
    z.object({
      name: z.string().min(1),
      displayName: z.string().optional(),
      bot: z.boolean().optional(),
      locale: z.string().optional(),
      avatarSeed: z.string().nullish(),
    }),
    ({ world }, wish) => world.createUser(wish),
  ),
  action(
    'createGuild',
    'name, ownerId, locale?, bot?',
    z.object({
      name: z.string().min(1),
      ownerId: id,
      locale: z.string().optional(),
      bot: z.boolean().optional(),
    }),
    ({ world }, wish) => world.createGuild(wish),
  ),
  action(
    'createChannel',
    'guildId, name, topic?',
    z.object({ guildId: id, name: z.string().min(1), topic: z.string().optional() }),
    ({ world }, { guildId, ...wish }) => world.createChannel(guildId, wish),
  ),
  action(
    'changeChannel',
    'channelId, name?, topic?',
    z.object({ channelId: id, name: z.string().min(1).optional(), topic: z.string().nullish() }),
    ({ world }, { channelId, ...change }) => world.changeChannel(channelId, change),
  ),
  action('deleteChannel', 'channelId', z.object({ channelId: id }), ({ world }, { channelId }) =>
    world.deleteChannel(channelId),
  ),
  action(
    'createRole',
    'guildId, name, permissions?, mentionable?, color?',
    z.object({
      guildId: id,
      name: z.string().min(1),
      permissions: permissions.optional(),
      mentionable: z.boolean().optional(),
      color: z.int().optional(),
    }),
    ({ world }, { guildId, ...wish }) => world.createRole(guildId, wish),
  ),
  action(
    'createEmoji',
    'guildId, name',
    z.object({ guildId: id, name: z.string().regex(/^\w{2,32}$/) }),
    ({ world }, { guildId, name }) => world.createEmoji(guildId, name),
  ),
  action(
    'addMember',
    'guildId, userId, nick?, roleIds?',
    z.object({ guildId: id, userId: id, nick: z.string().nullish(), roleIds: z.array(id).optional() }),
    ({ world }, { guildId, userId, ...details }) => world.addMember(guildId, userId, details),
  ),
  action(
    'removeMember',
    'guildId, userId',
    z.object({ guildId: id, userId: id }),
    ({ world }, { guildId, userId }) => world.removeMember(guildId, userId),
  ),
  action(
    'inviteBot',
    'guildId, permissions?',
    z.object({ guildId: id, permissions: permissions.optional() }),
    ({ world }, { guildId, permissions: granted }) => world.inviteBot(guildId, granted),
  ),
  action('removeBot', 'guildId', z.object({ guildId: id }), ({ world }, { guildId }) =>
    world.removeBot(guildId),
  ),
  action(
    'setPermissions',
    'channelId, allow?, deny?, reset?, userId? (the bot)',
    z.object({
      channelId: id,
      allow: permissions.optional(),
      deny: permissions.optional(),
      reset: permissions.optional(),
      userId: id.optional(),
    }),
    ({ world }, { channelId, userId, ...change }) => world.setPermissions(channelId, change, userId),
  ),
  action('directChannel', 'userId', z.object({ userId: id }), ({ world }, { userId }) =>
    world.directChannel(userId),
  ),
];

const talking: ControlAction[] = [
  action(
    'say',
    'userId, channelId, content?, replyTo?, pingRepliedAuthor?, attachments?: [{filename, data (base64), contentType?}]',
    z.object({
      userId: id,
      channelId: id,
      content: z.string().optional(),
      replyTo: id.optional(),
      pingRepliedAuthor: z.boolean().optional(),
      attachments: z.array(file).max(10).optional(),
    }),
    ({ world }, { userId, channelId, ...saying }) => world.say(userId, channelId, saying),
  ),
  action(
    'sayAsForeignWebhook',
    'channelId, name, content',
    z.object({ channelId: id, name: z.string().min(1), content: z.string().min(1) }),
    ({ world }, { channelId, ...post }) => world.sayAsForeignWebhook(channelId, post),
  ),
  action(
    'edit',
    'userId, messageId, content',
    z.object({ userId: id, messageId: id, content: z.string() }),
    ({ world }, { userId, messageId, content }) => world.edit(userId, messageId, { content }),
  ),
  action(
    'remove',
    'userId, messageId',
    z.object({ userId: id, messageId: id }),
    ({ world }, { userId, messageId }) => world.remove(userId, messageId),
  ),
  action(
    'react',
    'userId, messageId, emoji (a Unicode one, or name:id)',
    z.object({ userId: id, messageId: id, emoji: z.string() }),
    ({ world }, { userId, messageId, emoji }) => world.react(userId, messageId, emoji),
  ),
  action(
    'unreact',
    'userId, messageId, emoji',
    z.object({ userId: id, messageId: id, emoji: z.string() }),
    ({ world }, { userId, messageId, emoji }) => world.unreact(userId, messageId, emoji),
  ),
  action(
    'typing',
    'userId, channelId',
    z.object({ userId: id, channelId: id }),
    ({ world }, { userId, channelId }) => world.typing(userId, channelId),
  ),
  action(
    'startThread',
    'userId, channelId, name, messageId?',
    z.object({ userId: id, channelId: id, name: z.string().min(1).max(100), messageId: id.optional() }),
    ({ world }, { userId, channelId, ...wish }) => world.startThread(userId, channelId, wish),
  ),
  action(
    'unfurl',
    'messageId, title, url: a link preview arrives',
    z.object({ messageId: id, title: z.string(), url: z.url() }),
    ({ world }, { messageId, title, url }) => world.unfurl(messageId, { type: 'link', title, url }),
  ),
];

const pressing: ControlAction[] = [
  action(
    'slash',
    'userId, channelId, name, subcommandGroup?, subcommand?, options?: answers with the first response',
    z.object({ userId: id, channelId: id, name: z.string(), ...line }),
    ({ world }, { userId, channelId, name, ...rest }) => answered(world.slash(userId, channelId, name, rest)),
  ),
  action(
    'autocomplete',
    'userId, channelId, name, subcommandGroup?, subcommand?, options?, focused, value',
    z.object({
      userId: id,
      channelId: id,
      name: z.string(),
      ...line,
      focused: z.string(),
      value: z.string(),
    }),
    ({ world }, { userId, channelId, name, ...rest }) => world.autocomplete(userId, channelId, name, rest),
  ),
  action(
    'clickButton',
    'userId, messageId, customId',
    z.object({ userId: id, messageId: id, customId: z.string() }),
    ({ world }, { userId, messageId, customId }) => answered(world.clickButton(userId, messageId, customId)),
  ),
  action(
    'select',
    'userId, messageId, customId, values',
    z.object({ userId: id, messageId: id, customId: z.string(), values: z.array(z.string()) }),
    ({ world }, { userId, messageId, customId, values }) =>
      answered(world.select(userId, messageId, customId, values)),
  ),
  action(
    'submitModal',
    'userId, interactionId (the press that opened it), values by custom id',
    z.object({
      userId: id,
      interactionId: id,
      values: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    }),
    ({ world }, { userId, interactionId, values }) =>
      answered(world.submitModal(userId, interactionId, values)),
  ),
];

/** Everything that can be done through the control API. */
export const CONTROL_ACTIONS: readonly ControlAction[] = [
  ...places,
  ...talking,
  ...pressing,
  ...BREAKING_ACTIONS,
];
