const profile = [
  'MIME-Version: 1.0',
  'Content-Type: text/x-msmsgsprofile; charset=UTF-8',
  'LoginTime: 1050223062',
  'EmailEnabled: 0',
  'MemberIdHigh: 85040',
  'MemberIdLow: -517030579',
  'lang_preference: 1033',
  'preferredEmail: alice@passport.com',
  'country: US',
  'PostalCode: 90201',
  'Gender: m',
  'Kid: 0',
  'Age: ',
  'BDayPre: 5',
  'Birthday: 0',
  'Wallet: 0',
  'Flags: 1027',
  'sid: 507',
  'kv: 4',
  'MSPAuth: 41bbzZ*NzDmDQ8ic4HWo89b9zhCBk!ONDJKB3Los8UMgBnCOLSwQKo!8IeIHQF0vVItSlOzIL36e5MAdMaB3mpZw$$',
  'ClientIP: 1.2.3.4',
  'ClientPort: 516',
  '',
];

const signingIn = [
  'VER 4 MSNP8 CVR0',
  'CVR 5 6.0.0602 6.0.0602 1.0.0000 http://download.microsoft.com/download/8/a/4/8a42bcae-f533-4468-b871-d2bc8dd32e9e/SETUP9x.EXE http://messenger.msn.com',
  'USR 6 TWN S lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,tpf=43f8a4c8ed940c04e3740be46c4d1619',
  'USR 7 OK alice@passport.com Alice 1 0',
];

const signedIn = [
  'SYN 8 27 5 4',
  'GTC A',
  'BLP AL',
  'PRP PHH 01%20234',
  'PRP PHM 56%20789',
  'LSG 0 Other%20Contacts 0',
  'LSG 1 Coworkers 0',
  'LSG 2 Friends 0',
  'LSG 3 Family 0',
  'LST bob@passport.com Bob 11 0',
  'BPR MOB Y',
  'LST carol@passport.com Carol 3 0',
  'BPR PHM 9876-54321',
  'LST dave@passport.com Dave 1 1,2,3',
  'BPR PHH 3.1415926535',
  'BPR PHW 2.71841844',
  'BPR PHM sqrt(-1)',
  'LST eve@passport.com Eavesdropper 12',
  'LST fred@passport.com Fred 8',
  'CHG 9 NLN 0',
  'ILN 9 NLN bob@passport.com Bob 24',
  'ILN 9 IDL carol@passport.com Carol 268435492',
  'ADD 10 AL 28 fred@passport.com Fred',
  'ILN 9 BSY dave@passport.com Dave 268435492',
  'CHL 0 29409134351025259292',
  'QRY 11',
  'CHG 12 IDL 0',
  'FLN bob@passport.com',
  'CHG 13 NLN 0',
  'NLN BSY carol@passport.com Caroline 268435492',
  'REA 14 29 carol@passport.com Caroline',
  'REM 15 AL 30 bob@passport.com',
  'ADD 16 BL 31 bob@passport.com Bob',
];

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\r\n`).join('');
}

/** The lines that the server sends on the example session's second connection, as corrected, without the profile. */
export const sessionLines = Buffer.from(lines([...signingIn, ...signedIn]), 'latin1');

/** All that the server sends on the example session's second connection, as corrected. */
export const sessionStream = Buffer.from(
  `${lines(signingIn)}MSG Hotmail Hotmail 478\r\n${lines(profile)}${lines(signedIn)}`,
  'latin1',
);
