import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { PersonView } from '../../../src/protocol/frames.ts';

/** What tells somebody apart whose name looks like another's, to stand behind the name wherever it is drawn. */
export const quietTag = ({ tag }: Pick<PersonView, 'tag'>): TemplateResult | typeof nothing =>
  tag ? html` <span class="small">#${tag}</span>` : nothing;
