import { benchDecoder } from './decoder';
import { benchFragmentation } from './fragmentation';
import { benchLogin } from './login';

/** Each bench yields what it measured, as text; they run one after the other. */
const benches: readonly { readonly name: string; run(): readonly string[] | Promise<readonly string[]> }[] = [
  { name: 'decoder', run: benchDecoder },
  { name: 'login', run: benchLogin },
  { name: 'fragmentation', run: benchFragmentation },
];

async function main(): Promise<void> {
  process.stdout.write(`Node ${process.version}, medians; the shares count, the rates are the machine's.\n`);
  for (const { name, run } of benches) {
    for (const result of await run()) {
      process.stdout.write(`\n${name}: ${result}\n`);
    }
  }
}

void main();
