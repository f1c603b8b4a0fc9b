import { answerChallenge, challengeKeys, type DecodedCommand } from '../../../codec';

/** Whether a QRY answers the challenge rightly; undefined for a client id whose key is not documented. */
export function answersChallenge(query: DecodedCommand, challenge: string): boolean | undefined {
  const [clientId] = query.parameters;
  if (clientId === undefined || !challengeKeys.has(clientId)) return undefined;
  const payload = Buffer.from(query.payload ?? new Uint8Array()).toString('latin1');
  return payload === answerChallenge({ challenge, clientId });
}
