/**
 * The corrected example session between Alice and the servers, in the notation of `traceOf`, piece by piece, so that tests can
 * put other connections between the pieces or a fault in place of one.
 */
export const exampleSession = {
  dispatch: String.raw`
    == dispatch dispatch
    >>> VER 1 MSNP8 CVR0\r\n
    <<< VER 1 MSNP8 CVR0\r\n
    >>> CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n
    <<< CVR 2 6.0.0602 6.0.0602 1.0.0000 http://download.microsoft.com/SETUP9x.EXE http://messenger.msn.com\r\n
    >>> USR 3 TWN I alice@passport.com\r\n
    <<< XFR 3 NS 207.46.107.95:1863 0 207.46.104.20:1863\r\n
    <<< (close)
  `,
  login: String.raw`
    == alice
    >>> VER 4 MSNP8 CVR0\r\n
    <<< VER 4 MSNP8 CVR0\r\n
    >>> CVR 5 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n
    <<< CVR 5 6.0.0602 6.0.0602 1.0.0000 http://download.microsoft.com/SETUP9x.EXE http://messenger.msn.com\r\n
    >>> USR 6 TWN I alice@passport.com\r\n
    <<< USR 6 TWN S lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,tpf=43f8\r\n
    >>> USR 7 TWN S t=53*1hAu8$$&p=5eKBBC!yBH6\r\n
    <<< USR 7 OK alice@passport.com Alice 1 0\r\n
    <<< MSG Hotmail Hotmail 138\r\n
        MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsprofile; charset=UTF-8\r\nLoginTime: 1\r\n
        sid: 507\r\nMSPAuth: x\r\nClientIP: 1\r\nClientPort: 516\r\n\r\n
  `,
  synchronisation: String.raw`
    >>> SYN 8 6\r\n
    <<< SYN 8 27 5 4\r\n
    <<< GTC A\r\n
    <<< BLP AL\r\n
    <<< PRP PHH 01%20234\r\n
    <<< PRP PHM 56%20789\r\n
    <<< LSG 0 Other%20Contacts 0\r\n
        LSG 1 Coworkers 0\r\n
        LSG 2 Friends 0\r\n
        LSG 3 Family 0\r\n
    <<< LST bob@passport.com Bob 11 0\r\n
        BPR MOB Y\r\n
    <<< LST carol@passport.com Carol 3 0\r\n
        BPR PHM 9876
    <<< -54321\r\n
    <<< LST dave@passport.com Dave 1 1,2
    <<< ,3\r\nBPR PHH 3.1415926535\r\nBPR PH
    <<< W
    <<< \x20
    <<< 2.71841844\r\nBPR PHM sqrt(-1)\r\n
    <<< LST eve@passport.com Eavesdropper 12\r\n
    <<< LST fred@passport.com Fred 8\r\n
  `,
  presence: String.raw`
    >>> CHG 9 NLN 0\r\nADD 10 AL fred@passport.com Fred\r\n
    <<< CHG 9 NLN 0\r\n
        ILN 9 NLN bob@passport.com Bob 24\r\n
        ILN 9 IDL carol@passport.com Carol 268435492\r\n
    <<< ADD 10 AL 28 fred@passport.com Fred\r\n
        ILN 9 BSY dave@passport.com Dave 268435492\r\n
  `,
  challenge: String.raw`
    <<< CHL 0 29409134351025259292\r\n
    >>> QRY 11 msmsgs@msnmsgr.com 32\r\n
        d0c1178c689350104350d99f8c36ed9c
    <<< QRY 11\r\n
  `,
  changes: String.raw`
    >>> CHG 12 IDL 0\r\n
    <<< CHG 12 IDL 0\r\n
    <<< FLN bob@passport.com\r\n
    >>> CHG 13 NLN 0\r\n
    <<< CHG 13 NLN 0\r\n
    <<< NLN BSY carol@passport.com Caroline 268435492\r\n
    >>> REA 14 carol@passport.com Caroline\r\n
    <<< REA 14 29 carol@passport.com Caroline\r\n
    >>> REM 15 AL bob@passport.com\r\n
        ADD 16 BL bob@passport.com Bob\r\n
    <<< REM 15 AL 30 bob@passport.com\r\n
    <<< ADD 16 BL 31 bob@passport.com Bob\r\n
  `,
  logout: String.raw`
    >>> OUT\r\n
    <<< (close)
  `,
};

/** All of it, with `changed` pieces in place of the documented ones. */
export function sessionWith(changed: Partial<typeof exampleSession> = {}): string {
  return Object.values({ ...exampleSession, ...changed }).join('\n');
}

/** Another persona's login, synchronisation and first CHG, on a connection named after it. */
export function persona(
  name: string,
  options: {
    readonly contacts?: readonly string[];
    readonly version?: number;
    readonly blp?: string;
    readonly chg?: string;
  } = {},
): string {
  const { contacts = [], version = 5, blp = 'AL', chg = '>>> CHG 3 NLN 24\\r\\n\n<<< CHG 3 NLN 24\\r\\n' } = options;
  const lines = contacts.map((line) => `<<< LST ${line}\\r\\n`).join('\n');
  return String.raw`
    == ${name}
    >>> VER 0 MSNP8 CVR0\r\n
    <<< VER 0 MSNP8 CVR0\r\n
    >>> USR 1 TWN I ${name}@passport.com\r\n
    <<< USR 1 TWN S lc=1033\r\n
    >>> USR 1 TWN S t=1\r\n
    <<< USR 1 OK ${name}@passport.com ${name} 1 0\r\n
    <<< MSG Hotmail Hotmail 138\r\n
        MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsprofile; charset=UTF-8\r\nLoginTime: 1\r\n
        sid: 507\r\nMSPAuth: x\r\nClientIP: 1\r\nClientPort: 516\r\n\r\n
    >>> SYN 2 0\r\n
    <<< SYN 2 ${String(version)} ${String(contacts.length)} 1\r\n
    <<< GTC A\r\nBLP ${blp}\r\nLSG 0 Other 0\r\n
    ${lines}
    ${chg}
  `;
}
