import { answerChallenge, challengeKeys, type DecodedCommand } from '../../codec';

/** Whether a QRY answers a challenge as C-CHL-01 says. */
export function isRightAnswer(request: DecodedCommand, challenge: string): boolean {
  const [clientId = ''] = request.parameters;
  const digest = Buffer.from(request.payload ?? []).toString('latin1');
  return challengeKeys.has(clientId) && digest === answerChallenge({ challenge, clientId });
}
