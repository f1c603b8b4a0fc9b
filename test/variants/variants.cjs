// What real peers vary and the rules allow, each as the reference peer with one choice made otherwise. The third field: through all cases, not those of
// the example session alone.
const words = (...names) => names;

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
    ['always-sends-the-whole-list', { synchronisation: 'always-full' }, true],
    ['shows-groups-of-everybody', { groupsWithoutForwardList: true }],
    ['answers-the-edit-before-presence', { presencesBeforePipelinedEdit: 0 }],
    ['answers-the-edit-behind-presence', { presencesBeforePipelinedEdit: 100 }],
    ['tells-set-numbers-of-the-added', { numbersAfterAdd: 'set' }],
    ['tells-no-numbers-of-the-added', { numbersAfterAdd: 'none' }],
    ['shows-the-added-by-nln', { presenceAfterAdd: 'nln' }],
    ['notifies-of-list-changes', { notifyListChanges: true }],
    ['never-challenges', { challenges: 'off' }],
    ['repeats-out', { echoOut: true }],
    ['ignores-unknown-commands', { unknownCommand: 'ignore' }, true],
    ['knows-no-account-by-208', { unknownAccountError: 208 }, true],
    ['refuses-equal-group-names', { duplicateGroupName: 'refuse' }, true],
    ['encodes-every-byte', { textStyle: 'every-byte' }],
  ].map(([id, knobs, everywhere]) => ({ id, fault: { knobs }, everywhere })),
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
