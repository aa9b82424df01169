import type { CommandRunner } from '../../core/commands/command-runner.ts';
import type { ChannelInbox } from '../../core/delivery/channel-inbox.ts';
import type { LinkRepository } from '../../core/delivery/link-repository.ts';
import type { MediaLibrary } from '../../core/media/media-library.ts';
import type { PollPresses } from '../../core/polls/polls.ts';
import type { PersonRepository } from '../../core/identity/person.ts';

/** What the adapter needs of the core. */
export interface DiscordCore {
  inbox: ChannelInbox;
  commands: CommandRunner;
  polls: PollPresses;
  people: Pick<PersonRepository, 'meet' | 'identitiesOf'>;
  links: Pick<LinkRepository, 'ofPlatform'>;
  /** Where people reach us, without a trailing slash: our own pictures are shown from there. */
  publicUrl: string;
  /** Where the bytes of lines' pictures are. */
  media: Pick<MediaLibrary, 'read'>;
}
