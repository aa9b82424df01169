import type { Changes } from './changes.ts';
import { elementsIn, initialValues } from './element-values.ts';
import type { Block, JsonObject, OpenView } from './entities.ts';
import { refusedWithReasons, SlackError } from './errors.ts';
import type { PictureCheck } from './picture-reference.ts';
import type { SlackStore } from './store.ts';
import type { TriggerSource } from './triggers.ts';
import { viewFaults } from './view-limits.ts';

const MAX_STACK = 3;
const MAX_VIEW_BYTES = 250_000;

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Modals and home tabs people have open. They end with the stand-in, as screens do. */
export class Views {
  private readonly store: SlackStore;
  private readonly changes: Changes;
  private readonly picture: (teamId: string) => PictureCheck;

  constructor(store: SlackStore, changes: Changes, picture: (teamId: string) => PictureCheck) {
    this.store = store;
    this.changes = changes;
    this.picture = picture;
  }

  /** A person's modals, the one on top last. */
  stackOf(userId: string): OpenView[] {
    return [...this.store.views.values()].filter((view) => view.userId === userId && view.type === 'modal');
  }

  homeOf(userId: string): OpenView | undefined {
    return [...this.store.views.values()].find((view) => view.userId === userId && view.type === 'home');
  }

  /** Opens the first modal, closing what was open. */
  open(source: TriggerSource, json: JsonObject): OpenView {
    const view = this.made(source, json, 'modal');
    for (const old of this.stackOf(source.userId)) this.close(old);
    return this.show(view);
  }

  push(source: TriggerSource, json: JsonObject): OpenView {
    const stack = this.stackOf(source.userId);
    const top = stack.at(-1);
    if (!top) throw new SlackError('not_found');
    if (stack.length >= MAX_STACK) throw new SlackError('push_limit_reached');
    const view = this.made(source, json, 'modal');
    view.rootViewId = top.rootViewId;
    view.previousViewId = top.id;
    return this.show(view);
  }

  /** Replaces a view in place. Inputs whose block and action ids stay keep what was typed. */
  update(view: OpenView, json: JsonObject, hash?: string): OpenView {
    if (hash !== undefined && hash !== view.hash) throw new SlackError('hash_conflict');
    const fresh = this.made({ userId: view.userId, teamId: view.teamId }, json, view.type, view.id);
    const kept = view.values;
    Object.assign(view, fresh, {
      id: view.id,
      rootViewId: view.rootViewId,
      previousViewId: view.previousViewId,
      values: fresh.values,
    });
    for (const { blockId, element } of elementsIn(view.blocks)) {
      const actionId = String(element.action_id);
      const before = kept[blockId]?.[actionId];
      const values = view.values[blockId];
      if (before && values?.[actionId] && before.type === element.type) values[actionId] = before;
    }
    this.changes.announce({ type: 'view.updated', viewId: view.id, userId: view.userId });
    return view;
  }

  publish(userId: string, teamId: string, json: JsonObject, hash?: string): OpenView {
    const home = this.homeOf(userId);
    if (home) return this.update(home, json, hash);
    return this.show(this.made({ userId, teamId }, json, 'home'));
  }

  /** By view_id or external_id, else `not_found`. */
  find(teamId: string, by: { viewId?: string; externalId?: string }): OpenView {
    for (const view of this.store.views.values()) {
      if (view.teamId !== teamId) continue;
      if (view.id === by.viewId || (by.externalId !== undefined && view.externalId === by.externalId))
        return view;
    }
    throw new SlackError('not_found');
  }

  close(view: OpenView): void {
    this.store.views.delete(view.id);
    this.changes.announce({ type: 'view.closed', viewId: view.id, userId: view.userId });
  }

  onWire(view: OpenView): JsonObject {
    const bot = this.store.botOf(view.teamId);
    return {
      id: view.id,
      team_id: view.teamId,
      type: view.type,
      blocks: view.blocks,
      private_metadata: view.privateMetadata,
      callback_id: view.callbackId,
      state: { values: view.values },
      hash: view.hash,
      title: view.title ?? null,
      close: view.close ?? null,
      submit: view.submit ?? null,
      clear_on_close: view.clearOnClose,
      notify_on_close: view.notifyOnClose,
      submit_disabled: view.submitDisabled,
      previous_view_id: view.previousViewId ?? null,
      root_view_id: view.rootViewId,
      app_id: this.store.app.id,
      external_id: view.externalId,
      app_installed_team_id: view.teamId,
      bot_id: bot?.id,
    };
  }

  private show(view: OpenView): OpenView {
    this.store.views.set(view.id, view);
    this.changes.announce({ type: 'view.opened', viewId: view.id, userId: view.userId });
    return view;
  }

  private made(
    source: TriggerSource,
    json: JsonObject,
    type: 'modal' | 'home',
    replacing?: string,
  ): OpenView {
    const faults = viewFaults(json, type, this.picture(source.teamId));
    if (faults.length > 0) throw refusedWithReasons('invalid_arguments', faults);
    if (JSON.stringify(json).length > MAX_VIEW_BYTES) throw new SlackError('view_too_large');
    const externalId = text(json.external_id);
    for (const other of this.store.views.values()) {
      if (externalId !== '' && other.externalId === externalId && other.id !== replacing) {
        throw new SlackError('duplicate_external_id');
      }
    }
    const id = this.store.nextId('V');
    const blocks = (json.blocks as Block[]).map((block) => withIds(block, this.store));
    return {
      id,
      teamId: source.teamId,
      userId: source.userId,
      type,
      callbackId: text(json.callback_id),
      externalId,
      privateMetadata: text(json.private_metadata),
      title: json.title as JsonObject | undefined,
      submit: json.submit as JsonObject | undefined,
      close: json.close as JsonObject | undefined,
      blocks,
      clearOnClose: json.clear_on_close === true,
      notifyOnClose: json.notify_on_close === true,
      submitDisabled: json.submit_disabled === true,
      hash: `${this.store.nowSeconds()}.${this.store.nextSecret('hash', 8)}`,
      rootViewId: id,
      values: initialValues(blocks),
    };
  }
}

/** Slack names blocks and elements that came without a name. */
export function withIds(block: Block, store: SlackStore): Block {
  const interactive = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const element = value as JsonObject;
    const nameless =
      element.action_id === undefined && !['image', 'mrkdwn', 'plain_text'].includes(String(element.type));
    return nameless ? { ...element, action_id: store.nextSecret('action', 5) } : element;
  };
  const named: Block = { ...block, block_id: block.block_id ?? store.nextSecret('block', 5) };
  if (block.type === 'rich_text') return named;
  if (block.accessory !== undefined) named.accessory = interactive(block.accessory);
  if (block.element !== undefined) named.element = interactive(block.element);
  if (Array.isArray(block.elements)) named.elements = block.elements.map(interactive);
  return named;
}
