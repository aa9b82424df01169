import type { JsonObject, Ping } from './entities.ts';
import type { SlackStore } from './store.ts';

/** The parts of a message that can ping somebody. */
export interface PingingContent {
  text: string;
  blocks?: JsonObject[];
  attachments?: JsonObject[];
  /** `link_names` or `parse: full`: plain `@name` and `@channel` count as well. */
  linkNames?: boolean;
}

interface Target {
  kind: Ping['kind'];
  targetId?: string;
}

const CONTROL =
  /<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|<!(channel|here|everyone)(?:\|[^>]*)?>|<!subteam\^([A-Z0-9]+)(?:\|[^>]*)?>/g;
const TYPED = /(?<![\p{L}\p{N}_])@([\p{L}\p{N}._-]+)/gu;
const BROADCASTS: readonly string[] = ['channel', 'here', 'everyone'];

function isBroadcast(value: unknown): value is 'channel' | 'here' | 'everyone' {
  return typeof value === 'string' && BROADCASTS.includes(value);
}

function controlTargets(text: string): Target[] {
  return [...text.matchAll(CONTROL)].map(([, user, broadcast, group]): Target => {
    if (user !== undefined) return { kind: 'user', targetId: user };
    if (isBroadcast(broadcast)) return { kind: broadcast };
    return { kind: 'usergroup', targetId: group };
  });
}

function typedBroadcasts(text: string): Target[] {
  return [...text.matchAll(TYPED)].flatMap(([, name]) => (isBroadcast(name) ? [{ kind: name }] : []));
}

function typedNames(text: string, store: SlackStore, teamId: string): Target[] {
  const wanted = new Set([...text.matchAll(TYPED)].map(([, name]) => name));
  const users = [...store.users.values()].filter((user) => user.teamId === teamId && wanted.has(user.name));
  const groups = [...store.userGroups.values()].filter(
    (group) => group.teamId === teamId && wanted.has(group.handle),
  );
  return [
    ...users.map((user): Target => ({ kind: 'user', targetId: user.id })),
    ...groups.map((group): Target => ({ kind: 'usergroup', targetId: group.id })),
  ];
}

/** Plain text and the text of rich text ping nobody; only what is written as a mention does. */
function blockTargets(value: unknown): Target[] {
  if (Array.isArray(value)) return value.flatMap(blockTargets);
  if (typeof value !== 'object' || value === null) return [];
  const node = value as JsonObject;
  switch (node.type) {
    case 'mrkdwn': {
      const text = typeof node.text === 'string' ? node.text : '';
      // Unless `verbatim`, Slack parses "certain mentions" in such text by itself; the broadcasts are the dangerous ones.
      return [...controlTargets(text), ...(node.verbatim === true ? [] : typedBroadcasts(text))];
    }
    case 'markdown':
      return typeof node.text === 'string' ? controlTargets(node.text) : [];
    case 'user':
      return typeof node.user_id === 'string' ? [{ kind: 'user', targetId: node.user_id }] : [];
    case 'usergroup':
      return typeof node.usergroup_id === 'string'
        ? [{ kind: 'usergroup', targetId: node.usergroup_id }]
        : [];
    case 'broadcast':
      return isBroadcast(node.range) ? [{ kind: node.range }] : [];
    default:
      return Object.values(node).flatMap(blockTargets);
  }
}

function attachmentTargets(attachments: JsonObject[]): Target[] {
  return attachments.flatMap((attachment) => [
    ...[attachment.text, attachment.pretext].flatMap((text) =>
      typeof text === 'string' ? controlTargets(text) : [],
    ),
    ...blockTargets(attachment.blocks),
  ]);
}

/** Everybody this content would ping in that workspace, each once; unknown users and groups ping nobody. */
export function pingTargets(content: PingingContent, store: SlackStore, teamId: string): Target[] {
  const all = [
    ...controlTargets(content.text),
    ...blockTargets(content.blocks ?? []),
    ...attachmentTargets(content.attachments ?? []),
    ...(content.linkNames
      ? [...typedBroadcasts(content.text), ...typedNames(content.text, store, teamId)]
      : []),
  ];
  const seen = new Map<string, Target>();
  for (const target of all) {
    if (target.kind === 'user' && store.users.get(target.targetId ?? '')?.teamId !== teamId) continue;
    if (target.kind === 'usergroup' && store.userGroups.get(target.targetId ?? '')?.teamId !== teamId)
      continue;
    seen.set(`${target.kind}:${target.targetId ?? ''}`, target);
  }
  return [...seen.values()];
}
