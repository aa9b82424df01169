import type { InstallationWords } from '../platform.ts';
import type { SlackSettings } from './settings.ts';

const WORDS: InstallationWords = {
  part: 'slack_installations',
  none: (publicUrl) => `no workspace has installed the app yet: ${publicUrl}/slack/install`,
  unreadable: (count, publicUrl) =>
    `${count} ${count === 1 ? 'workspace' : 'workspaces'} cannot be served: the tokens were sealed under another MATINEE_SECRET; set the former secret again, or install the app anew at ${publicUrl}/slack/install`,
};

/** What operators are told where workspaces install the app themselves, instead of one whose bot token is given. */
export function installedByWorkspaces({
  botToken,
  clientId,
  clientSecret,
}: SlackSettings): InstallationWords | null {
  return botToken === undefined && clientId !== undefined && clientSecret !== undefined ? WORDS : null;
}
