import {
  Client,
  DatabaseError,
  type QueryArrayConfig,
  type QueryConfig,
  type QueryResult,
  type QueryResultRow,
} from 'pg';
import { within } from './limits.ts';
import type { PostgresAddress } from './postgres-address.ts';
import { StoreUnavailable } from './store-unavailable.ts';

export type Value = string | number | boolean | null;

/** Statements prepared by name at most; what is asked beyond that is parsed each time. */
const MOST_NAMES = 1_000;
const names = new Map<string, string>();

/** The name under which a statement is prepared on every connection. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_NAMES) return known;
  const name = `matinee_${names.size}`;
  names.set(text, name);
  return name;
}

/**
 * One connection to a Postgres server. Statements issued without waiting travel together, and are answered in their order.
 * A connection in doubt (it failed, or was not answered in time) is dropped: its socket is destroyed at once, whoever
 * waits on it is told, and nothing is ever asked of it again.
 */
export class PostgresConnection {
  /** Why it can no longer be used; null while it can. */
  lost: Error | null = null;
  /** When it last answered, by `performance.now()`. */
  answeredAt = performance.now();
  #unanswered = 0;
  #corked = false;
  readonly #onLost: ((error: Error) => void)[] = [];

  private constructor(
    private readonly client: Client,
    private readonly pooled: () => boolean,
  ) {
    client.on('error', (error) => this.drop(error));
    client.on('end', () => this.drop(new Error('the connection ended')));
  }

  /**
   * Connects. @param ms after which it has failed
   * @param pooled whether no statement may be prepared, asked when one is sent
   */
  static async open(
    address: PostgresAddress,
    ms: number,
    pooled: () => boolean,
  ): Promise<PostgresConnection> {
    const begun = performance.now();
    try {
      return await PostgresConnection.#connect(address, address.tls !== 'off', ms, pooled);
    } catch (error) {
      const plain = error instanceof Error && error.message === 'The server does not support SSL connections';
      if (address.tls !== 'prefer' || !plain) throw error;
      return PostgresConnection.#connect(address, false, ms - (performance.now() - begun), pooled);
    }
  }

  static async #connect(
    address: PostgresAddress,
    tls: boolean,
    ms: number,
    pooled: () => boolean,
  ): Promise<PostgresConnection> {
    const client = new Client({
      host: address.host,
      port: address.port,
      database: address.database,
      user: address.user,
      password: () => {
        if (address.password !== undefined) return address.password;
        throw new Error('the server asks for a password, and the address has none');
      },
      application_name: address.applicationName,
      ...(address.options === undefined ? {} : { options: address.options }),
      ssl: tls ? address.tlsOptions : false,
      enableChannelBinding: tls && address.channelBinding !== 'off',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      pipeline: true,
    });
    const connection = new PostgresConnection(client, pooled);
    if (address.channelBinding === 'require') connection.#insistOnChannelBinding();
    const silent = (): Error => {
      const error = new Error(`no answer within ${Math.round(ms / 1000)} s`);
      connection.drop(error);
      return error;
    };
    try {
      await within(ms, client.connect(), silent);
    } catch (error) {
      const before = connection.lost;
      connection.drop(error instanceof Error ? error : new Error(String(error)));
      throw before ?? error;
    }
    return connection;
  }

  /** The server's own number of this connection, as a cancel request names it; a pooler gives one of its own. */
  get key(): number | null {
    return (this.client as Client & { processID: number | null }).processID;
  }

  /** Whether nothing is under way on it, neither a statement nor a transaction. */
  get rests(): boolean {
    return this.lost === null && this.#unanswered === 0 && this.client.getTransactionStatus() === 'I';
  }

  /** One statement with parameters. */
  async ask<T extends QueryResultRow>(text: string, values: readonly Value[] = []): Promise<T[]> {
    return (await this.#send<T>(this.#statement(text, values))).rows;
  }

  /** The same; each row an array of its columns. */
  async askForArrays(text: string, values: unknown[]): Promise<unknown[][]> {
    const config: QueryArrayConfig = { ...this.#statement(text, values), rowMode: 'array' };
    return (await this.#send<unknown[]>(config)).rows;
  }

  /** Statements without parameters, separated by semicolons. @returns what the last one says it did, e.g. `COMMIT` */
  async tell(script: string): Promise<string> {
    const answer = (await this.#send({ text: script })) as QueryResult | QueryResult[];
    return (Array.isArray(answer) ? answer.at(-1) : answer)?.command ?? '';
  }

  /** Calls back when it is lost, at once if it already is. */
  onLost(tell: (error: Error) => void): void {
    if (this.lost) tell(this.lost);
    else this.#onLost.push(tell);
  }

  /** Ends it at once and for ever. */
  drop(why: Error): void {
    if (this.lost) return;
    this.lost = why;
    this.client.connection.stream.destroy();
    for (const tell of this.#onLost.splice(0)) tell(why);
  }

  /** Says goodbye to the server; a server that does not hear is left. */
  async end(): Promise<void> {
    if (this.lost) return;
    await within(1_000, this.client.end(), () => new Error('no answer')).catch((error: Error) =>
      this.drop(error),
    );
  }

  #statement(text: string, values: readonly unknown[]): QueryConfig {
    const name = this.pooled() ? undefined : nameOf(text);
    return { text, values: [...values], ...(name === undefined ? {} : { name }) };
  }

  async #send<T extends QueryResultRow>(config: QueryConfig): Promise<QueryResult<T>> {
    if (this.lost) throw new StoreUnavailable('the connection is gone', this.lost);
    this.#cork();
    this.#unanswered++;
    try {
      return await this.client.query<T>(config);
    } catch (error) {
      if (error instanceof DatabaseError && error.severity !== 'ERROR') this.drop(error);
      throw error;
    } finally {
      this.#unanswered--;
      this.answeredAt = performance.now();
    }
  }

  /** What is asked in one go is sent in one go. */
  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    const { stream } = this.client.connection;
    stream.cork();
    queueMicrotask(() =>
      process.nextTick(() => {
        this.#corked = false;
        stream.uncork();
      }),
    );
  }

  /** Refuses to go on with a server, or somebody in between, that would sign in without it. */
  #insistOnChannelBinding(): void {
    const refuse = (): void =>
      this.drop(
        new Error('channel_binding=require, and the server does not offer it; use channel_binding=prefer'),
      );
    this.client.connection.on('authenticationSASL', ({ mechanisms }: { mechanisms: string[] }) => {
      if (!mechanisms.includes('SCRAM-SHA-256-PLUS')) refuse();
    });
    for (const other of ['authenticationMD5Password', 'authenticationCleartextPassword'])
      this.client.connection.on(other, refuse);
  }
}
