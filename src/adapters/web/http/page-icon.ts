const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#f0b13c"/><path d="M4 12V4l4 5 4-5v8" fill="none" stroke="#221d17" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/></svg>`;

/** The icon of our pages, in the page itself: a browser that finds none asks for one at an address we do not have. */
export const PAGE_ICON = `<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">`;
