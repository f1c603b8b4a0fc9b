/** The highest client id: 32 bits, unsigned. */
export const maxClientId = 0xffffffff;

/** The features that a client announced with the low byte of its id in the days of MSNP8, by bit. Source: [hyp:presence]; lore. */
const featureBits = {
  mobileDevice: 0x01,
  msnExplorer: 0x02,
  inkGif: 0x04,
  inkIsf: 0x08,
  webcam: 0x10,
  multiPacketMessages: 0x20,
  msnMobile: 0x40,
  msnDirect: 0x80,
} as const satisfies Readonly<Record<string, number>>;

export type ClientFeature = keyof typeof featureBits;

/** A client id taken apart. For a protocol peer it is opaque: servers relay it as it came (S-PRS-11). */
export interface ClientId {
  /** 0 to 4294967295. */
  readonly value: number;
  /** The high byte: 16 for the first client that could do MSNC1. */
  readonly clientVersion: number;
  readonly features: readonly ClientFeature[];
}

/** Reads the last field of `CHG`, `ILN` and `NLN`: decimal digits, 0 to 4294967295. `undefined` for everything else. */
export function parseClientId(word: string): ClientId | undefined {
  if (!/^\d+$/.test(word)) {
    return undefined;
  }
  const value = Number(word);
  if (value > maxClientId) {
    return undefined;
  }
  const features = Object.entries(featureBits).flatMap(([feature, bit]) =>
    isFeature(feature) && (value & bit) !== 0 ? [feature] : [],
  );
  return { value, clientVersion: value >>> 24, features };
}

function isFeature(name: string): name is ClientFeature {
  return Object.hasOwn(featureBits, name);
}
