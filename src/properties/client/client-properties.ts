import type { ClientSubject } from '../../subjects';
import type { DefinedProperty } from '../define-property';
import { challenges } from './challenges';
import { cutsOfAChat } from './cuts-of-a-chat';
import { cutsOfTheLogin } from './cuts-of-the-login';
import { cutsOfTheSession } from './cuts-of-the-session';
import { interleavings } from './interleavings';
import { names } from './names';
import { rosters } from './rosters';

/** The properties of clients, in the order in which they are tried. */
export const clientProperties: readonly DefinedProperty<ClientSubject>[] = [
  cutsOfTheLogin,
  cutsOfTheSession,
  cutsOfAChat,
  interleavings,
  challenges,
  rosters,
  names,
];
