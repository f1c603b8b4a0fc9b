import { roleOf } from './replay-failure';
import type { SavedFailure } from './saved-failure';
import { transcriptOf } from './transcript-of';

/** A saved failure as a jest test for the repository of the subject, where the kit is a development dependency. */
export function jestOf(saved: SavedFailure): string {
  const role = roleOf(saved);
  const subject =
    role === 'client'
      ? [
          '  // The command of your adapter: see the adapter protocol of the kit.',
          "  const subject = adapterClient({ command: process.env.MSNP8_ADAPTER ?? 'node adapter.js', kit });",
        ]
      : [
          '  // Your server, and accounts on it.',
          '  const subject = remoteServer({',
          "    address: { host: '127.0.0.1', port: 1863 },",
          "    accounts: JSON.parse(require('node:fs').readFileSync('accounts.json', 'utf8')),",
          "    nexusUrl: 'https://localhost/rdr/pprdr.asp',",
          '  });',
        ];
  const { segments: _, ...data } = saved;
  return [
    `// ${oneLine(saved.statement)}`,
    ...transcriptOf(saved).map((line) => `// ${oneLine(line)}`),
    `const { ${role === 'client' ? 'adapterClient' : 'remoteServer'} } = require('msnp8-conformance/subjects');`,
    "const { kit, replayOn } = require('msnp8-conformance/properties');",
    '',
    `const failure = ${ascii(JSON.stringify({ ...data, segments: [] }, null, 2))};`,
    '',
    `test(${ascii(JSON.stringify(`${saved.rule}: ${saved.property}`))}, async () => {`,
    ...subject,
    '  const { failure: again } = await replayOn(subject, failure);',
    '  expect(again?.message).toBeUndefined();',
    '}, 60_000);',
    '',
  ].join('\n');
}

/** What a peer has sent ends no comment. */
function oneLine(text: string): string {
  return ascii(text.replace(/[\r\n\u2028\u2029]+/g, ' '));
}

/** JavaScript that holds ASCII alone: no editor shows it as anything else than it is. */
function ascii(text: string): string {
  return text.replace(/[^\n\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
