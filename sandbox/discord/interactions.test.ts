import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  DiscordAPIError,
  Events,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import type { ChatInputCommandInteraction, Client, Interaction } from 'discord.js';
import { ClientRefusal } from './index.ts';
import { logIn, openStarterGuild, textChannel } from './starter-guild.ts';
import type { StarterGuild } from './starter-guild.ts';

let town: StarterGuild;
let client: Client<true>;

const movie = new SlashCommandBuilder()
  .setName('movie')
  .setNameLocalization('ko', '영화')
  .setDescription('Films')
  .addSubcommand((command) =>
    command
      .setName('recommend')
      .setNameLocalization('ko', '추천')
      .setDescription('Films like one')
      .addStringOption((option) => option.setName('like').setDescription('A film').setAutocomplete(true))
      .addStringOption((option) =>
        option
          .setName('for')
          .setDescription('For whom')
          .addChoices({ name: 'me', value: 'me' }, { name: 'room', value: 'room' }),
      ),
  )
  .addSubcommandGroup((group) =>
    group
      .setName('watchlist')
      .setDescription('Your list')
      .addSubcommand((command) =>
        command
          .setName('add')
          .setDescription('Adds one')
          .addStringOption((option) => option.setName('title').setDescription('A film').setRequired(true)),
      ),
  );

beforeAll(async () => {
  town = await openStarterGuild();
  client = await logIn(town.discord);
  await client.application.commands.set([movie], town.guild.id);
});

afterEach(() => {
  client.removeAllListeners(Events.InteractionCreate);
});

afterAll(async () => {
  await client.destroy();
  await town.discord.close();
});

/** Lets the bot answer with this; what goes wrong there comes back through the promise. */
function answering<T>(answer: (interaction: Interaction) => Promise<T>, bot: Client = client): Promise<T> {
  return new Promise((resolve, reject) => {
    bot.once(Events.InteractionCreate, (interaction) => void answer(interaction).then(resolve, reject));
  });
}

function command(interaction: Interaction): ChatInputCommandInteraction {
  if (interaction.isChatInputCommand()) return interaction;
  throw new Error(`not a command: ${interaction.type}`);
}

async function codeOf(attempt: Promise<unknown>): Promise<number | string | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof DiscordAPIError) return error.code;
    throw error;
  }
}

