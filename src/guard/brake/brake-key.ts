import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

import { z } from 'zod'

import type { Machine } from '../../files/machine.js'
import { readSmall } from '../../files/private-file.js'
import { replacePrivate } from '../../files/replace-file.js'
import type { BrakedPerson } from './store.js'

const keySchema = z.strictObject({
  /** 32 random bytes in base64url. */
  key: z.string().length(43),
  /** Whether the file of readings was written under it: it is not missing by itself from then on. */
  isUsed: z.boolean(),
})

/** The key of the file of readings. */
export type BrakeKey = Readonly<z.output<typeof keySchema>>

/** A key that nothing was written under. */
export const newKey = (): BrakeKey => ({
  key: randomBytes(32).toString('base64url'),
  isUsed: false,
})

const parsed = (text: string): BrakeKey | 'damaged' => {
  try {
    return keySchema.parse(JSON.parse(text))
  } catch {
    return 'damaged'
  }
}

/**
 * The key at a path, if there is one.
 * @throws FileFault for a file that is not of this user alone; file system errors as they are
 */
export async function readKey(
  path: string,
  machine: Machine,
): Promise<BrakeKey | 'damaged' | undefined> {
  const text = await readSmall(path, machine)
  return text === undefined ? undefined : parsed(text)
}

/** Puts a key at a path, mode 0600. */
export async function writeKey(path: string, key: BrakeKey, machine: Machine): Promise<void> {
  await replacePrivate(path, JSON.stringify(key), machine)
}

const hmac = ({ key }: Pick<BrakeKey, 'key'>, text: string): Buffer =>
  createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest()

/** HMAC-SHA-256 of a text in base64url. */
export const macOf = (key: BrakeKey, text: string): string =>
  hmac(key, `file ${text}`).toString('base64url')

export const isMacOf = (key: BrakeKey, text: string, mac: string): boolean => {
  const [expected, given] = [hmac(key, `file ${text}`), Buffer.from(mac, 'base64url')]
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** Names that were made of a key; far more than the largest limits need. */
const mostNames = 10_000
const made = new WeakMap<object, Map<string, string>>()

/** The first bytes of the HMAC of a text in base64url, which is worked out once for each. */
const nameOf = (key: Pick<BrakeKey, 'key'>, text: string, bytes: number): string => {
  const names = made.get(key) ?? new Map<string, string>()
  made.set(key, names)
  const known = names.get(text)
  if (known !== undefined) return known
  const name = hmac(key, text).subarray(0, bytes).toString('base64url')
  if (names.size >= mostNames) names.clear()
  names.set(text, name)
  return name
}

const markBytes = 9
const nameBytes = 16

/** The name of a patient in readings. @param key any secret text */
export const markOf = (key: Pick<BrakeKey, 'key'>, patient: number): string =>
  nameOf(key, `patient ${patient}`, markBytes)

/** The name of a person in readings. */
export const personName = (key: Pick<BrakeKey, 'key'>, { issuer, subject }: BrakedPerson): string =>
  nameOf(key, `person ${subject} ${issuer}`, nameBytes)
