/** A JSON object whose shape Slack leaves open (blocks, attachments, metadata payloads). */
export type JsonObject = { [key: string]: unknown };

/** One Block Kit block as an app or a client sent it. */
export interface Block extends JsonObject {
  type: string;
  block_id?: string;
}

/** A workspace. */
export interface Team {
  id: string;
  name: string;
  domain: string;
}

/** A member of a workspace; bots have one too, with `botId`. */
export interface User {
  id: string;
  teamId: string;
  /** The handle, lower case without spaces; what `@name` with link_names matches. */
  name: string;
  realName: string;
  displayName: string;
  email?: string;
  locale: string;
  timeZone: string;
  isAdmin: boolean;
  isOwner: boolean;
  /** Whether other workspaces that share a channel are not shown who it is. */
  isHidden?: boolean;
  deleted: boolean;
  botId?: string;
  /** Unix seconds. */
  updated: number;
}

/** The sender identity of an app in one workspace. */
export interface Bot {
  id: string;
  teamId: string;
  appId: string;
  userId: string;
  name: string;
  deleted: boolean;
  updated: number;
}

export type ChannelKind = 'public' | 'private' | 'im' | 'mpim';

export interface Channel {
  id: string;
  teamId: string;
  name: string;
  kind: ChannelKind;
  topic: string;
  purpose: string;
  creatorId: string;
  /** Unix seconds. */
  created: number;
  archived: boolean;
  memberIds: string[];
}

export interface UserGroup {
  id: string;
  teamId: string;
  handle: string;
  name: string;
  memberIds: string[];
}

export interface Reaction {
  name: string;
  users: string[];
}

/** The face an app put on one message with `username`, `icon_url` or `icon_emoji`. */
export interface CustomFace {
  username?: string;
  iconUrl?: string;
  /** With colons, as Slack shows it. */
  iconEmoji?: string;
}

export interface MessageMetadata {
  event_type: string;
  event_payload: JsonObject;
}

/** A message as stored. What goes over the wire is made in `wire.ts`. */
export interface Message {
  ts: string;
  channelId: string;
  teamId: string;
  subtype?: string;
  /** Who wrote it. For an app's message this is its bot user, also when the wire form hides it. */
  userId: string;
  botId?: string;
  appId?: string;
  face?: CustomFace;
  text: string;
  /** False: the app asked for the text to be shown without formatting. */
  mrkdwn?: false;
  blocks?: Block[];
  attachments?: JsonObject[];
  /** The parent's ts; on the parent itself too once it has replies. */
  threadTs?: string;
  broadcast?: boolean;
  /** On a parent: the ts of its replies, oldest first. */
  replies?: string[];
  edited?: { user: string; ts: string };
  reactions: Reaction[];
  fileIds?: string[];
  metadata?: MessageMetadata;
  inviterId?: string;
  /** Set while Slack shows "This message was deleted." in place of a parent that still has replies. */
  tombstone?: boolean;
}

/** Seen by one person only, never in a channel's history, gone with a restart as in Slack's own client. */
export interface EphemeralMessage {
  ts: string;
  channelId: string;
  teamId: string;
  viewerId: string;
  userId: string;
  botId?: string;
  appId?: string;
  face?: CustomFace;
  text: string;
  blocks?: Block[];
  attachments?: JsonObject[];
  threadTs?: string;
}

export type FileStage = 'awaiting-upload' | 'uploaded' | 'complete' | 'deleted';

export interface StoredFile {
  id: string;
  teamId: string;
  /** Who uploaded it. */
  userId: string;
  name: string;
  title: string;
  altText?: string;
  /** Bytes announced to files.getUploadURLExternal, then the real number. */
  size: number;
  mimetype: string;
  filetype: string;
  width?: number;
  height?: number;
  /** Unix seconds. */
  created: number;
  stage: FileStage;
  uploadKey: string;
  /** channel id → ts of the messages that carry it. */
  shares: Record<string, string[]>;
}

export type TokenKind = 'bot' | 'user' | 'app';

export interface TokenRecord {
  token: string;
  kind: TokenKind;
  teamId: string;
  userId: string;
  botId?: string;
  scopes: string[];
  /** The error every call with it gets from now on. */
  refusedWith?: 'token_revoked' | 'account_inactive' | 'invalid_auth';
}

/** The one app this stand-in knows; it may be installed into several workspaces. */
export interface AppRegistration {
  id: string;
  name: string;
  clientId: string;
  clientSecret: string;
  signingSecret: string;
  verificationToken: string;
  appToken: string;
  /** Slash commands of the app's manifest, with the slash. */
  commands: string[];
  /** Where the install flow goes back to when it names no redirect_uri; may be empty. */
  redirectUrl: string;
}

export interface OpenView {
  id: string;
  teamId: string;
  /** The person who sees it. */
  userId: string;
  type: 'modal' | 'home';
  callbackId: string;
  externalId: string;
  privateMetadata: string;
  title?: JsonObject;
  submit?: JsonObject;
  close?: JsonObject;
  blocks: Block[];
  clearOnClose: boolean;
  notifyOnClose: boolean;
  submitDisabled: boolean;
  hash: string;
  rootViewId: string;
  previousViewId?: string;
  values: ViewValues;
}

/** block_id → action_id → the element's current state, as in `view.state.values`. */
export type ViewValues = Record<string, Record<string, JsonObject>>;

/** A ping that really reached somebody (or would have, had they been online). */
export interface Ping {
  at: string;
  kind: 'channel' | 'here' | 'everyone' | 'user' | 'usergroup';
  /** The user or user group pinged; absent for the three broadcasts. */
  targetId?: string;
  channelId: string;
  messageTs: string;
  /** The user, or bot user, whose message it was. */
  byUserId: string;
  by: 'person' | 'app';
  cause: 'post' | 'update' | 'ephemeral';
}
