import { decodeText } from '../../../codec';
import { type DirectoryAccount, isSettingType, type SettingType } from '../directory-account';
import type { Handler } from '../handler';

/** A longer name of a setting ends the session without an error. */
const typeBytes = 3;

/** PRP: sets a phone number or the like; without a value it is cleared. */
export const prp: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const { account: owner } = session;
    const [type, value, ...more] = request.parameters;
    if (owner === undefined || type === undefined || more.length > 0) {
      session.close('PRP did not have a type and at most a value'); // S-ROB-08
      return;
    }
    const { community, knobs } = session.host;
    if (Buffer.byteLength(type) > typeBytes) {
      session.close(`PRP named a type of more than ${typeBytes} letters`); // S-SET-05
      return;
    }
    if (value !== undefined && Buffer.byteLength(value) > knobs.limits.phoneBytes) {
      session.close(`the value in PRP was longer than ${knobs.limits.phoneBytes} bytes`); // S-SET-05
      return;
    }
    if (!isSettingType(type)) {
      session.fail(request, 715); // S-SET-05
      return;
    }
    owner.settings.set(type, settled(type, { owner, value: value === undefined ? '' : decodeText(value).text }));
    const version = String(community.countChange(owner));
    // S-SET-04
    session.say({
      name: 'PRP',
      trid: request.trid,
      parameters: [version, type, ...community.settingWords(owner, type)],
    });
    community.tellSetting(owner, type);
  },
};

/** Who has not enabled MSN Mobile cannot be reached by it. */
function settled(type: SettingType, options: { readonly owner: DirectoryAccount; readonly value: string }): string {
  const { owner, value } = options;
  return type === 'MOB' && owner.settings.get('MBE') === 'N' ? 'N' : value;
}
