import { MemoryUploads } from './memory-uploads.ts';
import type { ChannelInbox } from '../../core/delivery/channel-inbox.ts';
import type { OutgoingLine, RemoteMessage, RemotePerson } from '../../core/delivery/chat-adapter.ts';
import type {
  CommandContext,
  CommandRunner,
  ParsedCommand,
  SubmittedReview,
} from '../../core/commands/command-runner.ts';
import type { LinkRights } from '../../core/commands/link-rights.ts';
import type { ChannelRef, Copy, Link } from '../../core/delivery/link.ts';
import type { Person, PersonRepository, Profile } from '../../core/identity/person.ts';
import type { PollPress, PollPresses } from '../../core/polls/polls.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { Answer, AttachmentView, MessageView } from '../../protocol/frames.ts';
import {
  createSlackStandIn,
  type SlackStandIn,
  type SlackStandInOptions,
} from '../../../sandbox/slack/index.ts';
import type { PlatformAdapter } from '../platform-adapter.ts';
import { createSlackAdapter, type SlackCore } from './index.ts';
import type { SlackSettings } from './settings.ts';

/** Resolves once `look` gives something; fails with `what` after `ms`. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  ms = 8_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Keeps what the adapter hands in, in its order. */
export class InboxRecorder implements ChannelInbox {
  readonly posts: RemoteMessage[] = [];
  readonly edits: RemoteMessage[] = [];
  readonly deletions: string[] = [];
  readonly reactions: { remoteId: string; person: RemotePerson; emoji: string; present: boolean }[] = [];
  readonly lost: { channelId: string; reason: string }[] = [];
  readonly found: string[] = [];
  /** Channels that are to be read again. */
  readonly unread: string[] = [];
  catchUps = 0;
  readonly filesGone: string[] = [];

  constructor(private readonly links: Link[]) {}

  linkOf({ tenantId, channelId }: ChannelRef): Promise<Link | null> {
    const link = this.links.find((each) => each.channelId === channelId && each.tenantId === tenantId);
    return Promise.resolve(link ?? null);
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
  unheard = ({ channelId }: ChannelRef): Promise<void> => note(this.unread, channelId);
  posted = (_channel: ChannelRef, message: RemoteMessage): Promise<void> => note(this.posts, message);
  edited = (_channel: ChannelRef, message: RemoteMessage): Promise<void> => note(this.edits, message);
  deleted = (_channel: ChannelRef, remoteId: string): Promise<void> => note(this.deletions, remoteId);
  reacted = (
    _channel: ChannelRef,
    remoteId: string,
    person: RemotePerson,
    emoji: string,
    present: boolean,
  ): Promise<void> => note(this.reactions, { remoteId, person, emoji, present });
  reactionsCleared(): Promise<void> {
    return Promise.reject(new Error('Slack knows no such thing'));
  }
  fileGone = (_platform: unknown, source: string): Promise<void> => note(this.filesGone, source);
  channelLost = ({ channelId }: ChannelRef, reason: string): Promise<void> => {
    this.#mark(channelId, 'broken', reason);
    return note(this.lost, { channelId, reason });
  };
  channelFound = ({ channelId }: ChannelRef): Promise<void> => {
    this.#mark(channelId, 'active', null);
    return note(this.found, channelId);
  };
  catchUp(): Promise<void> {
    this.catchUps += 1;
    return Promise.resolve();
  }

  #mark(channelId: string, state: Link['state'], reason: string | null): void {
    for (const link of this.links) if (link.channelId === channelId) Object.assign(link, { state, reason });
  }
}

