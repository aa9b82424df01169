import type { BlockReport } from './block-report.ts';
import type { JsonObject } from './entities.ts';

/** Tells whether a file named by an image block exists and is a picture the app may use. */
export type PictureCheck = (reference: { id?: string; url?: string }) => boolean;

/** Exactly one of `image_url` and `slack_file`, and the file must be a picture that is there. */
export function checkPicture(node: JsonObject, at: string, report: BlockReport, picture: PictureCheck): void {
  const file = report.object(node, 'slack_file', at);
  if ((node.image_url === undefined) === (file === undefined)) {
    report.add('must define either `image_url` or `slack_file`', at);
    return;
  }
  report.text(node, 'image_url', at, { max: 3000 });
  if (typeof node.image_url === 'string' && !/^https?:\/\/\S+$/.test(node.image_url)) {
    report.add('invalid URL', `${at}/image_url`);
  }
  if (file) {
    const id = typeof file.id === 'string' ? file.id : undefined;
    const url = typeof file.url === 'string' ? file.url : undefined;
    if ((id === undefined) === (url === undefined))
      report.add('must define either `id` or `url`', `${at}/slack_file`);
    else if (!picture({ id, url })) report.add('invalid slack file', `${at}/slack_file`);
  }
}
