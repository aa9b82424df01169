import type { CommandRunner } from '../../core/commands/command-runner.ts';
import type { LinkRightsRepository } from '../../core/commands/link-rights.ts';
import type { ChannelInbox } from '../../core/delivery/channel-inbox.ts';
import type { Installations } from '../../core/delivery/installations.ts';
import type { UploadedFiles } from '../../core/delivery/uploaded-files.ts';
import type { LinkRepository } from '../../core/delivery/link-repository.ts';
import type { PersonRepository } from '../../core/identity/person.ts';
import type { MediaLibrary } from '../../core/media/media-library.ts';
import type { MessageRepository } from '../../core/messages/message-repository.ts';
import type { PollPresses } from '../../core/polls/polls.ts';

/** What the adapter needs of the core. */
export interface SlackCore {
  inbox: ChannelInbox;
  commands: CommandRunner;
  polls: PollPresses;
  people: Pick<PersonRepository, 'meet' | 'identitiesOf'>;
  links: Pick<LinkRepository, 'ofPlatform' | 'copyAt'>;
  rights: Pick<LinkRightsRepository, 'of'>;
  messages: Pick<MessageRepository, 'some'>;
  media: Pick<MediaLibrary, 'read'>;
  /** Where people reach us, without a trailing slash: our own pictures are shown from there. */
  publicUrl: string;
  /** Where what was uploaded to Slack is noted; absent: in memory only. */
  uploads?: UploadedFiles;
  /** Where installations are kept when workspaces install the app themselves; absent: in memory only. */
  installations?: Installations;
}
