import type { Handler } from '../handler';
import { add } from './add';
import { adg } from './adg';
import { blp } from './blp';
import { chg } from './chg';
import { chl } from './chl';
import { cvr } from './cvr';
import { fnd } from './fnd';
import { gtc } from './gtc';
import { ims } from './ims';
import { out } from './out';
import { pag } from './pag';
import { png } from './png';
import { prp } from './prp';
import { qry } from './qry';
import { rea } from './rea';
import { reg } from './reg';
import { rem } from './rem';
import { rmg } from './rmg';
import { snd } from './snd';
import { syn } from './syn';
import { url } from './url';
import { usr } from './usr';
import { ver } from './ver';
import { xfr } from './xfr';

/** What the server does, by the command's name. What is not here does not exist in MSNP8 (INF: S-USR-08) or is not for clients to send. */
export const handlers: ReadonlyMap<string, Handler> = new Map(
  Object.entries({
    VER: ver,
    CVR: cvr,
    CVQ: cvr,
    USR: usr,
    SYN: syn,
    CHG: chg,
    ADD: add,
    REM: rem,
    REA: rea,
    ADG: adg,
    REG: reg,
    RMG: rmg,
    GTC: gtc,
    BLP: blp,
    PRP: prp,
    CHL: chl,
    QRY: qry,
    PNG: png,
    OUT: out,
    XFR: xfr,
    URL: url,
    SND: snd,
    SDC: snd,
    FND: fnd,
    PAG: pag,
    IMS: ims,
  }),
);
