import type { JsonObject } from './entities.ts';

/** A refusal as Discord words it: HTTP status, JSON error code, message and, for forms, the tree of fields. */
export class DiscordError extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: JsonObject | undefined;

  constructor(status: number, code: number, message: string, errors?: JsonObject) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  toBody(): JsonObject {
    return this.errors
      ? { message: this.message, code: this.code, errors: this.errors }
      : { message: this.message, code: this.code };
  }
}

/** Discord's JSON error codes (discord-api-docs, topics/opcodes-and-status-codes), with the status each travels under. */
const CATALOGUE = {
  notFound: [404, 0, '404: Not Found'],
  unauthorized: [401, 0, '401: Unauthorized'],
  methodNotAllowed: [405, 0, '405: Method Not Allowed'],
  unknownApplication: [404, 10002, 'Unknown Application'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownRole: [404, 10011, 'Unknown Role'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownEmoji: [400, 10014, 'Unknown Emoji'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  unknownCommand: [404, 10063, 'Unknown application command'],
  tooManyCommands: [400, 30032, 'Maximum number of application commands reached (100).'],
  tooManyWebhooks: [400, 30007, 'Maximum number of webhooks reached (15)'],
  tooManyReactions: [403, 30010, 'Maximum number of reactions reached (20)'],
  entityTooLarge: [413, 40005, 'Request entity too large'],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  missingAccess: [403, 50001, 'Missing Access'],
  cannotEditOthers: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  cannotMessageUser: [403, 50007, 'Cannot send messages to this user'],
  notInThisChannelType: [400, 50024, 'Cannot execute action on this channel type'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  bulkDeleteCount: [
    400,
    50016,
    'Provided too few or too many messages to delete. Must provide at least 2 and fewer than or equal to 100 messages to delete',
  ],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  bulkDeleteTooOld: [400, 50034, 'You can only bulk delete messages that are under 14 days old.'],
  threadArchived: [400, 50083, 'Thread is archived'],
  invalidJson: [400, 50109, 'The request body contains invalid JSON.'],
  reactionBlocked: [403, 90001, 'Reaction was blocked'],
  replyNeedsHistory: [400, 160002, 'Cannot reply without permission to read message history'],
  threadExists: [400, 160004, 'A thread has already been created for this message'],
} as const satisfies Record<string, readonly [number, number, string]>;

/** Makes the named refusal, ready to be thrown. */
export function refuse(name: keyof typeof CATALOGUE): DiscordError {
  const [status, code, message] = CATALOGUE[name];
  return new DiscordError(status, code, message);
}

/** Collects what is wrong with a form, field by field, and throws it all as one 50035. */
export class FormErrors {
  readonly #tree: JsonObject = {};
  #count = 0;

  /** Notes one fault at a path such as `['embeds', 0, 'title']`. */
  add(path: readonly (string | number)[], code: string, message: string): void {
    this.#count += 1;
    let node = this.#tree;
    for (const step of path) {
      const next = node[String(step)];
      if (next !== null && typeof next === 'object' && !Array.isArray(next)) {
        node = next;
      } else {
        const made: JsonObject = {};
        node[String(step)] = made;
        node = made;
      }
    }
    const list = Array.isArray(node._errors) ? node._errors : [];
    list.push({ code, message });
    node._errors = list;
  }

  get any(): boolean {
    return this.#count > 0;
  }

  /** All faults as one 50035. */
  toError(): DiscordError {
    return new DiscordError(400, 50035, 'Invalid Form Body', this.#tree);
  }

  /** Throws 50035 when anything was noted. */
  throwIfAny(): void {
    if (this.any) throw this.toError();
  }
}

/** A 50035 with a single fault. */
export function invalidForm(path: readonly (string | number)[], code: string, message: string): DiscordError {
  const errors = new FormErrors();
  errors.add(path, code, message);
  return errors.toError();
}
