import type { Request } from 'express';

export type PageLocale = 'en' | 'ko';

/** The language of a page of ours, as the reader's browser wishes; what depends on it varies by `Accept-Language`. */
export function pageLocale(request: Pick<Request, 'acceptsLanguages'>): PageLocale {
  return request.acceptsLanguages(['en', 'ko']) === 'ko' ? 'ko' : 'en';
}