describe('a slash command', () => {
  it('carries subcommand and options, and is answered for all to see', async () => {
    const seen = answering(async (raw) => {
      const interaction = command(raw);
      await interaction.reply({
        content: `${interaction.options.getSubcommand()} ${interaction.options.getString('like')} ${interaction.options.getString('for')}`,
      });
      return interaction.locale;
    });
    const press = await town.discord.world.slash(town.mina.id, town.channel.id, '영화', {
      subcommand: '추천',
      options: { like: '기생충', for: 'room' },
    });
    expect(press.state.status).toBe('answered');
    expect(press.state.messages[0]).toMatchObject({
      content: 'recommend 기생충 room',
      ephemeral: false,
      command: { name: 'movie recommend', userName: '미나' },
    });
    expect(await seen).toBe('ko');
    expect(town.discord.world.channelView(town.channel.id).messages.at(-1)?.kind).toBe('command');
  });

  it('can be answered so that only its user sees it', async () => {
    const seen = answering((raw) =>
      command(raw).reply({ content: 'just for you', flags: MessageFlags.Ephemeral }),
    );
    const press = await town.discord.world.slash(town.mina.id, town.channel.id, 'movie', {
      subcommandGroup: 'watchlist',
      subcommand: 'add',
      options: { title: 'Burning' },
    });
    await seen;
    const contents = (viewer?: string): string[] =>
      town.discord.world.channelView(town.channel.id, viewer).messages.map((message) => message.content);
    expect(contents(town.mina.id)).toContain('just for you');
    expect(contents(town.jun.id)).not.toContain('just for you');
    const channel = await textChannel(client, town.channel.id);
    expect(
      (await channel.messages.fetch({ limit: 50, cache: false })).some(
        (message) => message.content === 'just for you',
      ),
    ).toBe(false);
    expect(press.state.messages[0]?.ephemeral).toBe(true);
  });

  it('can be deferred, filled and followed up', async () => {
    const seen = answering(async (raw) => {
      const interaction = command(raw);
      await interaction.deferReply();
      await new Promise((resolve) => setTimeout(resolve, 60));
      await interaction.editReply({
        content: 'found it',
        files: [{ attachment: Buffer.from('list'), name: 'list.txt' }],
      });
      const more = await interaction.followUp({ content: 'and more', flags: MessageFlags.Ephemeral });
      await interaction.webhook.editMessage(more.id, { content: 'and even more' });
      return interaction.fetchReply();
    });
    const press = await town.discord.world.slash(town.jun.id, town.channel.id, 'movie', {
      subcommand: 'recommend',
    });
    expect(press.state).toMatchObject({ status: 'thinking', messages: [{ thinking: true, content: '' }] });
    const done = await press.until(
      (state) => state.messages.length === 2 && state.messages[1]?.content === 'and even more',
    );
    expect(
      done.messages.map(({ content, ephemeral, editedAt }) => [content, ephemeral, editedAt === null]),
    ).toEqual([
      ['found it', false, true],
      ['and even more', true, false],
    ]);
    expect(done.messages[1]?.replyTo?.id).toBe(done.messages[0]?.id);
    const reply = await seen;
    expect(reply.webhookId).toBe(town.discord.applicationId);
    expect(reply.attachments.first()?.name).toBe('list.txt');
  });

  it('is filled by the first follow-up when that comes instead of an edit', async () => {
    const seen = answering(async (raw) => {
      const interaction = command(raw);
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.followUp('late but here');
      await interaction.deleteReply();
    });
    const press = await town.discord.world.slash(town.jun.id, town.channel.id, 'movie', {
      subcommand: 'recommend',
    });
    await press.until(
      (state) => state.messages[0]?.content === 'late but here' && state.messages[0].ephemeral,
    );
    await seen;
    expect(press.state.messages).toEqual([]);
  });

  it('is refused by the client itself when it does not exist or lacks what it requires', async () => {
    const { world } = town.discord;
    const attempt = (name: string, line: Parameters<typeof world.slash>[3]): Promise<unknown> =>
      world.slash(town.mina.id, town.channel.id, name, line);
    await expect(attempt('film', {})).rejects.toThrow(ClientRefusal);
    await expect(attempt('movie', {})).rejects.toThrow('needs a subcommand');
    await expect(attempt('movie', { subcommandGroup: 'watchlist', subcommand: 'add' })).rejects.toThrow(
      'title is required',
    );
    await expect(attempt('movie', { subcommand: 'recommend', options: { for: 'nobody' } })).rejects.toThrow(
      'no choice',
    );
    await expect(attempt('movie', { subcommand: 'recommend', options: { colour: 'red' } })).rejects.toThrow(
      'no option',
    );
  });
});

describe('an option that completes itself', () => {
  it('offers what the bot suggests for what is typed so far', async () => {
    const seen = answering(async (raw) => {
      if (!raw.isAutocomplete()) throw new Error('not an autocompletion');
      const focused = raw.options.getFocused(true);
      await raw.respond([{ name: `Parasite (${focused.value})`, value: 'm-1' }]);
      return focused.name;
    });
    const choices = await town.discord.world.autocomplete(town.mina.id, town.channel.id, 'movie', {
      subcommand: 'recommend',
      focused: 'like',
      value: 'par',
    });
    expect(choices).toEqual([{ name: 'Parasite (par)', value: 'm-1' }]);
    expect(await seen).toBe('like');
  });
});

