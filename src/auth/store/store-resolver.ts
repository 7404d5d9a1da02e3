import { createCredentialErrors } from './credential-errors.js'
import type { Keychain } from './keychain.js'
import type { RecordKind } from './record-kind.js'
import { createRecordCodec, parseRecord, type RecordCodec } from './session-record.js'
import type { ChosenStore, SessionStore, StoreResolver, StoreKind } from './session-store.js'
import type { TokenFile, TokenRecords } from './token-file.js'

export interface StoreResolverOptions<T> {
  /** `JHE_TOKEN_STORE` */
  readonly mode: 'auto' | StoreKind
  /** What is stored, and for whom. */
  readonly kind: RecordKind<T>
  readonly file: TokenFile
  readonly keychain: Keychain
  /** One line for the person; never a secret. */
  readonly warn: (line: string) => void
}

interface Context<T> extends StoreResolverOptions<T> {
  readonly codec: RecordCodec<T>
}

const damageMessages = {
  damaged: 'The stored session is damaged and cannot be used.',
  keyless: 'The stored session is sealed with a key that this keychain does not hold.',
  downgraded:
    'The stored session lies in the clear although the keychain holds a key for it: another program may have written it, so it is not used.',
} as const

/** The session in `records`, if the setting allows the way it is stored. */
const decodeFrom = async <T extends object>(
  context: Context<T>,
  records: TokenRecords,
): Promise<T | undefined> => {
  const { mode, kind, codec, warn } = context
  const record = parseRecord(records[kind.name], kind.schema)
  if (record === undefined) return undefined
  if (record !== 'damaged' && mode !== 'auto' && record.store !== mode) {
    warn(`The stored session is not kept as JHE_TOKEN_STORE=${mode} asks; it is not used.`)
    return undefined
  }
  const session = record === 'damaged' ? record : await codec.decode(record)
  if (typeof session !== 'string') return session
  warn(`${damageMessages[session]} Sign in again with \`${kind.login}\`.`)
  return undefined
}

/** A value computed from the records, cached until the file changes. */
interface FileCache<T> {
  readonly current: () => Promise<T>
  /** The value without reading the file, if it has not changed; else undefined. */
  readonly cached: () => Promise<T | undefined>
}

/** Computes a value from the records once per content of the file. */
const cachePerFile = <T>(
  file: TokenFile,
  record: (records: TokenRecords) => T | Promise<T>,
): FileCache<T> => {
  let known: { readonly records: TokenRecords; readonly seen: T } | undefined
  return {
    current: async () => {
      const records = await file.read()
      if (known?.records !== records) known = { records, seen: await record(records) }
      return known.seen
    },
    cached: async () => {
      const records = await file.cached()
      return records !== undefined && known?.records === records ? known.seen : undefined
    },
  }
}

/** How the record is stored, if there is one. */
const kindIn = <T>(
  records: TokenRecords,
  { name, schema }: RecordKind<T>,
): StoreKind | undefined => {
  const record = parseRecord(records[name], schema)
  return record === undefined || record === 'damaged' ? undefined : record.store
}

const without = (records: TokenRecords, name: string): TokenRecords =>
  Object.fromEntries(Object.entries(records).filter(([key]) => key !== name))

const createStore = <T extends object>(
  context: Context<T>,
  kind: StoreKind,
  read: () => Promise<T | undefined>,
): SessionStore<T> => {
  const { file, codec } = context
  const { name, schema, isSame } = context.kind
  return {
    kind,
    read,
    write: async (session) => {
      await file.update(async (records) => ({
        ...records,
        [name]: await codec.encode(session, kind),
      }))
    },
    swap: async (expected, next) =>
      await file.update(async (records) => {
        const stored = await decodeFrom(context, records)
        const record = parseRecord(records[name], schema)
        if (stored === undefined || !isSame(stored, expected)) return undefined
        if (next === undefined || record === undefined || record === 'damaged')
          return without(records, name)
        return { ...records, [name]: await codec.encode(next, record.store) }
      }),
    clear: async () => {
      const record = parseRecord((await file.read())[name], schema)
      if (record === undefined) return
      await file.update(async (records) => await Promise.resolve(without(records, name)))
      if (record === 'damaged') return
      const hasKey = record.store === 'keychain' || (await codec.decode(record)) === 'downgraded'
      if (hasKey) await codec.discardKey()
    },
    describe: () =>
      kind === 'keychain'
        ? `keychain (session sealed in ${file.path})`
        : `${file.hasModes ? 'file(0600)' : 'file'} ${file.path}`,
  }
}

const protectionOf = ({ hasModes, path }: TokenFile): string =>
  hasModes
    ? `a file that only you may read, ${path}`
    : `a file that the permissions of its folder protect, ${path}`

const fallBackNotice = (refusal: 'locked' | 'unavailable', file: TokenFile): string => {
  const why =
    refusal === 'locked' ? 'The keychain is locked or did not answer' : 'There is no keychain here'
  return `${why}: the session is kept in ${protectionOf(file)}.`
}

/** The stores of one owner: one file, and the keychain that may hold its key. */
export function createStoreResolver<T extends object>(
  options: StoreResolverOptions<T>,
): StoreResolver<T> {
  const { mode, kind, file, keychain } = options
  const account = kind.accountIn(file.dir)
  const context = {
    ...options,
    codec: createRecordCodec(keychain, kind, { account, trustsPlain: mode === 'file' }),
  }
  const record = cachePerFile(file, async (records) => ({
    kind: kindIn(records, kind),
    session: await decodeFrom(context, records),
  }))
  const read = async () => (await record.current()).session
  const storedKind = cachePerFile(file, (records) => kindIn(records, kind))
  const stores = {
    keychain: createStore(context, 'keychain', read),
    file: createStore(context, 'file', read),
  }

  const choose = async (): Promise<ChosenStore<T>> => {
    if (mode === 'file') return { store: stores.file }
    const probe = await keychain.probe()
    if (probe === 'usable') return { store: stores.keychain }
    if (mode === 'auto') return { store: stores.file, notice: fallBackNotice(probe, file) }
    const errors = createCredentialErrors(kind.login)
    throw probe === 'locked' ? errors.keychainLocked() : errors.keychainUnavailable()
  }

  const storeOf = (stored: StoreKind | undefined): SessionStore<T> =>
    stores[mode === 'auto' ? (stored ?? 'keychain') : mode]

  return {
    current: async () => storeOf(await storedKind.current()),
    read: async () => {
      const { kind: stored, session } = await record.current()
      return { store: storeOf(stored), session }
    },
    cached: async () => (await record.cached())?.session,
    choose,
    storeOf,
  }
}
