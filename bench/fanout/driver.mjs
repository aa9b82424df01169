// How the load generator speaks to Matinee: a guest of its own for every member, the room made by whoever comes first,
// then the WebSocket protocol as any client speaks it. Runs inside a copy of the load generator.
import http from 'node:http';
import { openWebSocket } from '../lib/wsclient.mjs';

const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
const rooms = new Map();

function post(base, path, body, token) {
  return new Promise((resolve, reject) => {
    const payload = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) };
    if (token) headers.authorization = `Bearer ${token}`;
    const request = http.request(`${base}/api/v1${path}`, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
    });
    request.on('error', reject).end(payload);
  });
}

export async function connect(url, room, onMessage) {
  const base = url.replace(/^ws/, 'http');
  const guest = await post(base, '/guests', { name: 'Bench' });
  if (guest.status !== 201) throw new Error(`guest: ${guest.status} ${JSON.stringify(guest.body)}`);
  const { token } = guest.body;
  if (!rooms.has(room)) rooms.set(room, post(base, '/rooms', { slug: room, title: room }, token));
  const made = await rooms.get(room);
  if (made.status !== 201 && made.body.code !== 'slug_taken')
    throw new Error(`room: ${made.status} ${JSON.stringify(made.body)}`);
  let joined;
  const ready = new Promise((resolve, reject) => {
    joined = { resolve, reject };
  });
  const ws = await openWebSocket(
    `${url}/api/v1/socket`,
    (buffer, start, end) => {
      // Every event of the room begins alike; all else is ours: ready, joined, ack, presence.
      if (buffer.toString('latin1', start, start + 12) === '{"op":"event') onMessage(buffer, start, end);
      else if (joined) {
        const text = buffer.toString('utf8', start, end);
        if (text.startsWith('{"op":"joined"')) joined.resolve();
        if (text.startsWith('{"op":"error"')) joined.reject(new Error(text));
      }
    },
    { protocol: 'matinee.v1' },
  );
  ws.send(JSON.stringify({ op: 'auth', token }));
  ws.send(JSON.stringify({ op: 'join', room }));
  await ready;
  joined = null;
  let id = 0;
  return {
    send: (text) => ws.send(JSON.stringify({ op: 'post', id: String(++id), room, text })),
    close: ws.close,
  };
}
