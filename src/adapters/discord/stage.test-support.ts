import type { ChannelInbox } from '../../core/delivery/channel-inbox.ts';
import type { RemoteMessage, RemotePerson } from '../../core/delivery/chat-adapter.ts';
import type {
  CommandContext,
  CommandRunner,
  ParsedCommand,
  SubmittedReview,
} from '../../core/commands/command-runner.ts';
import type { ChannelRef, Link } from '../../core/delivery/link.ts';
import type { Person, PersonRepository, Profile } from '../../core/identity/person.ts';
import type { PollPress, PollPresses } from '../../core/polls/polls.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { Answer, AttachmentView } from '../../protocol/frames.ts';
import type { OutgoingLine } from '../../core/delivery/chat-adapter.ts';
import type { DiscordStandInOptions } from '../../../sandbox/discord/index.ts';
import { openStarterGuild, type StarterGuild } from '../../../sandbox/discord/starter-guild.ts';
import { createDiscordAdapter, type DiscordAdapter, type DiscordSettings } from './index.ts';

/** A picture's bytes in our own store. */
interface StoredFile {
  bytes: Buffer;
  type: string;
  name: string;
}

/** Keeps what the adapter hands in, in its order. */
export class InboxRecorder implements ChannelInbox {
  readonly posts: RemoteMessage[] = [];
  readonly edits: RemoteMessage[] = [];
  readonly deletions: string[] = [];
  readonly reactions: { remoteId: string; person: RemotePerson; emoji: string; present: boolean }[] = [];
  readonly cleared: { remoteId: string; emoji?: string }[] = [];
  readonly lost: { channelId: string; reason: string }[] = [];
  readonly found: string[] = [];
  /** Channels that are to be read again. */
  readonly unread: string[] = [];
  catchUps = 0;

  constructor(private readonly links: Link[]) {}

  linkOf(channel: ChannelRef): Promise<Link | null> {
    return Promise.resolve(this.links.find((link) => link.channelId === channel.channelId) ?? null);
  }
  isLinked(channel: ChannelRef): Promise<boolean> {
    return this.linkOf(channel).then(
      (link) => link !== null,
      () => true,
    );
  }
  linksOf(): Promise<Link[]> {
    return Promise.resolve(this.links);
  }
  unheard = ({ channelId }: ChannelRef): Promise<void> => this.#note(this.unread, channelId);
  posted = (_channel: ChannelRef, message: RemoteMessage): Promise<void> => this.#note(this.posts, message);
  edited = (_channel: ChannelRef, message: RemoteMessage): Promise<void> => this.#note(this.edits, message);
  deleted = (_channel: ChannelRef, remoteId: string): Promise<void> => this.#note(this.deletions, remoteId);
  reacted = (
    _channel: ChannelRef,
    remoteId: string,
    person: RemotePerson,
    emoji: string,
    present: boolean,
  ): Promise<void> => this.#note(this.reactions, { remoteId, person, emoji, present });
  reactionsCleared = (_channel: ChannelRef, remoteId: string, emoji?: string): Promise<void> =>
    this.#note(this.cleared, { remoteId, emoji });
  channelLost = ({ channelId }: ChannelRef, reason: string): Promise<void> => {
    this.#mark(channelId, 'broken', reason);
    return this.#note(this.lost, { channelId, reason });
  };
  channelFound = ({ channelId }: ChannelRef): Promise<void> => {
    this.#mark(channelId, 'active', null);
    return this.#note(this.found, channelId);
  };
  fileGone(): Promise<void> {
    return Promise.reject(new Error('Discord knows no such thing'));
  }
  catchUp(): Promise<void> {
    this.catchUps += 1;
    return Promise.resolve();
  }

  #mark(channelId: string, state: Link['state'], reason: string | null): void {
    for (const link of this.links) if (link.channelId === channelId) Object.assign(link, { state, reason });
  }

  #note<T>(list: T[], entry: T): Promise<void> {
    list.push(entry);
    return Promise.resolve();
  }
}

/** People by identity, as a repository would keep them. */
export class PeopleInMemory implements Pick<PersonRepository, 'meet' | 'identitiesOf'> {
  readonly byIdentity = new Map<string, Person>();

  meet({ identity, name, avatar = null, locale }: Profile): Promise<Person> {
    const id = this.byIdentity.get(identity)?.id ?? `person-${this.byIdentity.size + 1}`;
    const person: Person = { id, name, avatar, locale: locale ?? null };
    this.byIdentity.set(identity, person);
    return Promise.resolve(person);
  }

  identitiesOf(id: string): Promise<string[]> {
    const held = [...this.byIdentity].filter(([, person]) => person.id === id);
    return Promise.resolve(held.map(([identity]) => identity));
  }
}

