import { MessageFlag } from '../entities.ts';
import type { JsonObject } from '../entities.ts';
import type { Interaction } from '../interactions.ts';
import { messagePayload } from '../message-payload.ts';
import type { Platform } from '../platform.ts';
import { noContent, ok } from '../router.ts';
import type { Route } from '../router.ts';

/** What `with_response` asks for: the interaction and whatever the answer brought into being. */
function callbackResponse(platform: Platform, interaction: Interaction, kind: number): JsonObject {
  const message =
    interaction.originalId === null ? undefined : platform.store.message(interaction.originalId);
  return {
    interaction: {
      id: interaction.id,
      type: kind,
      ...(message
        ? {
            response_message_id: message.id,
            response_message_loading: (message.flags & MessageFlag.Loading) !== 0,
            response_message_ephemeral: message.onlyFor !== null,
          }
        : {}),
    },
    resource: {
      type: interaction.callback,
      ...(message ? { message: messagePayload(platform, message) } : {}),
    },
  };
}

export const interactionRoutes: Route[] = [
  {
    method: 'POST',
    template: '/interactions/:interaction/:token/callback',
    summary: 'first answer: types 4 to 9, within 3 s, once; with_response',
    auth: 'none',
    handle: (call) => {
      const interaction = call.interactions.answer(
        call.id('interaction'),
        call.param('token'),
        call.body,
        call.files,
      );
      if (!call.flag('with_response')) return noContent;
      const kinds = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
      return ok(callbackResponse(call.platform, interaction, kinds[interaction.kind]));
    },
  },
];
