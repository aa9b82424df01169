import { isObject } from './block-report.ts';
import { elementState, elementsIn, isEmptyState, type Choice } from './element-values.ts';
import type { JsonObject, OpenView, User } from './entities.ts';
import { SlackError } from './errors.ts';
import { failureCode } from './interactions.ts';
import { interactivePayload } from './interactive-payload.ts';
import type { StandInParts } from './parts.ts';

/** What the person sees after pressing submit. */
export interface Submission {
  /** `closed`: done. `errors`: the modal stays with them. `updated`, `pushed`: another view. `failed`: no answer in time. */
  outcome: 'closed' | 'errors' | 'updated' | 'pushed' | 'cleared' | 'failed';
  /** block_id → message, shown under the inputs. */
  errors: Record<string, string>;
  view?: OpenView;
  /** The code behind `failed`. */
  error?: string;
}

/** Fills inputs of a view by action_id; buttons and unknown ids are refused. */
function fillIn(view: OpenView, values: Record<string, Choice>): void {
  const elements = elementsIn(view.blocks);
  for (const [actionId, choice] of Object.entries(values)) {
    const found = elements.find(
      ({ element, blockId }) => element.action_id === actionId || blockId === actionId,
    );
    if (!found) throw new Error(`the view has no input ${actionId}`);
    const id = String(found.element.action_id);
    view.values[found.blockId] = { ...view.values[found.blockId], [id]: elementState(found.element, choice) };
  }
}

/** The client's own check: required inputs filled, lengths kept. */
function clientErrors(view: OpenView): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, blockId, element } of elementsIn(view.blocks)) {
    if (block.type !== 'input') continue;
    const state = view.values[blockId]?.[String(element.action_id)];
    if (isEmptyState(state)) {
      if (block.optional !== true) errors[blockId] = 'Please complete this required field.';
      continue;
    }
    const length = typeof state?.value === 'string' ? [...state.value].length : undefined;
    if (length === undefined) continue;
    const max = typeof element.max_length === 'number' ? element.max_length : 3000;
    const min = typeof element.min_length === 'number' ? element.min_length : 0;
    if (length > max) errors[blockId] = `Must be ${max} characters or fewer.`;
    if (length < min) errors[blockId] = `Must be ${min} characters or more.`;
  }
  return errors;
}

/** A person submits a modal; resolves with what their screen shows then. */
export async function submitView(
  parts: StandInParts,
  user: User,
  viewId: string,
  values: Record<string, Choice>,
): Promise<Submission> {
  const { store, views, delivery, interactions } = parts;
  const view = views.find(user.teamId, { viewId });
  if (view.userId !== user.id) throw new SlackError('not_found');
  fillIn(view, values);
  const errors = clientErrors(view);
  if (Object.keys(errors).length > 0) return { outcome: 'errors', errors, view };
  const source = { userId: user.id, teamId: user.teamId, viewId };
  const receipt = await delivery.sendOnce({
    kind: 'interactive',
    acceptsResponse: true,
    payload: {
      ...interactivePayload(store, user, 'view_submission'),
      trigger_id: interactions.triggers.issue(source),
      view: views.onWire(view),
      response_urls: [],
    },
  });
  if (!receipt.ok) return { outcome: 'failed', errors: {}, view, error: failureCode(receipt) };
  const answer: JsonObject = isObject(receipt.response) ? receipt.response : {};
  try {
    return follow(parts, view, answer);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { outcome: 'failed', errors: {}, view, error: error.code };
  }
}

function follow(parts: StandInParts, view: OpenView, answer: JsonObject): Submission {
  const { views } = parts;
  const source = { userId: view.userId, teamId: view.teamId, viewId: view.id };
  switch (answer.response_action) {
    case 'errors': {
      const known = new Set(view.blocks.map((block) => block.block_id));
      const given = isObject(answer.errors) ? answer.errors : {};
      const entries = Object.entries(given).filter(([blockId]) => known.has(blockId));
      if (entries.length === 0) throw new SlackError('invalid_response_action_errors');
      return {
        outcome: 'errors',
        errors: Object.fromEntries(entries.map(([id, text]) => [id, String(text)])),
        view,
      };
    }
    case 'update':
      return { outcome: 'updated', errors: {}, view: views.update(view, newView(answer)) };
    case 'push':
      return { outcome: 'pushed', errors: {}, view: views.push(source, newView(answer)) };
    case 'clear':
      for (const open of views.stackOf(view.userId)) views.close(open);
      return { outcome: 'cleared', errors: {} };
    default:
      views.close(view);
      return { outcome: 'closed', errors: {}, view: views.stackOf(view.userId).at(-1) };
  }
}

function newView(answer: JsonObject): JsonObject {
  if (isObject(answer.view)) return answer.view;
  throw new SlackError('invalid_arguments');
}

/** A person closes a modal; the app hears of it if it asked to. */
export async function closeView(parts: StandInParts, user: User, viewId: string): Promise<void> {
  const { store, views, delivery } = parts;
  const view = views.find(user.teamId, { viewId });
  if (view.userId !== user.id) throw new SlackError('not_found');
  const closing = view.clearOnClose ? views.stackOf(user.id) : [view];
  for (const open of closing) views.close(open);
  for (const open of closing) {
    if (!open.notifyOnClose) continue;
    await delivery.sendOnce({
      kind: 'interactive',
      acceptsResponse: false,
      payload: {
        ...interactivePayload(store, user, 'view_closed'),
        is_cleared: view.clearOnClose,
        view: views.onWire(open),
      },
    });
  }
}
