/** How Slack is reached, and as whom. A bot token wins over client id and secret. */
export interface SlackSettings {
  botToken: string | undefined;
  /** With it Socket Mode is used, without it HTTP. */
  appToken: string | undefined;
  signingSecret: string | undefined;
  clientId: string | undefined;
  clientSecret: string | undefined;
  stateSecret: string | undefined;
  apiUrl: string | undefined;
  authorizeUrl: string | undefined;
}
