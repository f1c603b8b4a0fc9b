import { type DecodedCommand, type DecodedItem, decodeText, normalizeAccount, sameAccount } from '../../codec';
import type { ChatBeliefs } from './chat-beliefs';

/** More than any chat ever held; a server that names more without end must not make the client remember them. */
const mostParticipants = 1_000;

/**
 * What a client believes of a chat after an item from its switchboard: who is there. Words behind those that the grammar knows are passed over, as the
 * client ids of later dialects in JOI and IRO.
 */
export function believeChat(beliefs: ChatBeliefs, item: DecodedItem): ChatBeliefs {
  if (item.kind !== 'command') {
    return beliefs;
  }
  const { name, parameters } = item;
  switch (name) {
    case 'USR':
      return parameters[0] === 'OK' && beliefs.role === 'caller' ? { ...beliefs, admitted: true } : beliefs;
    case 'ANS':
      // C-SB-06: with IRO lines before it or without.
      return parameters[0] === 'OK' && beliefs.role === 'callee' ? { ...beliefs, admitted: true } : beliefs;
    case 'CAL':
      return item.form === 'S.CAL' ? { ...beliefs, session: beliefs.session ?? item.fields.session } : beliefs;
    case 'IRO':
      return withParticipant(beliefs, { account: parameters[2], name: parameters[3] });
    case 'JOI':
      return withParticipant(beliefs, { account: parameters[0], name: parameters[1] });
    case 'BYE':
      return withoutParticipant(beliefs, item);
    default:
      return beliefs;
  }
}

/** What is left of a chat when its connection is gone. */
export function chatBeliefsAfterLeaving(beliefs: ChatBeliefs): ChatBeliefs {
  return { ...beliefs, admitted: false, participants: new Map() };
}

function withParticipant(
  beliefs: ChatBeliefs,
  words: { readonly account: string | undefined; readonly name: string | undefined },
): ChatBeliefs {
  const { account, name = account } = words;
  // C-SB-17
  if (account === undefined || name === undefined || sameAccount(account, beliefs.account)) {
    return beliefs;
  }
  const key = normalizeAccount(account);
  if (!beliefs.participants.has(key) && beliefs.participants.size >= mostParticipants) {
    return beliefs;
  }
  const participants = new Map(beliefs.participants).set(key, { account, name: decodeText(name).text });
  return { ...beliefs, met: true, participants };
}

/** C-SB-12: whatever stands behind the account. */
function withoutParticipant(beliefs: ChatBeliefs, { parameters: [account] }: DecodedCommand): ChatBeliefs {
  const participants = new Map(beliefs.participants);
  return account !== undefined && participants.delete(normalizeAccount(account))
    ? { ...beliefs, participants }
    : beliefs;
}
