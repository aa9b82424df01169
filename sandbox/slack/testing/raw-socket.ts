import { WebSocket } from 'ws';
import type { SlackStandIn } from '../index.ts';
import { eventually } from './bolt-app.ts';

export interface Envelope {
  envelope_id: string;
  type: string;
  payload: { event_id: string; event: { type: string; text?: string; ts?: string } };
  retry_attempt: number;
  retry_reason: string;
}

/** A Socket Mode client without a library, to see what a library hides. */
export interface RawSocket {
  socket: WebSocket;
  hello: Record<string, unknown>;
  envelopes: Envelope[];
  others: Record<string, unknown>[];
  pings: number;
  closed: boolean;
}

/** Opens a connection; it acknowledges only when told to. */
export async function rawSocket(slack: SlackStandIn, acknowledges: boolean): Promise<RawSocket> {
  const answer = await fetch(`${slack.apiUrl}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.appToken}` },
  });
  const { url } = (await answer.json()) as { url: string };
  const socket = new WebSocket(url);
  const raw: RawSocket = { socket, hello: {}, envelopes: [], others: [], pings: 0, closed: false };
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Record<string, unknown>;
    if (frame.type === 'hello') raw.hello = frame;
    else if (typeof frame.envelope_id === 'string') {
      raw.envelopes.push(JSON.parse(String(data)) as Envelope);
      if (acknowledges) socket.send(JSON.stringify({ envelope_id: frame.envelope_id }));
    } else raw.others.push(frame);
  });
  socket.on('ping', () => (raw.pings += 1));
  socket.on('error', () => socket.terminate());
  socket.on('close', () => (raw.closed = true));
  await eventually('hello', () => raw.hello.type === 'hello');
  return raw;
}
