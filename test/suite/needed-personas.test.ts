import { neededPersonas } from '../../src/suite/needed-personas';

type Pickle = Parameters<typeof neededPersonas>[0];
type Step = Pickle['steps'][number];

function needs(...steps: readonly Pick<Step, 'text' | 'argument'>[]) {
  return neededPersonas({
    id: '1',
    uri: 'features/x.feature',
    name: 'A case',
    language: 'en',
    astNodeIds: [],
    tags: [],
    steps: steps.map((step, index) => ({ ...step, id: String(index), astNodeIds: [] })),
  });
}

function script(text: string, content: string): Pick<Step, 'text' | 'argument'> {
  return { text, argument: { docString: { content } } };
}

test('every case needs Alice, though it does not name her', () => {
  expect(needs({ text: 'the kit plays the client' }, { text: 'the accounts stand as in the example session' })).toEqual(
    ['alice'],
  );
});

test('who is named in a sentence is needed, in the order of the session', () => {
  expect(needs({ text: 'the lists of Dave, Bob and Alice are empty' })).toEqual(['alice', 'bob', 'dave']);
});

test('a name that only begins like one of theirs is nobody', () => {
  expect(needs({ text: 'Alice takes the name Caroline' })).toEqual(['alice']);
});

test('who stands in a table is needed', () => {
  const rows = [
    ['contact', 'status'],
    ['Eve', 'NLN'],
  ].map((cells) => ({ cells: cells.map((value) => ({ value })) }));
  expect(needs({ text: 'these contacts are online:', argument: { dataTable: { rows } } })).toEqual(['alice', 'eve']);
});

test('whose account a transcript sends or awaits is needed; who is only called by a name is not', () => {
  const transcript =
    '>>> ADD <add=10> AL <fred> Fred\\r\\n\n<<< LST <carol=carol@passport.com> <bob-nickname=Bob> 3 0\\r\\n';
  expect(needs(script('Alice sends:', transcript))).toEqual(['alice', 'carol', 'fred']);
});
