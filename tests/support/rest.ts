export interface Answered {
  status: number;
  headers: Headers;
  /** The JSON of the answer; its text where that is none. */
  body: unknown;
}

export interface Asking {
  method?: string;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Sent as it is, instead of `body` as JSON. */
  raw?: string | FormData | Uint8Array<ArrayBuffer>;
}

/** Asks the API and gives back whatever it answers; `asked` is told of each request. */
export function restClient(
  base: () => string,
  asked: (method: string, path: string) => void = () => undefined,
) {
  return async (path: string, { method, token, body, headers, raw }: Asking = {}): Promise<Answered> => {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const verb = method ?? (sent === undefined ? 'GET' : 'POST');
    asked(verb, path);
    const response = await fetch(`${base()}/api/v1${path}`, {
      method: verb,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: json ? (JSON.parse(text) as unknown) : text,
    };
  };
}

/** Status and code of an answer; no code where it is no problem. */
export function outcome({ status, body }: Answered): [number, string?] {
  const { code } = (typeof body === 'object' && body !== null ? body : {}) as { code?: string };
  return code === undefined ? [status] : [status, code];
}
