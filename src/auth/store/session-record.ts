import { z } from 'zod'

import { createCredentialErrors, type CredentialErrors } from './credential-errors.js'
import type { Keychain } from './keychain.js'
import type { RecordKind } from './record-kind.js'
import { createKey, seal, sealedSchema, unseal, type Sealed } from './seal.js'
import type { StoreKind } from './session-store.js'

const sealedRecordSchema = sealedSchema.extend({ store: z.literal('keychain') })
const plainRecordSchema = z.object({ store: z.literal('file'), session: z.unknown() })

interface SealedRecord extends Sealed {
  readonly store: 'keychain'
}

/** How one session lies in the file: in the clear, or sealed under a key in the keychain. */
export type SessionRecord<T> = { readonly store: 'file'; readonly session: T } | SealedRecord

/** @returns undefined for no record; `damaged` for one that this layout does not know */
export function parseRecord<T>(
  raw: unknown,
  schema: z.ZodType<T>,
): SessionRecord<T> | 'damaged' | undefined {
  if (raw === undefined) return undefined
  const sealed = sealedRecordSchema.safeParse(raw).data
  if (sealed !== undefined) return sealed
  const plain = plainRecordSchema.safeParse(raw).data
  if (plain === undefined) return 'damaged'
  const session = schema.safeParse(plain.session)
  return session.success ? { store: 'file', session: session.data } : 'damaged'
}

/** Turns sessions into records and back. */
export interface RecordCodec<T> {
  encode(session: T, kind: StoreKind): Promise<SessionRecord<T>>
  /**
   * @returns `damaged` for a record that its key does not open or that is another owner's, `keyless`
   * when the keychain works and has no key, `downgraded` for one in the clear although the keychain
   * holds a key for it
   * @throws JheError CREDENTIALS_LOCKED when the keychain does not answer
   */
  decode(record: SessionRecord<T>): Promise<T | 'damaged' | 'keyless' | 'downgraded'>
  /** Forgets the key, here and in the keychain. */
  discardKey(): Promise<void>
}

const refusalOf = (outcome: 'locked' | 'unavailable', errors: CredentialErrors): Error =>
  outcome === 'locked' ? errors.keychainLocked() : errors.keychainUnavailable()

/** The key of an owner's records. */
export interface RecordKey {
  /** Its name in the keychain. */
  readonly account: string
  /** Whether a record in the clear is accepted without a check for a key: the setting asks for the file. */
  readonly trustsPlain: boolean
}

/**
 * Whether the keychain holds a key; false for a locked or absent keychain. One without a key is
 * asked once.
 */
const createKeyFinder = (keychain: Keychain, account: string): (() => Promise<boolean>) => {
  let answer: Promise<boolean> | undefined
  return async () => {
    answer ??= keychain.get(account).then(({ outcome }) => outcome === 'value')
    return await answer
  }
}

/**
 * The key is read from the keychain at most once, and once more for a record that it no longer opens.
 */
export function createRecordCodec<T>(
  keychain: Keychain,
  { schema, binding, isOwn, login }: RecordKind<T>,
  { account, trustsPlain }: RecordKey,
): RecordCodec<T> {
  const errors = createCredentialErrors(login)
  let known: string | undefined
  const holdsKey = createKeyFinder(keychain, account)

  /** A locked keychain may look empty, so that an absent key counts only where a probe succeeds. */
  const fetchKey = async (): Promise<string | undefined> => {
    const answer = await keychain.get(account)
    if (answer.outcome === 'value') known = answer.value
    else if (answer.outcome !== 'absent') throw refusalOf(answer.outcome, errors)
    else {
      known = undefined
      const probe = await keychain.probe()
      if (probe !== 'usable') throw refusalOf(probe, errors)
    }
    return known
  }

  const keyForWriting = async (): Promise<string> => {
    const found = known ?? (await fetchKey())
    if (found !== undefined) return found
    const key = createKey()
    const outcome = await keychain.set(account, key)
    if (outcome !== 'stored') throw refusalOf(outcome, errors)
    known = key
    return key
  }

  const isDowngraded = async (): Promise<boolean> =>
    !trustsPlain && (known !== undefined || (await holdsKey()))

  const open = (record: SealedRecord): T | undefined => {
    const text = known === undefined ? undefined : unseal(record, known, binding)
    return text === undefined ? undefined : schema.safeParse(JSON.parse(text)).data
  }

  return {
    encode: async (session, kind) =>
      kind === 'file'
        ? { store: 'file', session }
        : {
            store: 'keychain',
            ...seal(JSON.stringify(session), await keyForWriting(), binding),
          },
    decode: async (record) => {
      if (record.store === 'file' && (await isDowngraded())) return 'downgraded'
      let session = record.store === 'file' ? record.session : open(record)
      if (record.store === 'keychain' && session === undefined) {
        if ((await fetchKey()) === undefined) return 'keyless'
        session = open(record)
      }
      return session !== undefined && isOwn(session) ? session : 'damaged'
    },
    discardKey: async () => {
      known = undefined
      await keychain.delete(account)
    },
  }
}
