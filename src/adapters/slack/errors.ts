import { webApi } from '@slack/bolt';
import { DeliveryFault, type FaultKind } from '../../core/delivery/chat-adapter.ts';
import { faultOf } from '../../core/delivery/fault-of.ts';
import { networkCode } from '../../core/delivery/network-code.ts';

type Remedy = (channel: string, error: webApi.WebAPIPlatformError) => [FaultKind, string];

const broken =
  (text: (channel: string) => string): Remedy =>
  (channel) => ['broken', text(channel)];
const refused =
  (text: string): Remedy =>
  () => ['refused', text];
const retry: Remedy = (_channel, error) => ['retry', `Slack is in trouble (${error.data.error}).`];

const tokenRefused: Remedy = (_channel, error) => ['broken', tokenLine(error.data.error)];
const notThere = broken(
  (channel) => `Matinee is not in ${channel} on Slack: type /invite @Matinee there, or link another channel.`,
);

/** Slack's error codes that mean something to us (docs.slack.dev, chat.postMessage and its neighbours). */
const REMEDIES: Record<string, Remedy> = {
  not_in_channel: notThere,
  channel_not_found: notThere,
  is_archived: broken((channel) => `${channel} is archived on Slack: unarchive it, or link another channel.`),
  restricted_action: broken(
    (channel) => `The workspace does not let apps post in ${channel}: an admin can allow it in its settings.`,
  ),
  restricted_action_read_only_channel: broken(
    (channel) => `${channel} is read-only on Slack: let everybody post there, or link another channel.`,
  ),
  ekm_access_denied: broken(() => 'The workspace has suspended posting (ekm_access_denied): ask its admins.'),
  team_access_not_granted: broken(() => 'The app is no longer granted this workspace: install it again.'),
  account_inactive: tokenRefused,
  invalid_auth: tokenRefused,
  not_authed: tokenRefused,
  token_expired: tokenRefused,
  token_revoked: tokenRefused,
  missing_scope: (_channel, error) => ['broken', scopesLine(neededScopes(error))],
  no_permission: broken(() => `Slack does not permit the app to do this: ${ADD_SCOPES}.`),
  msg_too_long: refused('Slack finds this message too long.'),
  msg_blocks_too_long: refused('Slack finds this message too long.'),
  no_text: refused('There is nothing in this message that Slack can show.'),
  invalid_blocks: refused('Slack does not take the form of this message (invalid_blocks).'),
  message_not_found: refused('The message is no longer there on Slack.'),
  thread_not_found: refused('The thread is no longer there on Slack.'),
  cant_update_message: refused('Slack does not let this message be changed.'),
  cant_delete_message: refused('Slack does not let this message be deleted.'),
  edit_window_closed: refused('The workspace no longer lets this message be changed.'),
  fatal_error: retry,
  internal_error: retry,
  request_timeout: retry,
  service_unavailable: retry,
  team_added_to_org: retry,
  accesslimited: retry,
};

const ADD_SCOPES = 'add the missing scopes under OAuth & Permissions, then reinstall the app';

/** What is wrong with the bot token, and how to mend it. */
export function tokenLine(code: string): string {
  return `Slack refuses SLACK_BOT_TOKEN (${code}): reinstall the app and copy the Bot User OAuth Token anew`;
}

/** What is wrong with the app-level token, and how to mend it. */
export function appTokenLine(code: string): string {
  return `Slack refuses SLACK_APP_TOKEN (${code}): make an app-level token with connections:write under Basic Information, and switch on Socket Mode`;
}

/** Which scopes are missing, and how to mend it. */
export function scopesLine(missing: readonly string[]): string {
  if (missing.length === 0) return `Slack scopes are missing: ${ADD_SCOPES}`;
  return `Slack scopes are missing: add ${missing.join(', ')} under OAuth & Permissions, then reinstall the app`;
}

function neededScopes({ data }: webApi.WebAPIPlatformError): string[] {
  const needed = 'needed' in data ? data.needed : undefined;
  return typeof needed === 'string' ? needed.split(',').filter((scope) => scope !== '') : [];
}

/** Slack's code of a refusal, or undefined for any other error. */
export function slackCode(error: unknown): string | undefined {
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
}

/** Codes that say that a token is no good, whatever is asked with it. */
export const TOKEN_CODES: ReadonlySet<string> = new Set([
  'account_inactive',
  'invalid_auth',
  'not_authed',
  'token_expired',
  'token_revoked',
]);

/**
 * Says what a failed call to Slack means for the courier.
 * @param channel how people name the channel, e.g. `#movies`
 */
export const toDeliveryFault = (error: unknown, channel: string): DeliveryFault =>
  faultOf(error, { name: 'Slack', said: (each) => saidBySlack(each, channel) });

/** How the SDK words an answer that asks to wait and does not say for how long; it gives the error no code. */
const UNSAID_WAIT = /^Retry header did not contain a valid timeout/;

function saidBySlack(error: unknown, channel: string): DeliveryFault | undefined {
  const cause = { cause: error };
  if (error instanceof webApi.WebAPIRateLimitedError) {
    const wait = Math.max(error.retryAfter, 0.1) * 1000;
    return new DeliveryFault('wait', `Slack asks to wait before posting in ${channel}.`, wait, cause);
  }
  if (error instanceof Error && UNSAID_WAIT.test(error.message)) {
    return new DeliveryFault('wait', `Slack asks to wait before posting in ${channel}.`, undefined, cause);
  }
  if (error instanceof webApi.WebAPIPlatformError) {
    const [kind, message] = ofRefusal(error, channel);
    return new DeliveryFault(kind, message, undefined, cause);
  }
  if (error instanceof webApi.WebAPIHTTPError) {
    return new DeliveryFault('retry', `Slack is in trouble (${error.statusCode}).`, undefined, cause);
  }
  if (error instanceof webApi.WebAPIRequestError && networkCode(error) === undefined) {
    return new DeliveryFault('retry', 'Slack cannot be reached (no connection).', undefined, cause);
  }
  return undefined;
}

function ofRefusal(error: webApi.WebAPIPlatformError, channel: string): [FaultKind, string] {
  const code = error.data.error;
  if (code === 'ratelimited' || code === 'rate_limited') {
    return ['wait', `Slack asks to wait before posting in ${channel}.`];
  }
  const remedy = Object.hasOwn(REMEDIES, code) ? REMEDIES[code] : undefined;
  if (remedy) return remedy(channel, error);
  // An answer that is no JSON ends up here whole: it comes from a proxy on the way, not from Slack.
  if (!/^[a-z0-9_]{1,64}$/.test(code)) return ['retry', 'Slack answers something that cannot be read.'];
  return ['refused', `Slack does not take this message (${code}).`];
}
