import { html, nothing, render, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { SlackLine, SlackOutcome } from '../../page-protocol.ts';
import { Composer, type Suggestions } from '../composer.ts';
import { dayName, icon } from '../draw.ts';
import { MessageList } from '../message-list.ts';
import { act, Refusal } from '../server.ts';
import type { Settings } from '../settings.ts';
import { linesOf, type Stage } from '../stage.ts';
import { WORDS } from '../words.ts';
import { followsOn, messageItem, writtenAt, type MessageContext, type MessageDeeds } from './message.ts';
import { typedText } from './text.ts';
import { ViewForm } from './view-form.ts';

/** A bright workspace channel: what a person sees and does in Slack. */
export class SlackPane {
  readonly #list: MessageList;
  readonly #composer: Composer;
  readonly #view: ViewForm;
  #picking: string | undefined;
  #notice = '';

  constructor(
    private readonly root: HTMLElement,
    private readonly stage: Stage,
    private readonly settings: Settings,
  ) {
    const changed = (): void => stage.changed();
    this.#list = new MessageList(changed);
    this.#view = new ViewForm(changed, () => this.#me);
    this.#composer = new Composer(
      {
        key: 'slack',
        suggest: (line) => this.#suggest(line),
        send: (line, replyTo) => this.#send(line, replyTo),
        lastOwn: () => {
          const own = linesOf(this.stage.slack?.messages ?? []).findLast(
            ({ userId, isApp, subtype }) => userId === this.#me && !isApp && subtype === undefined,
          );
          return own && { id: own.ts, text: typedText(own.text, { users: this.#names() }) };
        },
        save: async (ts, line) => void (await act('slack/edit', { as: this.#me, ts, text: line })),
      },
      changed,
    );
    stage.subscribe(() => this.draw());
  }

  draw(): void {
    if (this.stage.slack) render(this.#template(), this.root);
  }

  get #me(): string {
    return this.stage.me('slack')?.id ?? '';
  }

  private get words() {
    return WORDS[this.settings.language];
  }

  #template(): TemplateResult {
    const { slack: pane } = this.stage;
    if (!pane) return html``;
    const { words } = this;
    const { language } = this.settings;
    const me = this.stage.me('slack');
    const context: MessageContext = {
      words,
      language,
      users: new Map(pane.people.map(({ id, name }) => [id, name])),
      channels: pane.channels,
      me: me?.id ?? '',
      manages: me?.manages ?? false,
      picking: this.#picking,
      deeds: this.#deeds,
    };
    const people = pane.people.filter(({ playable }) => playable);
    return html`<header>
        <p class="where">
          <span class="glyph" aria-hidden="true">${pane.workspace.slice(0, 1)}</span
          ><span>${pane.workspace}</span>
        </p>
        <div class="names">
          <h2>${icon('hash')}${pane.channel.name}</h2>
          <p class="topic" title=${pane.channel.topic}>${pane.channel.topic}</p>
          <span class="faces" role="img" aria-label=${words.members(people.length)}>
            ${people.slice(0, 3).map(({ avatarUrl }) => html`<img src=${avatarUrl} alt="" width="22" height="22" />`)}
            <span>${people.length}</span>
          </span>
        </div>
      </header>
      ${this.#list.template(`#${pane.channel.name}`, words, linesOf(pane.messages).length, this.#messages(pane.messages, context))}
      ${this.#notice ? html`<p class="notice" role="alert">${this.#notice}</p>` : nothing}
      ${this.#composer.template({
        words,
        people: pane.people,
        me,
        play: (id) => this.settings.play('slack', id),
        placeholder: words.placeholder(pane.channel.name),
      })}
      ${this.#view.template(this.stage.views.at(-1), words, { ...context, emojis: {} })}`;
  }

  #messages(messages: readonly SlackLine[], context: MessageContext): unknown {
    if (messages.length === 0) return html`<p class="empty">${context.words.nothingYet}</p>`;
    return repeat(
      messages,
      ({ ts }) => ts,
      (message, index) => {
        const before = messages[index - 1];
        const at = writtenAt(message);
        const newDay = !before || new Date(writtenAt(before)).toDateString() !== new Date(at).toDateString();
        const day = newDay
          ? html`<div class="day"><span>${dayName(at, context.language, context.words)}</span></div>`
          : nothing;
        return html`${day}${messageItem(message, !newDay && followsOn(message, before), context)}`;
      },
    );
  }

  readonly #deeds: MessageDeeds = {
    react: ({ ts }, emoji, on) => this.#do('slack/react', { ts, emoji, on }),
    reply: ({ ts, threadTs, name }) => this.#composer.reply(threadTs ?? ts, name),
    edit: ({ ts, text }) => this.#composer.edit(ts, typedText(text, { users: this.#names() })),
    remove: ({ ts }) => this.#do('slack/remove', { ts }),
    choose: ({ ts }, element, blockId, choice) =>
      this.#run('slack/choose', {
        ts,
        actionId: String(element.action_id),
        blockId: blockId || undefined,
        choice,
      }),
    pick: (ts) => {
      this.#picking = ts;
      this.stage.changed();
      if (ts !== undefined)
        queueMicrotask(() => this.root.querySelector<HTMLElement>('.picker button')?.focus());
    },
  };

  #names(): Map<string, string> {
    return new Map(this.stage.slack?.people.map(({ id, name }) => [id, name]));
  }

  #do(name: string, body: Record<string, unknown>): void {
    act(name, { as: this.#me, ...body }).catch((error: unknown) => this.#tell(error));
  }

  #run(name: string, body: Record<string, unknown>): void {
    act<SlackOutcome>(name, { as: this.#me, ...body }).then(
      ({ notice }) => {
        if (notice !== null) this.#tell(new Refusal(notice));
      },
      (error: unknown) => this.#tell(error),
    );
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

  /** Slack knows only the command's name and the hint the app gave; its options are plain text. */
  #suggest(line: string): Suggestions {
    const { hints, commands } = this.words;
    const items = hints
      .filter(({ text }) => text.startsWith(line.trimEnd()) && text !== line)
      .map(({ text, about }) => ({ label: text, detail: about, line: text }));
    return { title: commands, items };
  }

  async #send(line: string, replyTo: string | undefined): Promise<void> {
    this.#list.toNewest();
    if (!line.startsWith('/')) {
      await act('slack/say', { as: this.#me, text: line, threadTs: replyTo });
      return;
    }
    const { notice } = await act<SlackOutcome>('slack/slash', { as: this.#me, text: line });
    if (notice !== null) this.#tell(new Refusal(notice));
  }
}