describe('time runs out', () => {
  let own: StarterGuild;
  let bot: Client<true>;

  async function hurry(timing: { interactionAnswerMs?: number; interactionTokenMs?: number }): Promise<void> {
    own = await openStarterGuild({ timing });
    bot = await logIn(own.discord);
    await bot.application.commands.set([movie]);
  }

  afterEach(async () => {
    await bot.destroy();
    await own.discord.close();
  });

  it('for a bot that stays silent: its user is told so, and the late answer is refused', async () => {
    await hurry({ interactionAnswerMs: 150 });
    const seen = answering(async (raw) => {
      await new Promise((resolve) => setTimeout(resolve, 250));
      return codeOf(command(raw).reply('sorry'));
    }, bot);
    const press = await own.discord.world.slash(own.mina.id, own.channel.id, 'movie', {
      subcommand: 'recommend',
    });
    expect(press.state).toMatchObject({ status: 'failed', failure: 'The application did not respond' });
    expect(await seen).toBe(10062);
  });

  it('for suggestions that are too many, since they count as none', async () => {
    await hurry({ interactionAnswerMs: 500 });
    const seen = answering(async (raw) => {
      if (!raw.isAutocomplete()) throw new Error('not an autocompletion');
      return codeOf(
        raw.respond(Array.from({ length: 26 }, (_, n) => ({ name: `film ${n}`, value: `${n}` }))),
      );
    }, bot);
    const line = { subcommand: 'recommend', focused: 'like', value: '' };
    expect(await own.discord.world.autocomplete(own.mina.id, own.channel.id, 'movie', line)).toEqual([]);
    expect(await seen).toBe(50035);
  });

  it('for follow-ups once the token is old; and nothing is answered twice', async () => {
    await hurry({ interactionTokenMs: 400 });
    const seen = answering(async (raw) => {
      const interaction = command(raw);
      await interaction.reply('one');
      const callback = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
      const twice = await codeOf(
        bot.rest.post(callback, { body: { type: 4, data: { content: 'two' } }, auth: false }),
      );
      await new Promise((resolve) => setTimeout(resolve, 450));
      return [twice, await codeOf(interaction.followUp('too late'))];
    }, bot);
    await own.discord.world.slash(own.mina.id, own.channel.id, 'movie', { subcommand: 'recommend' });
    expect(await seen).toEqual([40060, 50027]);
  });
});

