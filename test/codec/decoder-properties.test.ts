import fc from 'fast-check';
import { Decoder, encode, encodeText } from '../../src/codec';
import { CutPlan, cuts } from '../../src/properties/arbitraries/cut';
import { wireText } from '../../src/properties/arbitraries/display-name';
import { payloadBody } from '../../src/properties/arbitraries/message-payload';

const from = { service: 'notification', from: 'server' } as const;

/** What a server may say: a presence with any name, a message with any payload. */
const said = fc.oneof(
  wireText().map(({ text, style }) => ({
    name: 'NLN',
    parameters: ['NLN', 'bob@passport.com', encodeText(text, { style }), '0'],
  })),
  payloadBody({ most: 200 }).map((body) => ({
    name: 'MSG',
    parameters: ['Hotmail', 'Hotmail', String(body.length)],
    payload: Uint8Array.from(body),
  })),
);

test('what is cut anywhere decodes to what was encoded', () => {
  fc.assert(
    fc.property(fc.array(said, { maxLength: 6 }), cuts({ most: 12, length: 400 }), (commands, some) => {
      const stream = Buffer.concat(commands.map((command) => encode(command)));
      const offsets = new CutPlan(some).next(stream, { service: 'notification', side: 'server' });
      const edges = [0, ...offsets, stream.length];
      const decoder = new Decoder(from);
      const decoded = edges
        .slice(1)
        .flatMap((end, index) => decoder.push(stream.subarray(edges[index], end)))
        .flatMap((item) => (item.kind === 'command' ? [item] : []));
      expect(decoder.end()).toBeUndefined();
      expect(decoded.map(({ name, parameters }) => [name, ...parameters])).toEqual(
        commands.map(({ name, parameters }) => [name, ...parameters]),
      );
      expect(decoded.map(({ payload }) => payload && Buffer.from(payload).toString('hex'))).toEqual(
        commands.map((command) => ('payload' in command ? Buffer.from(command.payload).toString('hex') : undefined)),
      );
    }),
    { numRuns: 300 },
  );
});
