import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Html, html } from './html';
import { pageScript } from './page-script';
import { pageStyle } from './page-style';
import type { Stories } from './stories-of';

/** A page in one file that asks for nothing: its own style and script are all that its policy lets through. */
export function page(options: {
  readonly title: string;
  readonly header: Html;
  readonly main: Html;
  readonly footer: Html;
  readonly stories: Stories;
}): string {
  const { title, header, main, footer, stories } = options;
  const policy = `default-src 'none'; style-src '${hashOf(pageStyle)}'; script-src '${hashOf(pageScript)}'; base-uri 'none'; form-action 'none'`;
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>${header}</header>
<main id="main" tabindex="-1">${main}</main>
<footer>${footer}</footer>
<script type="text/plain" id="stories">${new Html(packed(stories))}</script>
<script>${new Html(pageScript)}</script>
</body>
</html>
`.markup;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Base64 holds nothing that could end the element it stands in. */
function packed(stories: Stories): string {
  return gzipSync(JSON.stringify(stories), { level: 9 }).toString('base64');
}
