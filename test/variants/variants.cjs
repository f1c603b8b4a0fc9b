// What real peers vary and the rules allow, each as the reference peer with one choice made otherwise. The third field: through the
// cases of that tag, not those of the example session.
const { documentedLimits } = require('../../dist/src/fakes');

const words = (...names) => names;

/** Answers the requests for which `isMeant` is true in its own way. */
const instead = (isMeant, act) => ({
  hooks: {
    incoming: (command, { session }) => {
      const found = isMeant(command);
      if (found) {
        act(command, session);
      }
      return found ? 'handled' : 'continue';
    },
  },
});
const refusing = (code, isMeant) => instead(isMeant, (command, session) => session.fail(command, code));
const withLimits = (limits) => ({ knobs: { limits: { ...documentedLimits, ...limits } } });
const hasGroup = ({ name, parameters }) => name === 'ADD' && parameters.length === 4;

/** What no knob of the server is about. */
const otherServers = [
  [
    'takes-fln-for-a-presence',
    instead(
      ({ name, parameters }) => name === 'CHG' && parameters[0] === 'FLN',
      (command, session) => session.say(command),
    ),
    '@presence',
  ],
  [
    'closes-upon-an-unknown-presence',
    instead(
      ({ name, parameters }) => name === 'CHG' && parameters[0] === 'XYZ',
      (_command, session) => session.close('there is no such presence'),
    ),
    '@presence',
  ],
  [
    'echoes-the-client-id-that-did-not-come',
    {
      hooks: {
        outgoing: (command) => [
          command.name === 'CHG' && command.parameters.length === 1
            ? { ...command, parameters: [...command.parameters, '0'] }
            : command,
        ],
      },
    },
    '@presence',
  ],
  [
    'knows-no-word-without-at-by-205',
    refusing(205, ({ name, parameters }) => name === 'ADD' && !parameters[1]?.includes('@')),
    '@lists',
  ],
  [
    'wants-a-group-for-the-fl',
    refusing(224, (command) => command.name === 'ADD' && command.parameters[0] === 'FL' && !hasGroup(command)),
    '@lists',
  ],
  [
    'refuses-a-group-for-the-al-by-an-error',
    refusing(201, (command) => hasGroup(command) && command.parameters[0] !== 'FL'),
    '@lists',
  ],
  [
    'refuses-long-names-by-209',
    refusing(209, ({ name, parameters }) => name === 'REA' && parameters[1]?.length > 387),
    '@lists',
  ],
  [
    'filters-names-of-its-own-users',
    refusing(209, ({ name, parameters }) => name === 'REA' && parameters[0] === 'alice@passport.com'),
    '@presence',
  ],
  ['keeps-group-0-by-224', refusing(224, ({ name, parameters }) => name === 'RMG' && parameters[0] === '0'), '@groups'],
  ['counts-group-0-apart', withLimits({ groups: 31 }), '@groups'],
  ['refuses-very-long-groups-by-229', withLimits({ groupNameBytesAtMost: 1000 }), '@groups'],
].map(([id, fault, tag]) => ({ id, fault, tag }));

/** Switchboards that refuse in other words, or with none. */
const otherSwitchboards = [
  [
    'refuses-calls-and-keys-otherwise',
    {
      knobs: {
        wrongKeyError: false,
        unknownCalleeError: 208,
        blockedCalleeError: 217,
        switchboardKeyForm: 'hexadecimal',
        unknownCommand: 'ignore',
      },
      hooks: { outgoing: (command) => [command.name === '215' ? { ...command, name: '217' } : command] },
    },
  ],
  [
    'ignores-what-comes-before-usr',
    {
      hooks: {
        incoming: ({ name }, { session }) =>
          session.account === undefined && ['CAL', 'MSG'].includes(name) ? 'handled' : 'continue',
      },
    },
  ],
].map(([id, fault]) => ({ id, fault, tag: '@switchboard' }));

exports.variants = {
  server: [
    ['repeats-the-whole-offer', { versionReply: 'offered' }],
    ['sends-nobody-on', { transfers: 0 }],
    ['sends-everybody-on-twice', { transfers: 2 }],
    ['closes-late-behind-xfr', { closeAfterTransfer: 'late', lateCloseMs: 100 }],
    [
      'advises-another-version',
      {
        versionAdvice: {
          recommended: '1.0.0000',
          recommended2: '1.0.0000',
          minimum: '1.0.0000',
          download: 'http://example.com/',
          info: 'http://example.com/',
        },
      },
    ],
    ['asks-passport-for-little', { passportChallenge: 'ct=1' }],
    ['names-dalogin-absolutely', { passport: { dalogin: 'absolute' } }],
    ['always-sends-the-whole-list', { synchronisation: 'always-full' }, '@sessions'],
    ['shows-groups-of-everybody', { groupsWithoutForwardList: true }],
    ['answers-the-edit-before-presence', { presencesBeforePipelinedEdit: 0 }],
    ['answers-the-edit-behind-presence', { presencesBeforePipelinedEdit: 100 }],
    ['tells-set-numbers-of-the-added', { numbersAfterAdd: 'set' }],
    ['tells-no-numbers-of-the-added', { numbersAfterAdd: 'none' }],
    ['shows-the-added-by-nln', { presenceAfterAdd: 'nln' }],
    ['notifies-of-list-changes', { notifyListChanges: true }],
    ['never-challenges', { challenges: 'off' }],
    ['repeats-out', { echoOut: true }],
    ['ignores-unknown-commands', { unknownCommand: 'ignore' }, '@robustness'],
    ['knows-no-account-by-208', { unknownAccountError: 208 }, '@lists'],
    ['refuses-equal-group-names', { duplicateGroupName: 'refuse' }, '@groups'],
    ['encodes-every-byte', { textStyle: 'every-byte' }],
  ]
    .map(([id, knobs, tag]) => ({ id, fault: { knobs }, tag }))
    .concat(otherServers, otherSwitchboards),
  client: [
    ['counts-from-0', { firstTrid: 0 }],
    ['counts-from-4000000000', { firstTrid: 4000000000 }],
    ['counts-anew-on-each-connection', { trids: 'restart' }],
    ['has-no-client-id', { clientId: undefined }],
    ['has-another-client-id', { clientId: 268435508 }],
    ['answers-by-another-key', { challengeId: 'PROD0038W!61ZTF9' }],
    ['just-closes', { logout: 'close' }],
    ['follows-no-names', { followsNames: false }],
    ['allows-nobody-unasked', { answersReverse: false }],
    ['leaves-first-behind-xfr', { transferClosedBy: 'client' }],
    ['encodes-every-byte', { textStyle: 'every-byte' }],
    ['encodes-reserved', { textStyle: 'reserved' }],
    ['offers-msnp9-too', { dialects: words('MSNP9', 'MSNP8', 'CVR0') }],
    ['starts-hidden', { initialStatus: 'HDN' }],
    ['starts-busy', { initialStatus: 'BSY' }],
    ['is-cut-in-the-middle', { cuts: (segment) => (segment.length > 1 ? [segment.length >> 1] : []) }],
    ['is-another-program', { versions: words('0x0407', 'winnt', '5.1', 'i386', 'GAIM', '0.70', 'MSMSGS') }],
  ].map(([id, behaviour]) => ({ id, fault: { behaviour } })),
};
