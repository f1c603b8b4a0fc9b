/** The host names that clients of the time have built in. */
export const historicalHosts = {
  /** Dispatch server, port 1863. */
  dispatch: 'messenger.hotmail.com',
  /** Passport, port 443. */
  nexus: 'nexus.passport.com',
  /** Login page, port 443: the nexus names it. */
  login: 'login.passport.com',
  /** Login pages of accounts of single domains, port 443, which some clients go to without asking the nexus. */
  otherLogins: ['loginnet.passport.com', 'msnialogin.passport.com', 'login.live.com'],
} as const;

/** All of them. */
export const historicalNames: readonly string[] = Object.values(historicalHosts).flat();
