import { checkOptions } from './block-element-limits.ts';
import { BlockReport, isObject } from './block-report.ts';
import {
  elementState,
  findElement,
  initialValues,
  type Choice,
  type FoundElement,
} from './element-values.ts';
import type { Block, JsonObject, User } from './entities.ts';
import { SlackError } from './errors.ts';
import { interactivePayload } from './interactive-payload.ts';
import { Run, failureCode, type CommandRun } from './interactions.ts';
import type { StandInParts } from './parts.ts';

/** Where an element stands: in a message (also an ephemeral one) or in a view. */
export type Place = { channelId: string; messageTs: string } | { viewId: string };

interface Surroundings {
  blocks: readonly Block[];
  /** `container`, and `message` with `channel`, or `view`. */
  context: JsonObject;
  channelId?: string;
  original?: { ts: string; ephemeral: boolean };
  threadTs?: string;
  viewId?: string;
}

/** Options an external select was last given, by person and action, so that one of them can be chosen. */
const offered = new WeakMap<StandInParts, Map<string, JsonObject[]>>();

function offeredTo(parts: StandInParts, user: User, actionId: string): JsonObject[] {
  return offered.get(parts)?.get(`${user.id}:${actionId}`) ?? [];
}

function attachmentBlocks(attachments: JsonObject[] | undefined): Block[] {
  return (attachments ?? []).flatMap(({ blocks }) => (Array.isArray(blocks) ? (blocks as Block[]) : []));
}

function surroundings(parts: StandInParts, user: User, place: Place): Surroundings {
  const { store, wire, views } = parts;
  if ('viewId' in place) {
    const view = views.find(user.teamId, { viewId: place.viewId });
    if (view.userId !== user.id) throw new SlackError('not_found');
    return {
      blocks: view.blocks,
      viewId: view.id,
      context: { container: { type: 'view', view_id: view.id }, view: views.onWire(view) },
    };
  }
  const channel = parts.conversations.visibleChannel(place.channelId, user.id, user.teamId);
  const ephemeral = store.ephemeral(channel.id, place.messageTs);
  const message = ephemeral ?? parts.conversations.existing(channel.id, place.messageTs);
  const container = {
    type: 'message',
    message_ts: message.ts,
    channel_id: channel.id,
    is_ephemeral: ephemeral !== undefined,
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
  };
  const blocks = [...(message.blocks ?? []), ...attachmentBlocks(message.attachments)];
  return {
    blocks,
    channelId: channel.id,
    original: { ts: message.ts, ephemeral: ephemeral !== undefined },
    threadTs: message.threadTs,
    context: {
      container,
      channel: { id: channel.id, name: channel.name },
      // An app is not told again what an ephemeral message said.
      ...(ephemeral ? {} : { message: wire.message(parts.conversations.existing(channel.id, message.ts)) }),
      state: { values: initialValues(blocks) },
    },
  };
}

function found(around: Surroundings, actionId: string, blockId?: string): FoundElement {
  const element = findElement(around.blocks, actionId, blockId);
  if (!element) throw new Error(`no element ${actionId} there`);
  return element;
}

/**
 * A person presses a button or chooses in a menu. Resolves once the app has acknowledged or failed
 * to; what it posts through the response_url arrives in the run.
 */
export async function blockAction(
  parts: StandInParts,
  user: User,
  place: Place,
  action: { actionId: string; blockId?: string; choice?: Choice },
): Promise<CommandRun> {
  const { store, delivery, interactions, responseUrls, views } = parts;
  const around = surroundings(parts, user, place);
  const { element, blockId } = found(around, action.actionId, action.blockId);
  const state = elementState(element, action.choice ?? null, offeredTo(parts, user, action.actionId));
  if (around.viewId !== undefined && element.type !== 'button' && element.type !== 'overflow') {
    const view = views.find(user.teamId, { viewId: around.viewId });
    view.values[blockId] = { ...view.values[blockId], [action.actionId]: state };
    around.context.view = views.onWire(view);
  }
  const run = new Run();
  const responseUrl =
    around.channelId === undefined
      ? {}
      : {
          response_url: responseUrls.issue('actions', {
            teamId: user.teamId,
            channelId: around.channelId,
            userId: user.id,
            threadTs: around.threadTs === around.original?.ts ? undefined : around.threadTs,
            original: around.original,
            onPosted: (ts, ephemeral) => run.add({ ts, ephemeral }),
          }),
        };
  const { text, value, style } = element;
  const receipt = await delivery.sendOnce({
    kind: 'interactive',
    acceptsResponse: false,
    payload: {
      ...interactivePayload(store, user, 'block_actions'),
      ...around.context,
      ...responseUrl,
      trigger_id: interactions.triggers.issue({
        userId: user.id,
        teamId: user.teamId,
        viewId: around.viewId,
      }),
      actions: [
        {
          action_id: action.actionId,
          block_id: blockId,
          ...(element.type === 'button' ? { text, value, style } : {}),
          ...state,
          action_ts: store.nextTs(),
        },
      ],
    },
  });
  if (receipt.ok) return run;
  return run.failed(failureCode(receipt), 'This app did not respond.');
}

/** A person types into an external select; resolves with the options they are offered. */
export async function suggestOptions(
  parts: StandInParts,
  user: User,
  place: Place,
  typed: { actionId: string; blockId?: string; text: string },
): Promise<{ error?: string; options: JsonObject[] }> {
  const around = surroundings(parts, user, place);
  const { element, blockId } = found(around, typed.actionId, typed.blockId);
  const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
  if (typed.text.length < least) return { options: [] };
  const receipt = await parts.delivery.sendOnce({
    kind: 'interactive',
    acceptsResponse: true,
    payload: {
      ...interactivePayload(parts.store, user, 'block_suggestion'),
      ...around.context,
      action_id: typed.actionId,
      block_id: blockId,
      value: typed.text,
    },
  });
  if (!receipt.ok) return { error: failureCode(receipt), options: [] };
  const answer = isObject(receipt.response) ? receipt.response : {};
  const groups = Array.isArray(answer.option_groups) ? answer.option_groups.filter(isObject) : [answer];
  const report = new BlockReport();
  if (answer.options !== undefined && Array.isArray(answer.options) && answer.options.length > 0) {
    checkOptions(answer, '', report, 100);
  }
  if (report.faults.length > 0) return { error: report.faults[0], options: [] };
  const options = groups.flatMap((group) =>
    Array.isArray(group.options) ? group.options.filter(isObject) : [],
  );
  const memory = offered.get(parts) ?? new Map<string, JsonObject[]>();
  offered.set(parts, memory.set(`${user.id}:${typed.actionId}`, options));
  return { options };
}
