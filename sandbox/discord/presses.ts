import { ClientRefusal } from './client-refusal.ts';
import { ComponentType, eachComponent } from './components.ts';
import type { Json, JsonObject, Message } from './entities.ts';
import { isObject, lengthOf } from './form-reader.ts';
import type { Interaction, Interactions } from './interactions.ts';
import { channelSeenBy, messageSeenBy } from './people.ts';
import type { Platform } from './platform.ts';
import { ResolvedData } from './slash.ts';

function componentOf(message: Message, customId: string): JsonObject {
  for (const component of eachComponent(message.components)) {
    if (component.custom_id !== customId) continue;
    if (component.disabled === true) throw new ClientRefusal('That is disabled.');
    return component;
  }
  throw new ClientRefusal('There is nothing like that on the message.');
}

/** Somebody presses a button. */
export function clickButton(
  platform: Platform,
  interactions: Interactions,
  userId: string,
  messageId: string,
  customId: string,
): Interaction {
  const { message, channel } = messageSeenBy(platform, messageId, userId);
  const button = componentOf(message, customId);
  if (button.type !== ComponentType.Button) throw new ClientRefusal('That is not a button.');
  const data = { component_type: ComponentType.Button, custom_id: customId, id: button.id ?? 0 };
  return interactions.open({ kind: 'component', channel, userId, name: customId, data, source: message });
}

function checkSelection(select: JsonObject, values: readonly string[]): void {
  const min = typeof select.min_values === 'number' ? select.min_values : 1;
  const max = typeof select.max_values === 'number' ? select.max_values : 1;
  if (values.length < min || values.length > max) throw new ClientRefusal(`Choose ${min} to ${max}.`);
  if (select.type !== ComponentType.StringSelect) return;
  const options = Array.isArray(select.options) ? select.options.filter(isObject) : [];
  const unknown = values.find((value) => !options.some((option) => option.value === value));
  if (unknown !== undefined) throw new ClientRefusal(`There is no choice ${unknown}.`);
}

function resolveSelection(
  select: JsonObject,
  values: readonly string[],
  resolved: ResolvedData,
  userId: string,
): void {
  for (const value of values) {
    if (select.type === ComponentType.UserSelect || select.type === ComponentType.MentionableSelect)
      resolved.user(value);
    if (select.type === ComponentType.RoleSelect) resolved.role(value);
    if (select.type === ComponentType.ChannelSelect) resolved.channel(value, userId);
  }
}

/** Somebody chooses from a select menu: option values, or ids of people, roles or channels. */
export function select(
  platform: Platform,
  interactions: Interactions,
  userId: string,
  messageId: string,
  customId: string,
  values: readonly string[],
): Interaction {
  const { message, channel } = messageSeenBy(platform, messageId, userId);
  const menu = componentOf(message, customId);
  if (menu.type === ComponentType.Button) throw new ClientRefusal('That is not a menu.');
  checkSelection(menu, values);
  const resolved = new ResolvedData(platform, channel);
  resolveSelection(menu, values, resolved, userId);
  const data = {
    component_type: menu.type ?? 3,
    custom_id: customId,
    id: menu.id ?? 0,
    values: [...values],
    ...resolved.payload,
  };
  return interactions.open({ kind: 'component', channel, userId, name: customId, data, source: message });
}

export type ModalValues = Record<string, string | string[]>;

function fillField(
  field: JsonObject,
  values: ModalValues,
  resolved: ResolvedData,
  userId: string,
): JsonObject {
  const customId = String(field.custom_id);
  const value = values[customId];
  const base = { type: field.type ?? 4, id: field.id ?? 0, custom_id: customId };
  if (field.type !== ComponentType.TextInput) {
    const chosen = Array.isArray(value) ? value : value === undefined ? [] : [value];
    if (chosen.length > 0 || field.required !== false) checkSelection(field, chosen);
    resolveSelection(field, chosen, resolved, userId);
    return { ...base, values: chosen };
  }
  const text = Array.isArray(value)
    ? value.join(', ')
    : (value ?? (typeof field.value === 'string' ? field.value : ''));
  const max = typeof field.max_length === 'number' ? field.max_length : 4000;
  const min = typeof field.min_length === 'number' ? field.min_length : 0;
  if (text === '' && field.required !== false) throw new ClientRefusal(`${customId} is required.`);
  if (lengthOf(text) > max) throw new ClientRefusal(`${customId} is too long.`);
  if (text !== '' && lengthOf(text) < min) throw new ClientRefusal(`${customId} is too short.`);
  return { ...base, value: text };
}

/** Somebody fills the form that an interaction opened, and sends it. Fields are named by their custom ids. */
export function submitModal(
  platform: Platform,
  interactions: Interactions,
  userId: string,
  interactionId: string,
  values: ModalValues,
): Interaction {
  const opener = interactions.get(interactionId);
  const modal = opener?.modal;
  if (!opener || !modal || opener.userId !== userId) throw new ClientRefusal('No form is open.');
  const channel = channelSeenBy(platform, opener.channelId, userId);
  const resolved = new ResolvedData(platform, channel);
  const known = new Set<string>();
  const fill = (field: JsonObject): JsonObject => {
    known.add(String(field.custom_id));
    return fillField(field, values, resolved, userId);
  };
  const components = modal.components.map((row): Json => {
    if (isObject(row.component))
      return { type: row.type ?? 18, id: row.id ?? 0, component: fill(row.component) };
    const fields = Array.isArray(row.components) ? row.components.filter(isObject) : [];
    return {
      type: row.type ?? 1,
      id: row.id ?? 0,
      ...(fields.length > 0 ? { components: fields.map(fill) } : {}),
    };
  });
  const stranger = Object.keys(values).find((key) => !known.has(key));
  if (stranger !== undefined) throw new ClientRefusal(`The form has no field ${stranger}.`);
  const data = { custom_id: modal.customId, components, ...resolved.payload };
  return interactions.open({
    kind: 'modal',
    channel,
    userId,
    name: modal.customId,
    data,
    source: opener.source,
  });
}
