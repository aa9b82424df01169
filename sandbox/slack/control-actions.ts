import { CallArguments } from './call-arguments.ts';
import type { Choice } from './element-values.ts';
import type { Block, ChannelKind, JsonObject } from './entities.ts';
import { SlackError } from './errors.ts';
import type { FaultScope } from './faults.ts';
import type { StandInParts } from './parts.ts';
import { GENEROUS_RATE_LIMITS, SLACK_RATE_LIMITS } from './rate-limits.ts';
import type { CommandOutcome, Said, World } from './world.ts';

/** One thing to do, its arguments a JSON object; the answer is a JSON object too. */
export type ControlAction = (body: JsonObject) => JsonObject | Promise<JsonObject>;

function number(body: JsonObject, name: string): number | undefined {
  const value = body[name];
  return typeof value === 'number' ? value : undefined;
}

function flag(body: JsonObject, name: string): boolean | undefined {
  const value = body[name];
  return typeof value === 'boolean' ? value : undefined;
}

function strings(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

function scope(body: JsonObject): FaultScope {
  const { method, channel } = body;
  return {
    method: typeof method === 'string' ? method : strings(method),
    channel: typeof channel === 'string' ? channel : undefined,
    times: number(body, 'times'),
    forMs: number(body, 'forMs'),
  };
}

function choice(value: unknown): Choice {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' ? value : null;
}

function choices(value: unknown): Record<string, Choice> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, choice(entry)]));
}

function said(body: JsonObject, args: CallArguments): Said {
  const files = args.objects('files', 'invalid_files') ?? [];
  return {
    text: args.text('text'),
    richText: args.object('richText') as Block | undefined,
    threadTs: args.text('threadTs'),
    broadcast: flag(body, 'broadcast'),
    files: files.map((file) => ({
      name: String(file.name),
      bytes: Buffer.from(String(file.base64), 'base64'),
      altText: typeof file.altText === 'string' ? file.altText : undefined,
    })),
  };
}

/** The outcome of a command or button, waiting a little for what comes after the acknowledgement. */
async function outcome(result: CommandOutcome, waitMs: number): Promise<JsonObject> {
  if (!result.error && waitMs > 0) await result.next(waitMs);
  return { error: result.error, notice: result.notice, messages: result.messages() };
}

/** Everything `POST /control/NAME` can do: people's acts first, then the switches. */
export function controlActions(parts: StandInParts, world: World): Record<string, ControlAction> {
  return { ...peopleActions(parts, world), ...faultActions(parts, world) };
}

