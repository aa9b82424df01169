import type { JsonObject, User } from './entities.ts';
import type { SlackStore } from './store.ts';

/** What every interactive payload says about the person, the workspace and the app. */
export function interactivePayload(store: SlackStore, user: User, type: string): JsonObject {
  const team = store.team(user.teamId);
  return {
    type,
    token: store.app.verificationToken,
    api_app_id: store.app.id,
    team: { id: team.id, domain: team.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    enterprise: null,
    is_enterprise_install: false,
  };
}
