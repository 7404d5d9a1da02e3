import { createHash, timingSafeEqual } from 'node:crypto'

/** SHA-256 of a text. */
export const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * Whether a text is the one of a digest, in a time that does not depend on where they differ.
 * @param digest of `digestOf`
 */
export const isSameSecret = (brought: string, digest: Buffer): boolean =>
  timingSafeEqual(digestOf(brought), digest)
