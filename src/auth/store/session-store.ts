import type { Session } from '../session/session.js'

export type StoreKind = 'keychain' | 'file'

/**
 * Where the session of one owner is kept.
 *
 * Every method throws JheError CREDENTIALS_LOCKED when the place cannot be used (locked or absent
 * keychain, unreadable file, foreign owner, a record of a newer jhe-mcp). That is never the same as
 * `undefined`, which means that no session is stored.
 */
export interface SessionStore<T = Session> {
  readonly kind: StoreKind
  /** The stored session; the same object until the file is written. */
  read(): Promise<T | undefined>
  /** Stores a new sign-in as `kind` says, durably, and replaces an older one. */
  write(session: T): Promise<void>
  /**
   * Replaces the session, or removes it for `undefined`, only if `expected` is still the stored one,
   * and keeps the way the record is stored.
   * @returns whether it did.
   */
  swap(expected: T, next: T | undefined): Promise<boolean>
  /** Removes the record and its key; idempotent. */
  clear(): Promise<void>
  /** For people: `keychain` or `file(0600)`, and the path. */
  describe(): string
}

/** The store that a sign-in should write to; `notice` is one line for the person, if any. */
export interface ChosenStore<T = Session> {
  readonly store: SessionStore<T>
  readonly notice?: string
}

export interface StoreResolver<T = Session> {
  /** The store that holds the record now; without a record, the one the setting prefers. No probe. */
  current(): Promise<SessionStore<T>>
  /** The current store and its session, from one read of the file. */
  read(): Promise<{ readonly store: SessionStore<T>; readonly session: T | undefined }>
  /** The session that `read` returned last, if the file has not changed since; else undefined. */
  cached(): Promise<T | undefined>
  /**
   * Decides where a sign-in goes, before a browser opens: writes, reads and deletes a probe in the keychain.
   * @throws JheError CREDENTIALS_LOCKED when `JHE_TOKEN_STORE=keychain` and there is no usable one.
   */
  choose(): Promise<ChosenStore<T>>
  /** The store that keeps records in this way, for what goes where something else went. */
  storeOf(kind: StoreKind): SessionStore<T>
}
