import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from './msnp8';

const examples = join(__dirname, '..', '..', 'docs', 'examples');

/** The reference client as an adapter, for the shell. */
export const referenceAdapter = `'${process.execPath}' '${main}' adapter`;

/** The example in JavaScript with changes: pairs of what it says and what it is to say. */
export function changedExample(folder: string, changes: readonly (readonly [string, string])[] = []): string {
  let text = readFileSync(join(examples, 'adapter.js'), 'utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from)) {
      throw new Error(`The example does not say ${from}.`);
    }
    text = text.replace(from, to);
  }
  const file = join(folder, `example-${Math.random().toString(36).slice(2)}.js`);
  writeFileSync(file, text);
  return `'${process.execPath}' '${file}'`;
}

/** The reference adapter with needs that it has not. */
export function needyAdapter(folder: string, needs: object): string {
  const file = join(folder, `needy-${Math.random().toString(36).slice(2)}.js`);
  writeFileSync(
    file,
    `const child = require('child_process').spawn(process.execPath, [${JSON.stringify(main)}, 'adapter'], { stdio: ['inherit', 'pipe', 'inherit'] });
     require('readline').createInterface({ input: child.stdout }).on('line', (line) => {
       console.log(line.replace('"needs":{}', () => '"needs":' + ${JSON.stringify(JSON.stringify(needs))}));
     });`,
  );
  return `'${process.execPath}' '${file}'`;
}

/** A command that signs in by the example in JavaScript, or by another adapter, and stays. */
export function signingInCommand(folder: string, adapter = changedExample(folder)): string {
  const names = ['account', 'password', 'host', 'nexusUrl', 'caFile'];
  const variables = ['ACCOUNT', 'PASSWORD', 'HOST', 'NEXUS_URL', 'CA_FILE', 'PORT'];
  const params = [...names.map((name) => `"${name}":"%s"`), '"port":%s'].join(',');
  const request = `{"jsonrpc":"2.0","id":1,"method":"login","params":{${params}}}\\n`;
  const values = variables.map((name) => `"$MSNP8_${name}"`).join(' ');
  return `(printf '${request}' ${values}; sleep 1000) | ${adapter}`;
}
