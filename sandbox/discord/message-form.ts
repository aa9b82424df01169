import { readComponents } from './components.ts';
import { readEmbeds } from './embeds.ts';
import type { JsonObject } from './entities.ts';
import { MessageFlag } from './entities.ts';
import { refuse } from './errors.ts';
import { FormReader, lengthOf } from './form-reader.ts';
import { LIMITS } from './limits.ts';

/** A file as it came in a multipart request under `files[index]`. */
export interface UploadedFile {
  index: number;
  filename: string;
  contentType: string | null;
  bytes: Buffer;
}

/** Who the sender is willing to ping; null when the request said nothing. */
export interface AllowedMentions {
  everyone: boolean;
  /** `all`, or exactly these ids. */
  users: 'all' | string[];
  roles: 'all' | string[];
  repliedUser: boolean;
}

/** A message as somebody asks for it: checked, not yet placed. Absent fields stay as they are on an edit. */
export interface Draft {
  content?: string;
  embeds?: JsonObject[];
  components?: JsonObject[];
  flags?: number;
  tts?: boolean;
  nonce?: string | number;
  enforceNonce?: boolean;
  allowedMentions?: AllowedMentions;
  replyTo?: { messageId: string; channelId?: string; failIfNotExists: boolean };
  /** On an edit: the existing attachments to keep. Absent: keep all. */
  keepAttachments?: string[];
  files: { file: UploadedFile; title: string | null; description: string | null; spoiler: boolean }[];
}

function readAllowedMentions(form: FormReader): AllowedMentions | undefined {
  const allowed = form.object('allowed_mentions');
  if (!allowed) return undefined;
  const parse = allowed.list('parse') ?? [];
  parse.forEach((kind, index) => {
    if (kind === 'everyone' || kind === 'users' || kind === 'roles') return;
    allowed.errors.add(
      [...allowed.path, 'parse', index],
      'BASE_TYPE_CHOICES',
      "Value must be one of {'everyone', 'users', 'roles'}.",
    );
  });
  const ids = (key: 'users' | 'roles'): 'all' | string[] => {
    const listed = (allowed.list(key, { max: 100 }) ?? []).map(String);
    if (!parse.includes(key)) return listed;
    if (listed.length > 0) {
      allowed.fault(
        'parse',
        'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
        `parse:["${key}"] and ${key}: [ids...] are mutually exclusive.`,
      );
    }
    return 'all';
  };
  return {
    everyone: parse.includes('everyone'),
    users: ids('users'),
    roles: ids('roles'),
    repliedUser: allowed.boolean('replied_user') ?? false,
  };
}

function readReference(form: FormReader): Draft['replyTo'] {
  const reference = form.object('message_reference');
  if (!reference) return undefined;
  reference.choice('type', [0]);
  const messageId = reference.snowflake('message_id', true);
  const channelId = reference.snowflake('channel_id');
  const failIfNotExists = reference.boolean('fail_if_not_exists') ?? true;
  return messageId === undefined ? undefined : { messageId, channelId, failIfNotExists };
}

function readNonce(form: FormReader): string | number | undefined {
  const nonce = form.body.nonce;
  if (nonce === undefined || nonce === null) return undefined;
  if (typeof nonce === 'number') return form.integer('nonce');
  return form.string('nonce', { max: LIMITS.nonce });
}

/** Pairs the described attachments with the uploaded files; unknown ids and files over the limit are faults. */
function readAttachments(
  form: FormReader,
  files: UploadedFile[],
  editing: boolean,
): Pick<Draft, 'files' | 'keepAttachments'> {
  const described = form.objects('attachments', { max: LIMITS.files });
  const keep: string[] = [];
  const notes = new Map<
    number,
    { description: string | null; filename: string | undefined; title: string | undefined; spoiler: boolean }
  >();
  for (const entry of described ?? []) {
    const id = String(entry.body.id ?? '');
    const description = entry.string('description', { max: 1024 }) ?? null;
    if (files.some((file) => String(file.index) === id)) {
      notes.set(Number(id), {
        description,
        filename: entry.string('filename', { max: 1024 }),
        title: entry.string('title', { max: 1024 }),
        spoiler: entry.boolean('is_spoiler') ?? false,
      });
    } else if (editing && /^\d{15,20}$/.test(id)) keep.push(id);
    else entry.fault('id', 'ATTACHMENT_NOT_FOUND', 'Attachment data not found');
  }
  if (files.length > LIMITS.files)
    form.fault('files', 'BASE_TYPE_MAX_LENGTH', `Must be ${LIMITS.files} or fewer in length.`);
  if (files.some((file) => file.bytes.length > LIMITS.fileBytes)) throw refuse('entityTooLarge');
  return {
    keepAttachments: described || form.given('attachments') ? keep : undefined,
    files: files.map((file) => {
      const note = notes.get(file.index);
      const filename = note?.filename ?? file.filename;
      return {
        file: { ...file, filename },
        title: note?.title ?? null,
        description: note?.description ?? null,
        spoiler: note?.spoiler === true || filename.startsWith('SPOILER_'),
      };
    }),
  };
}

/** Reads the body of a message create, edit, webhook execution or interaction answer. Throws 50035 with every fault. */
export function readDraft(
  body: unknown,
  files: UploadedFile[],
  { editing = false, path = [] as string[] } = {},
): Draft {
  const form = new FormReader(body, path);
  const flags = form.integer('flags', { min: 0 });
  const v2 = ((flags ?? 0) & MessageFlag.ComponentsV2) !== 0;
  const draft: Draft = {
    content: form.given('content')
      ? (form.string('content', { max: LIMITS.content }) ?? '').trim()
      : undefined,
    embeds: readEmbeds(form),
    components: readComponents(form, v2),
    flags,
    tts: form.boolean('tts'),
    nonce: readNonce(form),
    enforceNonce: form.boolean('enforce_nonce'),
    allowedMentions: readAllowedMentions(form),
    replyTo: readReference(form),
    ...readAttachments(form, files, editing),
  };
  if (v2 && draft.content)
    form.fault(
      'content',
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      'The content field cannot be used when using MessageFlags.IS_COMPONENTS_V2',
    );
  if (v2 && draft.embeds?.length)
    form.fault(
      'embeds',
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      'The embeds field cannot be used when using MessageFlags.IS_COMPONENTS_V2',
    );
  form.errors.throwIfAny();
  return draft;
}

/** A webhook's name: 1 to 80 characters, without the words Discord keeps for itself. Notes faults under `key`. */
export function checkWebhookName(
  form: FormReader,
  key: 'name' | 'username',
  required: boolean,
): string | undefined {
  const name = form.string(key, { required, min: 1, max: LIMITS.webhookName })?.trim();
  if (name === undefined) return undefined;
  if (lengthOf(name) === 0) {
    form.fault(key, 'BASE_TYPE_REQUIRED', 'This field is required');
    return undefined;
  }
  const word = ['clyde', 'discord'].find((reserved) => name.toLowerCase().includes(reserved));
  if (word) form.fault(key, 'USERNAME_INVALID_CONTAINS', `Username cannot contain "${word}"`);
  else if (['everyone', 'here', '@everyone', '@here', '```'].includes(name))
    form.fault(key, 'USERNAME_INVALID', 'Username is invalid');
  return name;
}
