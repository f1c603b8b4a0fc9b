import type { MimeHeader } from '../../codec';
import type { DirectoryAccount } from './directory-account';

/**
 * The profile of the example session, in its order and with its values, for any account (S-PRO-01, S-PRO-02). For Alice it prints to 478 bytes
 * the original announces 491).
 */
export function documentedProfile(account: DirectoryAccount): readonly MimeHeader[] {
  return [
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/x-msmsgsprofile; charset=UTF-8'],
    ['LoginTime', '1050223062'],
    ['EmailEnabled', '0'],
    ['MemberIdHigh', '85040'],
    ['MemberIdLow', '-517030579'],
    ['lang_preference', '1033'],
    ['preferredEmail', account.account],
    ['country', 'US'],
    ['PostalCode', '90201'],
    ['Gender', 'm'],
    ['Kid', '0'],
    ['Age', ''],
    ['BDayPre', '5'],
    ['Birthday', '0'],
    ['Wallet', '0'],
    ['Flags', '1027'],
    ['sid', '507'],
    ['kv', '4'],
    ['MSPAuth', '41bbzZ*NzDmDQ8ic4HWo89b9zhCBk!ONDJKB3Los8UMgBnCOLSwQKo!8IeIHQF0vVItSlOzIL36e5MAdMaB3mpZw$$'],
    ['ClientIP', '1.2.3.4'],
    ['ClientPort', '516'],
  ];
}
