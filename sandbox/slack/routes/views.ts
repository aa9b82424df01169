import type { CallArguments } from '../call-arguments.ts';
import { SlackError } from '../errors.ts';
import type { JsonObject, TokenRecord } from '../entities.ts';
import type { MethodSpec } from '../methods.ts';
import type { StandInParts } from '../parts.ts';
import type { TriggerSource } from '../triggers.ts';

function viewOf(args: CallArguments): JsonObject {
  const view = args.object('view', 'invalid_arguments');
  if (!view) throw new SlackError('invalid_arguments');
  return view;
}

/** Modals and home tabs. */
export function viewMethods(parts: StandInParts): MethodSpec[] {
  const { views, interactions, store } = parts;
  const trigger = (args: CallArguments, token: TokenRecord): TriggerSource => {
    const id = args.text('trigger_id') ?? args.text('interactivity_pointer') ?? '';
    const source = interactions.triggers.exchange(id);
    if (source.teamId !== token.teamId) throw new SlackError('invalid_trigger_id');
    return source;
  };
  return [
    {
      name: 'views.open',
      tokens: ['bot', 'user'],
      scopes: [],
      tier: 4,
      handle({ args, token }) {
        const view = viewOf(args);
        return { view: views.onWire(views.open(trigger(args, token), view)) };
      },
    },
    {
      name: 'views.push',
      tokens: ['bot', 'user'],
      scopes: [],
      tier: 4,
      handle({ args, token }) {
        const view = viewOf(args);
        return { view: views.onWire(views.push(trigger(args, token), view)) };
      },
    },
    {
      name: 'views.update',
      tokens: ['bot', 'user'],
      scopes: [],
      tier: 4,
      handle({ args, token }) {
        const json = viewOf(args);
        const view = views.find(token.teamId, {
          viewId: args.text('view_id'),
          externalId: args.text('external_id'),
        });
        return { view: views.onWire(views.update(view, json, args.text('hash'))) };
      },
    },
    {
      name: 'views.publish',
      tokens: ['bot', 'user'],
      scopes: [],
      tier: 4,
      handle({ args, token }) {
        const userId = args.required('user_id');
        if (store.users.get(userId)?.teamId !== token.teamId) throw new SlackError('user_not_found');
        return { view: views.onWire(views.publish(userId, token.teamId, viewOf(args), args.text('hash'))) };
      },
    },
  ];
}
