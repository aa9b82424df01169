import type { RequestListener } from 'node:http';
import { App } from '@slack/bolt';
import { Agent } from 'undici';
import { tellingStoreFaults } from '../../core/delivery/store-fault.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { PlatformAdapter } from '../platform-adapter.ts';
import { SlackChatAdapter } from './adapter.ts';
import { boltLog } from './bolt-log.ts';
import { ChannelDoor } from './channel-door.ts';
import { Connection } from './connection.ts';
import { SlackEvents } from './events.ts';
import { ForeignWorkspaces } from './foreign-workspaces.ts';
import { ChannelHistory } from './history.ts';
import { HttpDoor } from './http-door.ts';
import { installPages } from './install.ts';
import { Leisure } from './leisure.ts';
import { MemoryInstallations } from './memory-installations.ts';
import { MemoryUploads } from './memory-uploads.ts';
import { People } from './people.ts';
import { Pictures } from './pictures.ts';
import { Reachability } from './reachability.ts';
import { RemoteFiles } from './remote-files.ts';
import { RemoteMessageReader } from './remote-message.ts';
import type { SlackSettings } from './settings.ts';
import type { SlackCore } from './slack-core.ts';
import { SlashCommands } from './slash-commands.ts';
import { SocketLine } from './socket-line.ts';
import { TakenBackFiles } from './taken-back-files.ts';
import { ThreadRoots } from './thread-roots.ts';
import { InstalledWorkspaces, TokenWorkspace, type Workspaces } from './workspaces.ts';

export type { SlackCore } from './slack-core.ts';

/** Puts the Slack adapter together. Connects to nothing before it is started or used. */
export function createSlackAdapter(config: SlackSettings, core: SlackCore, logger: Logger): PlatformAdapter {
  const agent = new Agent();
  const token =
    config.botToken === undefined ? null : new TokenWorkspace(config.botToken, config.apiUrl, logger);
  const installations = tellingStoreFaults(core.installations ?? new MemoryInstallations());
  const workspaces: Workspaces =
    token ??
    new InstalledWorkspaces({
      installations,
      apiUrl: config.apiUrl,
      publicUrl: core.publicUrl,
      logger,
    });

  const onTokenRefused = (): void => {
    if (token) connection.refused();
  };

  const people = new People();
  const threads = new ThreadRoots();
  const messages = new RemoteMessageReader(core, people, new RemoteFiles(agent, config.apiUrl));
  const outbound = {
    ...core,
    people: tellingStoreFaults(core.people),
    media: tellingStoreFaults(core.media),
  };
  const uploads = tellingStoreFaults(core.uploads ?? new MemoryUploads());
  const pictures = new Pictures(outbound, uploads, agent, logger);
  const takenBack = new TakenBackFiles(uploads, workspaces, logger);
  const adapter = new SlackChatAdapter({
    core: outbound,
    workspaces,
    threads,
    pictures,
    takenBack,
    history: new ChannelHistory(messages, threads, new Leisure()),
    onTokenRefused,
  });
  const reachability = new Reachability(core, workspaces, logger);
  const events = new SlackEvents({
    core,
    workspaces,
    foreign: new ForeignWorkspaces(workspaces, logger),
    messages,
    people,
    threads,
    reachability,
    onTokenRefused,
    logger,
  });
  const commands = new SlashCommands({
    core,
    workspaces,
    people,
    door: new ChannelDoor(workspaces, core.rights, logger),
    pictures,
    logger,
  });

  const onUp = (): void => {
    void reachability.checkAll();
    void core.inbox.catchUp('slack');
  };
  const pages = installPages({
    config,
    installations,
    publicUrl: core.publicUrl,
    logger,
    onInstalled: onUp,
  });
  const line =
    config.appToken === undefined
      ? null
      : new SocketLine({
          appToken: config.appToken,
          apiUrl: config.apiUrl,
          logger,
          onRenewed: () => void core.inbox.catchUp('slack'),
          onLost: () => connection.lost(),
        });
  const door = line ? null : new HttpDoor(config.signingSecret ?? '', logger, pages);
  const connection = new Connection({
    introduce: async () => (token ? (await token.introduce()).scopes : null),
    line,
    onUp,
    logger,
  });

  const receiver = line ?? door?.receiver;
  if (!receiver) throw new Error('Slack reaches us neither by Socket Mode nor over HTTP');
  const app = new App({
    receiver,
    // Whoever needs the token asks for it: what Bolt cannot authorize, because the store is slow, it would drop unheard.
    authorize: ({ teamId }) => Promise.resolve({ teamId }),
    // Our own messages are told apart here, edits and deletions of them too.
    ignoreSelf: false,
    convoStore: false,
    logger: boltLog(logger),
  });
  app.error((error) => {
    logger.warn({ reason: error.message }, 'something from Slack was not taken in');
    return Promise.resolve();
  });
  app.event(/.*/, async ({ event, context }) => events.take(context.teamId ?? '', event));
  commands.listen(app);

  const listener: RequestListener | null =
    door?.listener ?? (pages && ((request, response) => void pages(request, response)));
  return {
    adapter,
    start() {
      takenBack.start();
      return connection.start();
    },
    status: () => connection.status(),
    async stop() {
      events.stop();
      await takenBack.stop();
      await connection.stop();
      await agent.destroy();
    },
    ...(listener ? { listener } : {}),
  };
}
