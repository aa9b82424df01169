import { MethodTable } from '../methods.ts';
import type { StandInParts } from '../parts.ts';
import { authMethods } from './auth.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { oauthMethods } from './oauth.ts';
import { reactionMethods } from './reactions.ts';
import { userMethods } from './users.ts';
import { viewMethods } from './views.ts';

/** Every Web API method the stand-in answers. */
export function webApiMethods(parts: StandInParts): MethodTable {
  return new MethodTable([
    ...authMethods(parts),
    ...chatMethods(parts),
    ...conversationMethods(parts),
    ...reactionMethods(parts),
    ...userMethods(parts),
    ...fileMethods(parts),
    ...viewMethods(parts),
    ...oauthMethods(parts),
  ]);
}
