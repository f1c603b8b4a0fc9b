import { type DecodedItem, Decoder, parseTranscript } from '../../src/codec';
import { picklesOf } from '../../src/suite/load-cases';

/** What the kit's server sends in a transcript, taken apart; fields that no documented value stands for are `1`. */
function sentByServer(transcript: string): DecodedItem[] {
  const decoder = new Decoder({ service: 'notification', from: 'server' });
  const values = new Map<string, string>();
  const items: DecodedItem[] = [];
  for (const item of parseTranscript(transcript).items) {
    for (const part of item.kind === 'segment' && item.from === 'server' ? item.parts : []) {
      if (part.kind === 'field' && part.documented !== undefined) {
        values.set(part.name, part.documented);
      }
      items.push(
        ...decoder.push(part.kind === 'literal' ? part.bytes : Buffer.from(values.get(part.name) ?? '1', 'utf8')),
      );
    }
  }
  return items;
}

test('a payload that the kit sends to clients is as long as its line says: nothing is left over that looks like an empty line', async () => {
  const pickles = (await picklesOf(['features/**/*.feature'])).filter((pickle) => {
    const tags = pickle.tags.map(({ name }) => name);
    return tags.includes('@certify-client') && !tags.includes('@X-FRM-13');
  });
  expect(pickles.length).toBeGreaterThan(200);
  const leftOver = pickles.flatMap(({ name, steps }) =>
    steps
      .flatMap(({ argument }) => (argument?.docString === undefined ? [] : sentByServer(argument.docString.content)))
      .filter(({ kind }) => kind === 'empty-line')
      .map(() => name),
  );
  expect(leftOver).toEqual([]);
});
