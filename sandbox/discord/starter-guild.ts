import { Agent } from 'undici';
import { Client, GatewayIntentBits, Partials, TextChannel } from 'discord.js';
import { createDiscordStandIn } from './index.ts';
import type { DiscordStandIn, DiscordStandInOptions } from './index.ts';
import type { Channel, Guild, User } from './entities.ts';

/** A stand-in with one guild, one channel, its owner and a second person: where most tests begin. */
export interface StarterGuild {
  discord: DiscordStandIn;
  guild: Guild;
  channel: Channel;
  /** Owns the guild. */
  mina: User;
  /** A member without special rights. */
  jun: User;
}

/** Starts a stand-in (with limits that do not slow tests down, unless asked otherwise) and peoples it. */
export async function openStarterGuild(options: DiscordStandInOptions = {}): Promise<StarterGuild> {
  const discord = await createDiscordStandIn({ rateLimits: 'lenient', ...options });
  const { world } = discord;
  const mina = world.createUser({ name: 'mina', displayName: '미나', locale: 'ko' });
  const jun = world.createUser({ name: 'jun', displayName: 'Jun' });
  const guild = world.createGuild({ name: 'Film club', ownerId: mina.id });
  world.addMember(guild.id, jun.id);
  const channel = world.createChannel(guild.id, { name: 'movies', topic: 'What to watch' });
  return { discord, guild, channel, mina, jun };
}

const INTENTS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMembers,
  GatewayIntentBits.GuildWebhooks,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.GuildMessageTyping,
  GatewayIntentBits.DirectMessages,
  GatewayIntentBits.MessageContent,
];

/** An unmodified discord.js client for the stand-in, not yet logged in. Its own agent keeps other undici versions out. */
export function clientFor(
  discord: DiscordStandIn,
  { intents = INTENTS }: { intents?: GatewayIntentBits[] } = {},
): Client {
  return new Client({
    intents,
    partials: [Partials.Message, Partials.Reaction, Partials.Channel, Partials.User],
    rest: { api: discord.apiUrl, cdn: discord.cdnUrl, agent: new Agent() },
  });
}

/** Logs a client in and waits until it is ready. */
export async function logIn(
  discord: DiscordStandIn,
  options: { intents?: GatewayIntentBits[] } = {},
): Promise<Client<true>> {
  const client = clientFor(discord, options);
  const ready = new Promise<Client<true>>((resolve) => client.once('clientReady', resolve));
  await client.login(discord.token);
  return ready;
}

/** The text channel of this id, as discord.js knows it. */
export async function textChannel(client: Client, id: string): Promise<TextChannel> {
  const channel = await client.channels.fetch(id);
  if (channel instanceof TextChannel) return channel;
  throw new Error(`${id} is not a text channel`);
}
