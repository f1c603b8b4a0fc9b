import type { ServerSubject } from '../../subjects';
import type { DefinedProperty } from '../define-property';
import { challengeAnswers } from './challenge-answers';
import { cutsOfACommandStream } from './cuts-of-a-command-stream';
import { cutsOfTheLogin } from './cuts-of-the-login';
import { listEdits } from './list-edits';
import { messagePayloads } from './message-payloads';
import { names } from './names';

/** The properties of servers, in the order in which they are tried. */
export const serverProperties: readonly DefinedProperty<ServerSubject>[] = [
  cutsOfTheLogin,
  cutsOfACommandStream,
  messagePayloads,
  challengeAnswers,
  listEdits,
  names,
];
