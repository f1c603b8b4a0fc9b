import { type Command, type DecodedCommand, sameAccount } from '../../../codec';
import { accountWord } from '../account-word';
import { addToList } from '../add-to-list';
import type { Community } from '../community';
import type { DirectoryAccount, SettingType } from '../directory-account';
import type { Handler, HandlerSession } from '../handler';

/** ADD: puts somebody on FL, AL or BL, or into a further group. */
export const add: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const { account: owner } = session;
    const [list, account, nickname, group, ...more] = request.parameters;
    if (
      owner === undefined ||
      list === undefined ||
      account === undefined ||
      nickname === undefined ||
      more.length > 0
    ) {
      session.close('ADD did not have a list, an account, a nickname and at most a group'); // S-ROB-08
      return;
    }
    const { community } = session.host;
    const wasOnForwardList = owner.isOn('FL', accountWord(account));
    const version = session.settleOutcome(request, addToList(owner, { list, account, nickname, group }, community));
    if (version === undefined) {
      return;
    }
    const name = community.sentName(nickname);
    const groups = group === undefined ? [] : [group];
    // S-ADD-01, S-ADD-02: nothing behind it that the request did not have
    session.say({ name: 'ADD', trid: request.trid, parameters: [list, version, account, name, ...groups] });
    const target = community.directory.find(accountWord(account));
    if (list === 'FL' && !wasOnForwardList && target !== undefined) {
      tellOfNewContact(request, { target, version, session });
    }
  },
};

/** Behind the answer, since some clients lose what comes before it. */
function tellOfNewContact(
  request: DecodedCommand,
  options: { readonly target: DirectoryAccount; readonly version: string; readonly session: HandlerSession },
): void {
  const { target, version, session } = options;
  const { community, knobs } = session.host;
  const { account: owner } = session;
  const numbers = session.synchronised ? numbersOf(target, { version, community }) : [];
  session.say(...numbers); // S-ADD-12
  const sight = owner === undefined || !session.visible ? undefined : community.sightOf(target, owner);
  if (sight !== undefined && knobs.presenceAfterAdd !== 'none' && !sameAccount(target.account, owner?.account ?? '')) {
    // S-ADD-11
    session.say(
      knobs.presenceAfterAdd === 'iln'
        ? { name: 'ILN', trid: request.trid, parameters: sight }
        : { name: 'NLN', parameters: sight },
    );
  }
}

function numbersOf(
  target: DirectoryAccount,
  options: { readonly version: string; readonly community: Community },
): readonly Command[] {
  const { version, community } = options;
  const { numbersAfterAdd } = community.knobs;
  const types: readonly SettingType[] = numbersAfterAdd === 'none' ? [] : ['PHH', 'PHW', 'PHM', 'MOB'];
  return types.flatMap((type) => {
    const known = community.settingWords(target, type);
    const value = known.length === 0 && type === 'MOB' ? ['N'] : known;
    return numbersAfterAdd === 'set' && known.length === 0
      ? []
      : [{ name: 'BPR', parameters: [version, target.account, type, ...value] }];
  });
}
