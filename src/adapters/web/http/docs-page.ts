import type { RequestHandler } from 'express';
import { PAGE_ICON } from './page-icon.ts';

/** The page to read the API's description and try it; `/assets/docs.js` fills it from `openapi.json`. */
export const docsPage: RequestHandler = (_request, response) => {
  response.type('html').send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Matinee API</title>
${PAGE_ICON}
<link rel="stylesheet" href="/assets/docs.css">
<script type="module" src="/assets/docs.js"></script>
</head>
<body>
<main>
<h1>Matinee API</h1>
<p>The same description for machines: <a href="openapi.json">openapi.json</a>. The WebSocket protocol is in docs/protocol.md.</p>
<noscript>This page needs JavaScript; openapi.json does not.</noscript>
<section id="operations"></section>
</main>
</body>
</html>`);
};
