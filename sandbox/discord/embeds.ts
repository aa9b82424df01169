import type { JsonObject } from './entities.ts';
import { lengthOf } from './form-reader.ts';
import type { FormReader } from './form-reader.ts';
import { LIMITS } from './limits.ts';

function withoutUndefined(object: Record<string, JsonObject[string] | undefined>): JsonObject {
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(object)) if (value !== undefined) kept[key] = value;
  return kept;
}

function picture(form: FormReader, key: string): JsonObject | undefined {
  const reader = form.object(key);
  const url = reader?.url('url', { required: true, attachments: true });
  return url === undefined ? undefined : { url };
}

function fields(form: FormReader): { list: JsonObject[] | undefined; length: number } {
  let length = 0;
  const list = form.objects('fields', { max: LIMITS.embedFields })?.map((field): JsonObject => {
    const name = field.string('name', { required: true, min: 1, max: LIMITS.embedFieldName })?.trim() ?? '';
    const value =
      field.string('value', { required: true, min: 1, max: LIMITS.embedFieldValue })?.trim() ?? '';
    length += lengthOf(name) + lengthOf(value);
    return { name, value, inline: field.boolean('inline') ?? false };
  });
  return { list, length };
}

function readEmbed(form: FormReader): { embed: JsonObject; length: number } {
  const title = form.string('title', { max: LIMITS.embedTitle })?.trim();
  const description = form.string('description', { max: LIMITS.embedDescription })?.trim();
  const footerForm = form.object('footer');
  const footer = footerForm?.string('text', { required: true, max: LIMITS.embedFooter })?.trim();
  const authorForm = form.object('author');
  const author = authorForm?.string('name', { required: true, max: LIMITS.embedAuthor })?.trim();
  const { list, length } = fields(form);
  const timestamp = form.string('timestamp');
  if (timestamp !== undefined && Number.isNaN(Date.parse(timestamp))) {
    form.fault('timestamp', 'DATE_TIME_TYPE_PARSE', `Could not parse ${timestamp}. Should be ISO8601.`);
  }
  const embed = withoutUndefined({
    type: 'rich',
    title,
    description,
    url: form.url('url'),
    color: form.integer('color', { min: 0, max: 0xffffff }),
    timestamp:
      timestamp === undefined || Number.isNaN(Date.parse(timestamp))
        ? undefined
        : new Date(timestamp).toISOString(),
    footer:
      footer === undefined
        ? undefined
        : withoutUndefined({ text: footer, icon_url: footerForm?.url('icon_url', { attachments: true }) }),
    author:
      author === undefined
        ? undefined
        : withoutUndefined({
            name: author,
            url: authorForm?.url('url'),
            icon_url: authorForm?.url('icon_url', { attachments: true }),
          }),
    image: picture(form, 'image'),
    thumbnail: picture(form, 'thumbnail'),
    fields: list?.length ? list : undefined,
  });
  const shown = [title, description, footer, author].reduce(
    (sum, text) => sum + lengthOf(text ?? ''),
    length,
  );
  return { embed, length: shown };
}

/** Reads and checks `embeds`; undefined when the request did not name them. Empty embeds are dropped, as Discord does. */
export function readEmbeds(form: FormReader): JsonObject[] | undefined {
  const read = form.objects('embeds', { max: LIMITS.embeds })?.map(readEmbed);
  if (!read) return form.given('embeds') ? [] : undefined;
  if (read.reduce((sum, { length }) => sum + length, 0) > LIMITS.embedTotal) {
    form.fault(
      'embeds',
      'MAX_EMBED_SIZE_EXCEEDED',
      `Embed size exceeds maximum size of ${LIMITS.embedTotal}`,
    );
  }
  return read.map(({ embed }) => embed).filter((embed) => Object.keys(embed).length > 1);
}
