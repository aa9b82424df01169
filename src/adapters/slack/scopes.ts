/** Bot scopes the app needs, as in the manifest; `doctor` and the adapter compare them with what was granted. */
export const SLACK_SCOPES = [
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'chat:write.customize',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'reactions:read',
  'reactions:write',
  'users:read',
] as const;