function note<T>(list: T[], entry: T): Promise<void> {
  list.push(entry);
  return Promise.resolve();
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
  readonly typed: { text: string; context: CommandContext }[] = [];
  readonly pressed: { command: ParsedCommand; context: CommandContext }[] = [];
  answer: () => Answer | Promise<Answer> = () => ({ to: 'channel', text: 'Done.', cards: [] });

  readonly submitted: SubmittedReview[] = [];
  readonly reviewsPressed: [string, string][] = [];
  submitting: () => Answer | Promise<Answer> = () => ({ to: 'sender', text: 'Saved.', cards: [] });

  async submitReview(submitted: SubmittedReview): Promise<Answer> {
    this.submitted.push(submitted);
    return this.submitting();
  }
  pressReview(button: string, reviewId: string): Promise<Answer> {
    this.reviewsPressed.push([button, reviewId]);
    return Promise.resolve({ to: 'sender', text: `${button} ||${reviewId}||`, cards: [] });
  }
  async runText(text: string, context: CommandContext): Promise<Answer> {
    this.typed.push({ text, context });
    return this.answer();
  }
  async run(command: ParsedCommand, context: CommandContext): Promise<Answer> {
    this.pressed.push({ command, context });
    return this.answer();
  }
  complete(): Promise<never[]> {
    return Promise.resolve([]);
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

/** Waiting times of Slack short enough for tests. */
const QUICK: NonNullable<SlackStandInOptions['timings']> = {
  retryDelaysMs: [0, 60, 120],
  disconnectGraceMs: 300,
};

/** A Slack with two people in one linked channel, and our adapter before it. */
export interface Stage {
  slack: SlackStandIn;
  mina: string;
  june: string;
  channel: string;
  link: Link;
  links: Link[];
  /** What the core would know of the link's messages. */
  copies: Copy[];
  messages: Map<number, MessageView>;
  inbox: InboxRecorder;
  people: PeopleInMemory;
  commands: CommandsRecorder;
  polls: PressesRecorder;
  log: LogRecorder;
  /** Who may link channels there. */
  rights: { who: LinkRights };
  files: Map<string, { bytes: Buffer; type: string; name: string }>;
  uploads: MemoryUploads;
  core: SlackCore;
  config: SlackSettings;
  platform: PlatformAdapter;
  close(): Promise<void>;
}

/** Opens a stage. The adapter is not started. */
export async function openStage(
  options: SlackStandInOptions = {},
  change: (slack: SlackStandIn) => Partial<SlackSettings> = () => ({}),
): Promise<Stage> {
  const slack = await createSlackStandIn({ ...options, timings: { ...QUICK, ...options.timings } });
  const mina = slack.world.createUser({ realName: 'Mina Park', name: 'mina', displayName: 'Mina' }).id;
  const june = slack.world.createUser({ realName: 'June Lee', name: 'june', locale: 'ko-KR' }).id;
  const channel = slack.world.createChannel({ name: 'movies', members: [mina, june] }).id;
  const link = linkTo(slack.teamId, channel, 'movies');
  const links = [link];
  const copies: Copy[] = [];
  const messages = new Map<number, MessageView>();
  const inbox = new InboxRecorder(links);
  const people = new PeopleInMemory();
  const commands = new CommandsRecorder();
  const polls = new PressesRecorder();
  const log = new LogRecorder();
  const files = new Map<string, { bytes: Buffer; type: string; name: string }>();
  const uploads = new MemoryUploads();
  const rights: Stage['rights'] = { who: 'managers' };
  const core: SlackCore = {
    inbox,
    people,
    commands,
    polls,
    links: {
      ofPlatform: () => Promise.resolve([...links]),
      copyAt: (_link, remoteId) => Promise.resolve(copies.find((copy) => copy.remoteId === remoteId) ?? null),
    },
    messages: {
      some: (_room, seqs) => Promise.resolve(new Map([...messages].filter(([seq]) => seqs.includes(seq)))),
    },
    rights: { of: () => Promise.resolve(rights.who) },
    media: { read: (id) => Promise.resolve(files.get(id) ?? null) },
    publicUrl: 'https://rooms.example',
    uploads,
  };
  const config: SlackSettings = {
    botToken: slack.botToken,
    appToken: slack.appToken,
    signingSecret: undefined,
    clientId: undefined,
    clientSecret: undefined,
    stateSecret: undefined,
    apiUrl: slack.apiUrl,
    authorizeUrl: undefined,
    ...change(slack),
  };
  const platform = createSlackAdapter(config, core, log);
  const close = async (): Promise<void> => {
    await platform.stop();
    await slack.close();
  };
  const data = {
    link,
    links,
    copies,
    messages,
    inbox,
    people,
    commands,
    polls,
    log,
    rights,
    files,
    uploads,
    core,
    config,
  };
  return { slack, mina, june, channel, ...data, platform, close };
}

export const linkTo = (teamId: string, channelId: string, name: string): Link => ({
  id: `link-${channelId}`,
  roomId: 'room-1',
  platform: 'slack',
  tenantId: teamId,
  channelId,
  channelName: name,
  state: 'active',
  reason: null,
  cursor: 0,
  madeBy: 'person-0',
  createdAt: new Date(Date.now() - 60_000),
});

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
