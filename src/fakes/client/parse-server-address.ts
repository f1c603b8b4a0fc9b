/** A server as an XFR names it. */
export interface ServerAddress {
  /** A DNS name or an IP address. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** The port of an address that names none (C-XFR-07). */
const usualPort = 1863;

/** Reads `host:port`, `host` or `[IPv6]:port`. `undefined` for anything else. */
export function parseServerAddress(word: string): ServerAddress | undefined {
  const match = /^(?:\[(?<bracketed>[0-9A-Fa-f:.]+)\]|(?<plain>[A-Za-z0-9._-]+))(?::(?<port>\d{1,5}))?$/.exec(word);
  const host = match?.groups?.bracketed ?? match?.groups?.plain;
  if (host === undefined || host.length > 253) {
    return undefined;
  }
  const port = match?.groups?.port === undefined ? usualPort : Number(match.groups.port);
  return port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
