import { checkTextObject } from './block-element-limits.ts';
import { blockFaults } from './block-kit-limits.ts';
import { BlockReport } from './block-report.ts';
import type { JsonObject } from './entities.ts';
import type { PictureCheck } from './picture-reference.ts';

const FIELDS = [
  'type',
  'title',
  'blocks',
  'close',
  'submit',
  'private_metadata',
  'callback_id',
  'clear_on_close',
  'notify_on_close',
  'external_id',
  'submit_disabled',
];

/** What Slack would say about a view, one line per fault; `type` is what the method expects. */
export function viewFaults(view: JsonObject, type: 'modal' | 'home', picture: PictureCheck): string[] {
  const report = new BlockReport();
  if (view.type !== type) report.add(`must be a valid view type: ${type}`, '/view/type');
  report.onlyFields(view, '/view', FIELDS);
  report.text(view, 'private_metadata', '/view', { max: 3000, min: 0 });
  report.text(view, 'callback_id', '/view', { max: 255, min: 0 });
  report.text(view, 'external_id', '/view', { max: 255, min: 0 });
  if (type === 'modal') {
    for (const name of ['title', 'submit', 'close']) {
      const text = report.object(view, name, '/view', name === 'title');
      if (text) checkTextObject(text, `/view/${name}`, report, { max: 24, plainOnly: true });
    }
  }
  const { blocks } = view;
  if (!Array.isArray(blocks)) {
    report.add('missing required field: blocks', '/view');
    return report.faults;
  }
  const hasInput = blocks.some((block: unknown) => (block as JsonObject | null)?.type === 'input');
  if (hasInput && type === 'modal' && view.submit === undefined) {
    report.add('missing required field: submit', '/view');
  }
  return [...report.faults, ...blockFaults(blocks, type, picture, '/view')];
}
