import type { CommandRunner } from '../../core/commands/command-runner.ts';
import type { ChannelInbox } from '../../core/delivery/channel-inbox.ts';
import type { LinkRepository } from '../../core/delivery/link-repository.ts';
import type { PersonRepository } from '../../core/identity/person.ts';

/** A stored file, ready to be uploaded. */
export interface StoredFile {
  bytes: Buffer;
  type: string;
  name: string;
}

/** What the adapter needs of the core. */
export interface DiscordCore {
  inbox: ChannelInbox;
  commands: CommandRunner;
  people: Pick<PersonRepository, 'meet' | 'identitiesOf'>;
  links: Pick<LinkRepository, 'ofPlatform'>;
  /** Where people reach us, without a trailing slash: our own pictures are shown from there. */
  publicUrl: string;
  /** Bytes of an attachment of ours; null when there are none any more. Without it attachments are sent as links. */
  readAttachment?(id: string): Promise<StoredFile | null>;
}
