import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

/** Where a Postgres is and how it is spoken to, as `DATABASE_URL` says. */
export interface PostgresAddress {
  /** A name, an address, or the directory of a Unix socket. */
  host: string;
  port: number;
  database: string | undefined;
  user: string | undefined;
  password: string | undefined;
  /** Never, always, or where the server can. */
  tls: 'off' | 'on' | 'prefer';
  tlsOptions: ConnectionOptions;
  /** Without certificates that are checked this is what tells the server from somebody in between. */
  channelBinding: 'off' | 'prefer' | 'require';
  /** Whether a pooler that hands out connections by transaction stands between; found out when not said. */
  pooled: boolean | undefined;
  /** For the server's command line, as some services route by (`endpoint=…`). */
  options: string | undefined;
  applicationName: string;
}

/** `DATABASE_URL` cannot be used. The message says how to mend it, and holds nothing of it. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

const EXAMPLE = 'give an address such as postgres://user:password@localhost:5432/matinee';
const ENCODE =
  'write @ : / ? # and % in the user or password as %40 %3A %2F %3F %23 %25, so that the address can be told from them';

/**
 * Reads an address as libpq and managed services write it: `postgres://` or `postgresql://`, Unix sockets as
 * `?host=/directory`, `sslmode` and its kin, `channel_binding`, `options`, `pgbouncer`. Parameters for other programs
 * (`connection_limit`, `pool_timeout`, `schema`) are left alone.
 * @throws AddressError
 */
export function readPostgresAddress(text: string): PostgresAddress {
  if (!/^postgres(?:ql)?:\/\//.test(text)) throw new AddressError(EXAMPLE);
  let url: URL;
  try {
    // An empty host behind a user is usual with sockets; the URL standard has no such thing.
    url = new URL(text.replace(/^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[/?]|$)/, '$1localhost'));
  } catch {
    throw new AddressError(text.includes('@') ? `${EXAMPLE}; ${ENCODE}` : EXAMPLE);
  }
  // What stands behind a "/", "?" or "#" of a password has ended up here.
  if (url.hash !== '' || url.pathname.includes('@') || /@/.test(url.search.replace(/=[^&]*/g, ''))) {
    throw new AddressError(ENCODE);
  }
  const query = url.searchParams;
  const given = (name: string): string | undefined => query.get(name) || undefined;
  const host = given('host') ?? (decoded(url.hostname.replace(/^\[(.*)\]$/, '$1')) || 'localhost');
  const port = Number(given('port') ?? (url.port || 5432));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new AddressError(EXAMPLE);
  return {
    host,
    port,
    database: given('dbname') ?? (decoded(url.pathname.slice(1)) || undefined),
    user: given('user') ?? (decoded(url.username) || undefined),
    password: given('password') ?? (decoded(url.password) || undefined),
    ...tlsOf(host, given),
    channelBinding:
      choice<PostgresAddress['channelBinding']>(given('channel_binding'), 'channel_binding', {
        disable: 'off',
        prefer: 'prefer',
        require: 'require',
      }) ?? 'off',
    pooled: choice(given('pgbouncer'), 'pgbouncer', { true: true, false: false }),
    options: given('options'),
    applicationName: given('application_name') ?? 'matinee',
  };
}

type Given = (name: string) => string | undefined;

function tlsOf(host: string, given: Given): Pick<PostgresAddress, 'tls' | 'tlsOptions'> {
  const mode = given('sslmode') ?? (given('ssl') === 'true' ? 'require' : 'disable');
  if (host.startsWith('/')) return { tls: 'off', tlsOptions: {} };
  const rootCertificate = given('sslrootcert');
  const file = (name: string): Buffer | undefined => {
    const path = given(name);
    if (path === undefined || path === 'system') return undefined;
    try {
      return readFileSync(path);
    } catch (error) {
      throw new AddressError(`${name}: the file cannot be read; name one that is there`, { cause: error });
    }
  };
  const [ca, cert, key] = [file('sslrootcert'), file('sslcert'), file('sslkey')];
  const tlsOptions: ConnectionOptions = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  const unchecked = { ...tlsOptions, rejectUnauthorized: false };
  const authority = { ...tlsOptions, rejectUnauthorized: true, checkServerIdentity: () => undefined };
  switch (mode) {
    case 'disable':
    case 'allow':
      return { tls: 'off', tlsOptions: {} };
    case 'prefer':
      return { tls: 'prefer', tlsOptions: unchecked };
    case 'require':
      // As libpq has it: a certificate that is given is also checked.
      return { tls: 'on', tlsOptions: rootCertificate === undefined ? unchecked : authority };
    case 'no-verify':
      return { tls: 'on', tlsOptions: unchecked };
    case 'verify-ca':
      return { tls: 'on', tlsOptions: authority };
    case 'verify-full':
      return { tls: 'on', tlsOptions: { ...tlsOptions, rejectUnauthorized: true } };
    default:
      throw new AddressError('sslmode: choose disable, prefer, require, verify-ca or verify-full');
  }
}

function choice<T>(value: string | undefined, name: string, values: Record<string, T>): T | undefined {
  if (value === undefined) return undefined;
  if (!Object.hasOwn(values, value))
    throw new AddressError(`${name}: choose ${Object.keys(values).join(' or ')}`);
  return values[value];
}

/** A part of an address; a "%" that encodes nothing stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return decodeURIComponent(part.replace(/%(?![0-9a-fA-F]{2})/g, '%25'));
  }
}
