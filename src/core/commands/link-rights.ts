import type { ChannelRef } from '../delivery/link.ts';
import type { ChannelLook } from './command-runner.ts';

/** Who may open, link and unlink rooms in the channels of a workspace or server: an admin of it says so. */
export type LinkRights = 'managers' | 'everyone' | 'admins';

/** A workspace on Slack or a server on Discord. */
export type Tenant = Pick<ChannelRef, 'platform' | 'tenantId'>;

export interface LinkRightsRepository {
  /** `managers` where nothing was said. */
  of(tenant: Tenant): Promise<LinkRights>;
  set(tenant: Tenant, who: LinkRights, byPersonId: string): Promise<void>;
}

/** Whether somebody may link the channel they ask in; what the platform does not say is no right and no refusal. */
export function mayLink(
  who: LinkRights,
  { mayManage, standing }: Pick<ChannelLook, 'mayManage' | 'standing'>,
): boolean | 'unknown' {
  if (standing === 'admin') return true;
  switch (who) {
    case 'admins':
      return standing === 'unknown' ? 'unknown' : false;
    case 'managers':
      return mayManage;
    case 'everyone':
      // Guests belong to a channel or two, and have them as they would without this.
      if (standing === 'member' || mayManage === true) return true;
      return standing === 'unknown' ? 'unknown' : mayManage;
  }
}