function peopleActions(parts: StandInParts, world: World): Record<string, ControlAction> {
  const read = (body: JsonObject): { args: CallArguments; user: string; channel: string; ts: string } => {
    const args = new CallArguments(body);
    return {
      args,
      user: args.text('user') ?? '',
      channel: args.text('channel') ?? '',
      ts: args.text('ts') ?? '',
    };
  };
  const place = (args: CallArguments): { channelId: string; messageTs: string } | { viewId: string } => {
    const viewId = args.text('view');
    return viewId === undefined
      ? { channelId: args.required('channel'), messageTs: args.required('ts') }
      : { viewId };
  };
  return {
    user: (body) => {
      const { args } = read(body);
      const user = world.createUser({
        realName: args.required('realName'),
        name: args.text('name'),
        displayName: args.text('displayName'),
        locale: args.text('locale'),
        isAdmin: flag(body, 'isAdmin'),
      });
      return { user: { ...user, avatarUrl: parts.wire.avatarUrl(user.id, 72) } };
    },
    channel: (body) => {
      const { args } = read(body);
      const kind = args.text('kind') as Exclude<ChannelKind, 'im'> | undefined;
      if (kind !== undefined && !['public', 'private', 'mpim'].includes(kind))
        throw new SlackError('invalid_types');
      const members = args.list('members');
      return {
        channel: world.createChannel({
          name: args.required('name'),
          kind,
          members,
          withApp: flag(body, 'withApp'),
        }),
      };
    },
    say: (body) => {
      const { args, user, channel } = read(body);
      const { ts } = world.say(user, channel, said(body, args));
      return { ts, message: world.messageView(channel, ts) };
    },
    edit: (body) => {
      const { args, user, channel, ts } = read(body);
      world.edit(user, channel, ts, args.required('text'));
      return { message: world.messageView(channel, ts) };
    },
    remove: (body) => {
      const { user, channel, ts } = read(body);
      world.remove(user, channel, ts);
      return {};
    },
    react: (body) => {
      const { args, user, channel, ts } = read(body);
      world.react(user, channel, ts, args.required('emoji'));
      return {};
    },
    unreact: (body) => {
      const { args, user, channel, ts } = read(body);
      world.unreact(user, channel, ts, args.required('emoji'));
      return {};
    },
    unfurl: (body) => {
      const { args, channel, ts } = read(body);
      world.unfurl(channel, ts, {
        title: args.required('title'),
        url: args.required('url'),
        text: args.text('text'),
      });
      return {};
    },
    slash: async (body) => {
      const { args, user, channel } = read(body);
      const run = await world.slash(user, channel, args.required('command'), args.text('text'));
      return outcome(run, number(body, 'waitMs') ?? 0);
    },
    choose: async (body) => {
      const { args, user } = read(body);
      const run = await world.choose(
        user,
        place(args),
        args.required('action'),
        choice(body.choice),
        args.text('block'),
      );
      return outcome(run, number(body, 'waitMs') ?? 0);
    },
    suggest: async (body) => {
      const { args, user } = read(body);
      return world.suggest(user, place(args), args.required('action'), args.text('text') ?? '');
    },
    submit: async (body) => {
      const { args, user } = read(body);
      return { ...(await world.submitView(user, args.required('view'), choices(body.values))) };
    },
    close: async (body) => {
      const { args, user } = read(body);
      await world.closeView(user, args.required('view'));
      return {};
    },
    home: (body) => ({ view: world.openHome(read(body).user) ?? null }),
    join: (body) => {
      const { user, channel } = read(body);
      world.join(user, channel);
      return {};
    },
    leave: (body) => {
      const { user, channel } = read(body);
      world.leave(user, channel);
      return {};
    },
    'invite-app': (body) => {
      const { user, channel } = read(body);
      world.inviteApp(channel, user);
      return {};
    },
    'remove-app': (body) => {
      const { channel } = read(body);
      world.removeApp(channel);
      return {};
    },
    archive: (body) => {
      const { user, channel } = read(body);
      world.archive(channel, user);
      return {};
    },
    unarchive: (body) => {
      const { user, channel } = read(body);
      world.unarchive(channel, user);
      return {};
    },
  };
}

function faultActions(parts: StandInParts, world: World): Record<string, ControlAction> {
  const { faults } = parts;
  const done = (): JsonObject => ({ faults: faults.active() });
  const after = (act: (body: JsonObject) => void): ControlAction => {
    return (body) => {
      act(body);
      return done();
    };
  };
  return {
    'faults/rate-limit': after((body) =>
      faults.rateLimit({ ...scope(body), retryAfter: number(body, 'retryAfter') }),
    ),
    'faults/server-error': after((body) =>
      faults.serverError({ ...scope(body), status: number(body, 'status') }),
    ),
    'faults/slow': after((body) => faults.slow({ ...scope(body), delayMs: number(body, 'delayMs') ?? 1000 })),
    'faults/lose-answer': after((body) => faults.loseAnswer(scope(body))),
    'faults/cut-off': after((body) => faults.cutOff(number(body, 'forMs') ?? 10_000)),
    'faults/restore': after(() => faults.restore()),
    'faults/drop-sockets': after((body) => faults.dropSockets(body.how === 'close' ? 'close' : 'terminate')),
    'faults/ask-to-reconnect': after((body) =>
      faults.askToReconnect(body.reason === 'warning' ? 'warning' : 'refresh_requested'),
    ),
    'faults/duplicate-events': after((body) =>
      faults.duplicateEvents({
        copies: number(body, 'copies'),
        sameEventId: flag(body, 'sameEventId'),
        times: number(body, 'times'),
      }),
    ),
    'faults/reorder-events': after((body) =>
      faults.reorderEvents({
        window: number(body, 'window'),
        maxHoldMs: number(body, 'maxHoldMs'),
        times: number(body, 'times'),
      }),
    ),
    'faults/lose-events': after((body) => faults.loseEvents(number(body, 'times'))),
    'faults/revoke-token': after(() => world.revokeToken()),
    'faults/restore-token': after(() => faults.restoreToken(world.teamId)),
    'faults/uninstall': after(() => world.uninstall()),
    'faults/tell-rate-limited': after(() => world.tellRateLimited()),
    'faults/limits': after((body) =>
      parts.rateLimits.change(body.strict === true ? SLACK_RATE_LIMITS : GENEROUS_RATE_LIMITS),
    ),
    'faults/clear': after(() => faults.clear()),
  };
}