describe('buttons, menus and forms', () => {
  it('a button updates the message it stands on', async () => {
    const channel = await textChannel(client, town.channel.id);
    const row = new ActionRowBuilder<ButtonBuilder>().addComponents(
      new ButtonBuilder().setCustomId('like:1').setLabel('Like').setStyle(ButtonStyle.Primary),
    );
    const card = await channel.send({ content: '0 likes', components: [row] });
    const seen = answering(async (raw) => {
      if (!raw.isButton()) throw new Error('not a button');
      await raw.update('1 like');
      return raw.message.id;
    });
    const press = await town.discord.world.clickButton(town.jun.id, card.id, 'like:1');
    expect(press.state.status).toBe('answered');
    expect(await seen).toBe(card.id);
    expect(town.discord.world.message(card.id)?.content).toBe('1 like');
    await expect(town.discord.world.clickButton(town.jun.id, card.id, 'like:2')).rejects.toThrow(
      'nothing like that',
    );
  });

  it('a button can be taken note of first and the message changed later', async () => {
    const channel = await textChannel(client, town.channel.id);
    const row = new ActionRowBuilder<ButtonBuilder>().addComponents(
      new ButtonBuilder().setCustomId('slowly').setEmoji('🎬').setStyle(ButtonStyle.Secondary),
    );
    const card = await channel.send({ content: 'before', components: [row] });
    const seen = answering(async (raw) => {
      if (!raw.isButton()) throw new Error('not a button');
      await raw.deferUpdate();
      await raw.editReply('after');
    });
    await town.discord.world.clickButton(town.jun.id, card.id, 'slowly');
    await seen;
    expect(town.discord.world.message(card.id)?.content).toBe('after');
  });

  it('a menu hands over what was chosen', async () => {
    const channel = await textChannel(client, town.channel.id);
    const menu = new StringSelectMenuBuilder()
      .setCustomId('pick')
      .addOptions({ label: 'Parasite', value: 'm-1' }, { label: 'Burning', value: 'm-2' });
    const card = await channel.send({
      content: 'pick',
      components: [new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(menu)],
    });
    const seen = answering(async (raw) => {
      if (!raw.isStringSelectMenu()) throw new Error('not a menu');
      await raw.reply({ content: raw.values.join(), flags: MessageFlags.Ephemeral });
    });
    const press = await town.discord.world.select(town.jun.id, card.id, 'pick', ['m-2']);
    await seen;
    expect(press.state.messages[0]?.content).toBe('m-2');
    await expect(town.discord.world.select(town.jun.id, card.id, 'pick', ['m-9'])).rejects.toThrow(
      'no choice',
    );
  });

  it('a form opens, is filled in and sent', async () => {
    const opened = answering(async (raw) => {
      const text = new TextInputBuilder()
        .setCustomId('text')
        .setLabel('Review')
        .setStyle(TextInputStyle.Paragraph)
        .setMaxLength(20);
      const rating = new TextInputBuilder()
        .setCustomId('rating')
        .setLabel('Rating')
        .setStyle(TextInputStyle.Short)
        .setRequired(false);
      const rows = [rating, text].map((input) =>
        new ActionRowBuilder<TextInputBuilder>().addComponents(input),
      );
      await command(raw).showModal(
        new ModalBuilder().setCustomId('review:1').setTitle('Parasite').addComponents(rows),
      );
    });
    const { world } = town.discord;
    const press = await world.slash(town.mina.id, town.channel.id, 'movie', { subcommand: 'recommend' });
    await opened;
    expect(press.state).toMatchObject({
      status: 'modal',
      modal: { customId: 'review:1', title: 'Parasite' },
    });
    await expect(world.submitModal(town.mina.id, press, { rating: '4' })).rejects.toThrow('text is required');
    await expect(world.submitModal(town.mina.id, press, { text: 'x'.repeat(21) })).rejects.toThrow(
      'too long',
    );
    const seen = answering(async (raw) => {
      if (!raw.isModalSubmit()) throw new Error('not a form');
      await raw.reply(`${raw.fields.getTextInputValue('rating')} · ${raw.fields.getTextInputValue('text')}`);
    });
    const sent = await world.submitModal(town.mina.id, press, { rating: '4.5', text: '걸작이에요' });
    await seen;
    expect(sent.state.messages[0]?.content).toBe('4.5 · 걸작이에요');
  });
});

describe('commands', () => {
  it('keep their ids when the whole list is written again', async () => {
    const before = await client.application.commands.fetch({ guildId: town.guild.id });
    await client.application.commands.set(
      [movie, { name: 'help', description: 'What can be said' }],
      town.guild.id,
    );
    const after = await client.application.commands.fetch({ guildId: town.guild.id });
    expect(after.find((entry) => entry.name === 'movie')?.id).toBe(before.first()?.id);
    expect(town.discord.world.commands(town.jun.id, town.channel.id).map((entry) => entry.name)).toEqual([
      'movie',
      'help',
    ]);
  });

  it('are refused with the path of every fault', async () => {
    const attempt = client.rest.put(`/applications/${town.discord.applicationId}/commands`, {
      body: [
        { name: 'Loud', description: 'x' },
        {
          name: 'ok',
          description: '',
          options: [
            { type: 3, name: 'a', description: 'a' },
            { type: 3, name: 'b', description: 'b', required: true },
          ],
        },
      ],
    });
    const error = await attempt.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(DiscordAPIError);
    expect((error as DiscordAPIError).rawError).toMatchObject({
      code: 50035,
      errors: {
        0: { name: { _errors: [{ code: 'APPLICATION_COMMAND_INVALID_NAME' }] } },
        1: {
          description: { _errors: [{ code: 'BASE_TYPE_REQUIRED' }] },
          options: {
            1: { required: { _errors: [{ code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID' }] } },
          },
        },
      },
    });
  });
});
