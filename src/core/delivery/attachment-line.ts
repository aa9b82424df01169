import type { AttachmentView } from '../../protocol/frames.ts';
import { safeFileName } from '../media/file-name.ts';
import type { Block, Inline } from '../markup/tree.ts';
import { sizeText } from './file-line.ts';

/**
 * What stands in a message of a platform for something that is not shown there by itself: of a picture its address, of a file
 * what it is called, how large it is, and where it is to be had.
 * @param address where it can be opened; undefined where it lies beside the message
 */
export function attachmentBlock(attachment: AttachmentView, address: string | undefined): Block {
  const { kind, name, size, spoiler } = attachment;
  if (kind !== 'file') {
    const shown = address ?? name ?? '';
    const picture = address === undefined ? text(shown) : link(address, shown);
    // Platforms show what a bare address leads to.
    return paragraph(spoiler ? { type: 'spoiler', children: [picture] } : picture);
  }
  const called = safeFileName(name ?? '');
  const itself = address === undefined ? text(called) : link(address, called);
  const facts = size === undefined ? [] : [text(` · ${sizeText(size)}`)];
  // What it is called may give away as much as what is in it.
  return paragraph(text('📎 '), spoiler ? { type: 'spoiler', children: [itself] } : itself, ...facts);
}

const text = (said: string): Inline => ({ type: 'text', text: said });
const link = (url: string, label: string): Inline => ({ type: 'link', url, children: [text(label)] });
const paragraph = (...children: Inline[]): Block => ({ type: 'paragraph', children });
