import type { Handler } from '../../handler';
import { out } from '../../handlers/out';
import type { SwitchboardHandlerSession } from '../switchboard-handler-session';
import { ans } from './ans';
import { cal } from './cal';
import { msg } from './msg';
import { usr } from './usr';

/**
 * What the switchboard does, by the command's name. There is no VER, CVR or PNG here. BYE is not for clients to send; those that do so before they
 * close are shown out.
 */
export const switchboardHandlers: ReadonlyMap<string, Handler<SwitchboardHandlerSession>> = new Map(
  Object.entries({ USR: usr, ANS: ans, CAL: cal, MSG: msg, OUT: out }),
);