/** Answers every command with what `answer` says, and keeps what was asked. */
export class CommandsRecorder implements CommandRunner {
  readonly asked: { command: ParsedCommand; context: CommandContext }[] = [];
  answer: (command: ParsedCommand) => Answer | Promise<Answer> = () => ({
    to: 'channel',
    text: 'Done.',
    cards: [],
  });

  runText(): Promise<Answer> {
    return Promise.reject(new Error('Discord tells options apart by itself'));
  }
  readonly submitted: SubmittedReview[] = [];
  readonly reviewsPressed: [string, string][] = [];
  submitting: () => Answer | Promise<Answer> = () => ({ to: 'sender', text: 'Saved.', cards: [] });

  async submitReview(submitted: SubmittedReview): Promise<Answer> {
    this.submitted.push(submitted);
    return this.submitting();
  }
  pressReview(button: string, reviewId: string): Promise<Answer> {
    this.reviewsPressed.push([button, reviewId]);
    return Promise.resolve({ to: 'sender', text: `${button} ${reviewId}`, cards: [] });
  }
  async run(command: ParsedCommand, context: CommandContext): Promise<Answer> {
    this.asked.push({ command, context });
    return this.answer(command);
  }
  complete(
    command: string,
    option: string,
    typed: string,
    locale: string,
  ): Promise<{ name: string; value: string }[]> {
    return Promise.resolve(
      Array.from({ length: 30 }, (_, index) => ({
        name: `${command} ${option} ${typed} ${locale} ${index} ${'x'.repeat(index === 1 ? 120 : 0)}`,
        value: `${typed}-${index}`,
      })),
    );
  }
}

/** Keeps the presses on polls, and says what `refusal` says. */
export class PressesRecorder implements PollPresses {
  readonly presses: PollPress[] = [];
  refusal: string | null = null;

  press(press: PollPress): Promise<string | null> {
    this.presses.push(press);
    return Promise.resolve(this.refusal);
  }
}

/** Keeps the lines that somebody would read in the log. */
export class LogRecorder implements Logger {
  readonly lines: { level: string; text: string; facts: object }[] = [];
  debug(): void {
    return undefined;
  }
  info = (facts: object, text: string): void => void this.lines.push({ level: 'info', text, facts });
  warn = (facts: object, text: string): void => void this.lines.push({ level: 'warn', text, facts });
  error = (facts: object, text: string): void => void this.lines.push({ level: 'error', text, facts });
  child(): Logger {
    return this;
  }
}

/** A Discord with one linked channel, and our adapter before it. */
export interface Stage extends StarterGuild {
  link: Link;
  inbox: InboxRecorder;
  people: PeopleInMemory;
  commands: CommandsRecorder;
  polls: PressesRecorder;
  log: LogRecorder;
  files: Map<string, StoredFile>;
  discordAdapter: DiscordAdapter;
  close(): Promise<void>;
}

/** Opens a stage. The adapter is not started. */
export async function openStage(
  options: DiscordStandInOptions = {},
  settings: (town: StarterGuild) => Partial<DiscordSettings> = () => ({}),
): Promise<Stage> {
  const town = await openStarterGuild(options);
  const { discord, guild, channel } = town;
  const link: Link = {
    id: 'link-1',
    roomId: 'room-1',
    platform: 'discord',
    tenantId: guild.id,
    channelId: channel.id,
    channelName: channel.name ?? '',
    state: 'active',
    reason: null,
    cursor: 0,
    madeBy: 'person-0',
    createdAt: new Date(Date.now() - 60_000),
  };
  const links = [link];
  const inbox = new InboxRecorder(links);
  const people = new PeopleInMemory();
  const commands = new CommandsRecorder();
  const polls = new PressesRecorder();
  const log = new LogRecorder();
  const files = new Map<string, StoredFile>();
  const discordAdapter = createDiscordAdapter(
    { token: discord.token, apiUrl: discord.apiUrl, cdnUrl: discord.cdnUrl, ...settings(town) },
    {
      inbox,
      people,
      commands,
      polls,
      links: { ofPlatform: () => Promise.resolve([...links]) },
      publicUrl: 'https://rooms.example',
      media: { read: (id) => Promise.resolve(files.get(id) ?? null) },
    },
    log,
  );
  const close = async (): Promise<void> => {
    await discordAdapter.stop();
    await discord.close();
  };
  return { ...town, link, inbox, people, commands, polls, log, files, discordAdapter, close };
}

let lines = 0;

/** A line somebody wrote in the widget. */
export function aLine(change: Partial<OutgoingLine> = {}): OutgoingLine {
  lines += 1;
  return {
    key: `room-1:${lines}`,
    author: { name: 'Hana', via: 'web' },
    text: 'Shall we?',
    attachments: [],
    ...change,
  };
}

/** A picture in our own store. */
export function aPicture(change: Partial<AttachmentView> = {}): AttachmentView {
  return {
    id: 'picture-1',
    url: '/media/picture-1',
    type: 'image/png',
    width: 1,
    height: 1,
    name: 'still.png',
    ...change,
  };
}
