import { request, type Agent } from 'undici';
import type { RemoteAttachment } from '../../core/delivery/chat-adapter.ts';
import { readBounded } from '../../core/delivery/read-bounded.ts';
import { Problem } from '../../core/errors.ts';
import type { WireFile } from './wire-message.ts';
import type { Workspace } from './workspaces.ts';

const TIMEOUT_MS = 20_000;
const MAX_HOPS = 3;
/** What stands where a file was deleted. */
const DELETED = 'tombstone';
/** A file that Slack keeps, and shows to nobody until the workspace pays for it. */
const HIDDEN = 'hidden_by_limit';

/** Whether a file stood here that was deleted since. Slack does not call that an edit of the message. */
export const hasGone = (files: readonly WireFile[] | null | undefined): boolean =>
  (files ?? []).some(({ mode }) => mode === DELETED);

/** Fetches files people share, with the bot token, from Slack and from nowhere else. */
export class RemoteFiles {
  readonly #ownOrigin: string | undefined;

  /** @param apiUrl another address of Slack, whose origin is trusted like Slack's own */
  constructor(
    private readonly agent: Agent,
    apiUrl: string | undefined,
    private readonly patienceMs = TIMEOUT_MS,
  ) {
    this.#ownOrigin = apiUrl === undefined ? undefined : new URL(apiUrl).origin;
  }

  attachments(workspace: Workspace, files: readonly WireFile[]): RemoteAttachment[] {
    return files
      .filter(({ mode }) => mode !== DELETED)
      .map((file) => ({
        source: `slack:${file.id}`,
        name: file.name ?? file.title ?? file.id,
        type: (file.mimetype ?? 'application/octet-stream').split(';')[0] ?? '',
        size: file.size ?? 0,
        ...(file.alt_txt === undefined || file.alt_txt === null ? {} : { alt: file.alt_txt }),
        fetch: () => this.#fetch(workspace, file),
      }));
  }

  async #fetch(workspace: Workspace, file: WireFile): Promise<Buffer> {
    if (file.mode === HIDDEN)
      throw new Problem('not_allowed', "Slack hides this file: it is above the workspace's limit");
    let url = file.url_private_download ?? file.url_private;
    if (url === undefined || url === null) {
      // In channels shared between organisations the address has to be asked for.
      const { file: info } = await workspace.patient.files.info({ file: file.id });
      url = info?.url_private_download ?? info?.url_private;
      file = { ...file, mimetype: info?.mimetype, size: info?.size };
    }
    if (url === undefined) throw new Error('Slack gives no address for this file');
    // For all hops together.
    const signal = AbortSignal.timeout(this.patienceMs);
    for (let hop = 0; hop < MAX_HOPS; hop++) {
      const answer = await this.#get(url, workspace.token, file, signal);
      if (Buffer.isBuffer(answer)) return answer;
      url = new URL(answer.location, url).href;
    }
    throw new Error('Slack sends us from one address to another');
  }

  async #get(
    url: string,
    token: string,
    { mimetype, size }: WireFile,
    signal: AbortSignal,
  ): Promise<Buffer | { location: string }> {
    if (!this.#isSlack(url)) throw new Problem('not_allowed', 'The file does not lie with Slack.');
    const { statusCode, headers, body } = await request(url, {
      headers: { authorization: `Bearer ${token}` },
      dispatcher: this.agent,
      signal,
    });
    const { location } = headers;
    if (statusCode >= 300 && statusCode < 400 && typeof location === 'string') {
      await body.dump();
      return { location };
    }
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`the file was answered with ${statusCode}`);
    }
    // To whoever may not see a file Slack answers 200 with a page to sign in; where a page was shared, its size tells which.
    const isPage = String(headers['content-type'] ?? '').startsWith('text/html');
    if (isPage && mimetype !== 'text/html') {
      await body.dump();
      throw signInFirst();
    }
    const bytes = await readBounded(body, headers);
    if (isPage && bytes.length !== size) throw signInFirst();
    return bytes;
  }

  #isSlack(url: string): boolean {
    const { protocol, hostname, origin, port } = new URL(url);
    if (origin === this.#ownOrigin) return true;
    return (
      protocol === 'https:' && port === '' && (hostname === 'slack.com' || hostname.endsWith('.slack.com'))
    );
  }
}

const signInFirst = (): Error =>
  new Error('Slack asks to sign in for this file: the app needs the scope files:read');
