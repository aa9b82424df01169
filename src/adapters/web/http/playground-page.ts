import type { RequestHandler } from 'express';
import { PAGE_ICON } from './page-icon.ts';

/** The page to try every attribute and property of the widget; `/assets/playground.js` makes its controls from the manifest. */
export const playgroundPage: RequestHandler = (_request, response) => {
  response.type('html').send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Matinee playground</title>
${PAGE_ICON}
<link rel="stylesheet" href="/assets/playground.css">
<script type="module" src="/widget/v1/matinee.js"></script>
<script type="module" src="/assets/playground.js"></script>
</head>
<body>
<main>
<section id="stage" aria-label="&lt;matinee-room&gt;"></section>
<form id="controls">
<noscript>This page needs JavaScript.</noscript>
</form>
<section><h2 id="embed-title">Embed</h2><pre><code id="embed"></code></pre></section>
</main>
</body>
</html>`);
};
