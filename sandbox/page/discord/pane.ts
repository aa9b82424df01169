import { html, nothing, render, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DiscordCommand, DiscordMessage, DiscordOutcome } from '../../page-protocol.ts';
import { Composer, type Suggestions } from '../composer.ts';
import { dayName, icon } from '../draw.ts';
import { MessageList } from '../message-list.ts';
import { act, Refusal } from '../server.ts';
import type { Settings } from '../settings.ts';
import type { Stage } from '../stage.ts';
import { WORDS } from '../words.ts';
import { isCommandLine, readCommandLine, withChoice, withOption } from './command-line.ts';
import { followsOn, messageItem, type MessageContext, type MessageDeeds } from './message.ts';
import { ModalForm } from './modal-form.ts';
import { inlineText } from './text.ts';

/** A dark server channel: what a person sees and does in Discord. */
export class DiscordPane {
  readonly #list: MessageList;
  readonly #composer: Composer;
  readonly #modal: ModalForm;
  #picking: string | undefined;
  #commands: Promise<DiscordCommand[]> | undefined;
  #commandsOf = '';
  /** Names of choices taken from the list, and the values they stand for. */
  readonly #values = new Map<string, string>();
  #notice = '';

  constructor(
    private readonly root: HTMLElement,
    private readonly stage: Stage,
    private readonly settings: Settings,
  ) {
    const changed = (): void => stage.changed();
    this.#list = new MessageList(changed);
    this.#modal = new ModalForm(changed);
    this.#composer = new Composer(
      {
        key: 'discord',
        suggest: (line) => this.#suggest(line),
        send: (line, replyTo) => this.#send(line, replyTo),
        save: async (messageId, line) =>
          void (await act('discord/edit', { as: this.#me, messageId, content: line })),
        lastOwn: () => {
          const own = this.stage.discord?.messages.findLast(
            ({ author, ephemeral }) => author.kind === 'user' && author.id === this.#me && !ephemeral,
          );
          return own && { id: own.id, text: own.content };
        },
        typing: () => void act('discord/typing', { as: this.#me }).catch(() => undefined),
      },
      changed,
    );
    stage.subscribe(() => this.draw());
  }

  draw(): void {
    const { discord } = this.stage;
    if (discord) render(this.#template(), this.root);
  }

  get #me(): string {
    return this.stage.me('discord')?.id ?? '';
  }

  #template(): TemplateResult {
    const { discord: pane } = this.stage;
    if (!pane) return html``;
    const { language } = this.settings;
    const words = WORDS[language];
    const me = this.stage.me('discord');
    const context: MessageContext = {
      words,
      language,
      users: new Map(pane.people.map(({ id, name }) => [id, name])),
      roles: pane.roles,
      channels: pane.channels,
      cdnUrl: pane.iconUrl.replace(/\/icons\/.*$/, ''),
      me: me?.id ?? '',
      manages: me?.manages ?? false,
      picking: this.#picking,
      deeds: this.#deeds,
    };
    return html`<header>
        ${pane.iconUrl ? html`<img class="server" src=${pane.iconUrl} alt="" width="36" height="36" />` : nothing}
        <div class="names">
          <h2>${icon('hash')}${pane.channel.name}</h2>
          <p class="where"><span>${pane.server}</span></p>
        </div>
        <p class="topic" title=${pane.channel.topic.replaceAll('||', '')}>
          ${inlineText(pane.channel.topic, context)}
        </p>
        <span class="count">${icon('users')}${pane.people.filter(({ playable }) => playable).length}</span>
      </header>
      ${this.#list.template(`#${pane.channel.name}`, words, pane.messages.length, this.#messages(pane.messages, context))}
      <div class="typing" aria-live="polite">${this.#typing(context)}</div>
      ${this.#notice ? html`<p class="notice" role="alert">${this.#notice}</p>` : nothing}
      ${this.#composer.template({
        words,
        people: pane.people,
        me,
        play: (id) => this.settings.play('discord', id),
        placeholder: words.placeholder(pane.channel.name),
      })}
      ${this.#modal.template(words, context)}`;
  }

  #messages(messages: readonly DiscordMessage[], context: MessageContext): unknown {
    if (messages.length === 0) return html`<p class="empty">${context.words.nothingYet}</p>`;
    return repeat(
      messages,
      ({ id }) => id,
      (message, index) => {
        const before = messages[index - 1];
        const at = Date.parse(message.createdAt);
        const newDay = !before || new Date(before.createdAt).toDateString() !== new Date(at).toDateString();
        const day = newDay
          ? html`<div class="day">${dayName(at, context.language, context.words)}</div>`
          : nothing;
        return html`${day}${messageItem(message, !newDay && followsOn(message, before), context)}`;
      },
    );
  }

  #typing({ words, users, me }: MessageContext): string {
    const now = Date.now();
    const names = [...this.stage.typing]
      .filter(([id, until]) => until > now && id !== me)
      .flatMap(([id]) => users.get(id) ?? []);
    return names.length > 0 ? words.typing(names.join(', ')) : '';
  }

  readonly #deeds: MessageDeeds = {
    react: (message, emoji, on) => this.#do('discord/react', { messageId: message.id, emoji, on }),
    reply: ({ id, author }) => this.#composer.reply(id, author.name),
    edit: ({ id, content }) => this.#composer.edit(id, content),
    remove: ({ id }) => this.#do('discord/remove', { messageId: id }),
    show: (id) => this.#list.show(id),
    pick: (id) => {
      this.#picking = id;
      this.stage.changed();
      if (id !== undefined)
        queueMicrotask(() => this.root.querySelector<HTMLElement>('.picker button')?.focus());
    },
    press: (messageId, customId) => this.#press('discord/press', { messageId, customId }),
    select: (messageId, customId, values) => this.#press('discord/select', { messageId, customId, values }),
  };

  #do(name: string, body: Record<string, unknown>): void {
    act(name, { as: this.#me, ...body }).catch((error: unknown) => this.#tell(error));
  }

  #press(name: string, body: Record<string, unknown>): void {
    act<DiscordOutcome>(name, { as: this.#me, ...body }).then(
      (outcome) => this.#follow(outcome),
      (error: unknown) => this.#tell(error),
    );
  }

  #follow({ failure, modal }: DiscordOutcome): void {
    const { words } = this;
    if (failure !== null) this.#tell(new Refusal(words.noAnswer));
    if (modal) {
      this.#modal.open(modal, async (values) => {
        const { interactionId } = modal;
        this.#follow(await act<DiscordOutcome>('discord/submit', { as: this.#me, interactionId, values }));
      });
    }
  }

  #tell(error: unknown): void {
    const notice = error instanceof Refusal && error.message ? error.message : this.words.failed;
    this.#notice = notice;
    this.stage.changed();
    setTimeout(() => {
      if (this.#notice !== notice) return;
      this.#notice = '';
      this.stage.changed();
    }, 5000);
  }

  private get words() {
    return WORDS[this.settings.language];
  }

  #offered(): Promise<DiscordCommand[]> {
    if (this.#commandsOf !== this.#me) {
      this.#commandsOf = this.#me;
      this.#commands = undefined;
    }
    this.#commands ??= act<DiscordCommand[]>('discord/commands', { as: this.#me }).catch(() => []);
    return this.#commands;
  }

  async #suggest(line: string): Promise<Suggestions> {
    const { words } = this;
    const commands = await this.#offered();
    // The application may register its commands a little later than we ask.
    if (commands.length === 0) this.#commands = undefined;
    const read = readCommandLine(line, commands);
    if (read.step === 'command') {
      return {
        title: words.commands,
        items: read.commands.map((command) => ({
          label: `/${command.words.join(' ')}`,
          detail: command.description,
          line: `/${command.words.join(' ')}${command.options.length > 0 ? ' ' : ''}`,
          complete: command.options.length === 0,
        })),
      };
    }
    const { command, focused, remaining, values } = read;
    const note = command.options
      .map(({ label, required }) => `${label}${required ? '' : ` (${words.optional})`}`)
      .join(' · ');
    const items: Suggestions['items'] = [];
    if (focused) {
      const { option, typed, from } = focused;
      const taken = this.#values.has(typed.trim());
      for (const choice of taken ? [] : await this.#choices(read)) {
        this.#values.set(choice.name, choice.value);
        items.push({ label: choice.name, detail: option.label, line: withChoice(line, from, choice.name) });
      }
    }
    if (focused === undefined || focused.typed.endsWith(' ') || values[focused.option.name] !== undefined) {
      for (const option of remaining) {
        if (items.length >= 8 || option === focused?.option) break;
        items.push({ label: `${option.label}:`, detail: option.description, line: withOption(line, option) });
      }
    }
    return { title: `/${command.words.join(' ')} · ${command.description}`, items: items.slice(0, 12), note };
  }

  async #choices(
    read: Extract<ReturnType<typeof readCommandLine>, { step: 'options' }>,
  ): Promise<{ name: string; value: string }[]> {
    const { command, focused, values } = read;
    if (!focused) return [];
    const { option, typed } = focused;
    if (!option.autocomplete) {
      return option.choices.filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()));
    }
    const others = Object.fromEntries(Object.entries(values).filter(([name]) => name !== option.name));
    return act<{ name: string; value: string }[]>('discord/autocomplete', {
      as: this.#me,
      ...command.path,
      options: this.#meant(others),
      focused: option.name,
      value: typed.trim(),
    }).catch(() => []);
  }

  #meant(values: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, this.#values.get(value) ?? value]),
    );
  }

  async #send(line: string, replyTo: string | undefined): Promise<void> {
    this.#list.toNewest();
    if (!isCommandLine(line)) {
      await act('discord/say', { as: this.#me, content: line, replyTo });
      return;
    }
    const { words } = this;
    const read = readCommandLine(line, await this.#offered());
    if (read.step === 'command') throw new Refusal(words.unknownCommand);
    if (read.missing) throw new Refusal(words.missing(read.missing.label));
    const outcome = await act<DiscordOutcome>('discord/slash', {
      as: this.#me,
      ...read.command.path,
      options: this.#meant(read.values),
    });
    this.#follow(outcome);
  }
}
