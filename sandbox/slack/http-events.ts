import { createHmac, randomBytes } from 'node:crypto';
import type { AppRegistration, JsonObject } from './entities.ts';
import type { Attempt, Parcel, Receipt, Transport } from './delivery.ts';

/** Slack's v0 signature: HMAC-SHA256 over `v0:timestamp:body` with the app's signing secret. */
export function signature(signingSecret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** Delivers to the app's request URL: events as JSON, commands and interactions as forms, all signed. */
export class HttpEvents implements Transport {
  private readonly app: AppRegistration;
  private readonly requestUrl: () => string;
  private readonly ackTimeoutMs: number;
  private readonly nowSeconds: () => number;
  private readonly closing = new AbortController();

  constructor(options: {
    app: AppRegistration;
    requestUrl: () => string;
    ackTimeoutMs: number;
    nowSeconds: () => number;
  }) {
    this.app = options.app;
    this.requestUrl = options.requestUrl;
    this.ackTimeoutMs = options.ackTimeoutMs;
    this.nowSeconds = options.nowSeconds;
  }

  async deliver(parcel: Parcel, attempt: Attempt): Promise<Receipt> {
    const { body, contentType } = encode(parcel);
    const retryHeaders =
      attempt.number === 0
        ? undefined
        : { 'x-slack-retry-num': String(attempt.number), 'x-slack-retry-reason': attempt.reason };
    let response: Response;
    let text: string;
    try {
      response = await this.post(this.requestUrl(), body, contentType, retryHeaders);
      text = await response.text();
    } catch (error) {
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      return { ok: false, reason: timedOut ? 'http_timeout' : 'connection_failed' };
    }
    if (!response.ok) {
      return { ok: false, reason: 'http_error', noRetry: response.headers.get('x-slack-no-retry') === '1' };
    }
    return { ok: true, response: decode(text) };
  }

  /** The check Slack makes before it accepts a request URL; true when the challenge came back. */
  async verify(url: string): Promise<boolean> {
    const challenge = randomBytes(24).toString('base64url');
    const body = JSON.stringify({ token: this.app.verificationToken, challenge, type: 'url_verification' });
    try {
      const response = await this.post(url, body, 'application/json');
      const text = await response.text();
      return response.ok && text.includes(challenge);
    } catch {
      return false;
    }
  }

  close(): void {
    this.closing.abort();
  }

  private post(
    url: string,
    body: string,
    contentType: string,
    more: Record<string, string> = {},
  ): Promise<Response> {
    const timestamp = this.nowSeconds();
    return fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(this.ackTimeoutMs), this.closing.signal]),
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': signature(this.app.signingSecret, timestamp, body),
        ...more,
      },
      body,
    });
  }
}

function encode(parcel: Parcel): { body: string; contentType: string } {
  if (parcel.kind === 'events_api')
    return { body: JSON.stringify(parcel.payload), contentType: 'application/json' };
  const fields =
    parcel.kind === 'interactive'
      ? { payload: JSON.stringify(parcel.payload) }
      : Object.fromEntries(Object.entries(parcel.payload).map(([name, value]) => [name, String(value)]));
  return { body: new URLSearchParams(fields).toString(), contentType: 'application/x-www-form-urlencoded' };
}

/** An acknowledgement's body: JSON, plain text (a message), or nothing. */
function decode(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return { text };
  }
}
