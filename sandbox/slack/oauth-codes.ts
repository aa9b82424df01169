import type { AppRegistration } from './entities.ts';
import { SlackError } from './errors.ts';
import type { SlackStore } from './store.ts';

const LIFE_MS = 10 * 60 * 1000;

/** What somebody agreed to on the authorize page. */
export interface Consent {
  clientId: string;
  redirectUri: string;
  teamId: string;
  userId: string;
  botScopes: string[];
  userScopes: string[];
}

/** One-time codes between the authorize page and oauth.v2.access. */
export class OAuthCodes {
  private readonly codes = new Map<string, { consent: Consent; until: number; used: boolean }>();
  private readonly store: SlackStore;

  constructor(store: SlackStore) {
    this.store = store;
  }

  issue(consent: Consent): string {
    const code = `${this.store.nowSeconds()}.${this.store.nextSecret('oauth-code', 32)}`;
    this.codes.set(code, { consent, until: Date.now() + LIFE_MS, used: false });
    return code;
  }

  redeem(code: string): Consent {
    const issued = this.codes.get(code);
    if (!issued || Date.now() > issued.until) throw new SlackError('invalid_code');
    if (issued.used) throw new SlackError('code_already_used');
    issued.used = true;
    return issued.consent;
  }
}

export interface AuthorizeRequest {
  redirectUri: string;
  botScopes: string[];
  userScopes: string[];
  state: string;
}

/** The parameters of an authorize address, checked; throws the code Slack's page would show. */
export function readAuthorize(url: URL, app: AppRegistration): AuthorizeRequest {
  if (url.searchParams.get('client_id') !== app.clientId) throw new SlackError('invalid_client_id');
  const split = (name: string): string[] =>
    (url.searchParams.get(name) ?? '').split(/[\s,]+/).filter((scope) => scope !== '');
  const botScopes = split('scope');
  const userScopes = split('user_scope');
  if (botScopes.length + userScopes.length === 0) throw new SlackError('invalid_scope_requested');
  const redirectUri = url.searchParams.get('redirect_uri') ?? app.redirectUrl;
  if (!/^https?:$/.test(URL.canParse(redirectUri) ? new URL(redirectUri).protocol : '')) {
    throw new SlackError('bad_redirect_uri');
  }
  return { redirectUri, botScopes, userScopes, state: url.searchParams.get('state') ?? '' };
}

/** Where the browser goes next. */
export function callback(redirectUri: string, parameters: Record<string, string>): string {
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  return target.toString();
}
