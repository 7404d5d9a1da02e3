import type { BrakeStore } from '../guard/brake/store.js'

/** What oidc-provider keeps of one of its models: claims and identifiers, no function. */
export type OidcPayload = Readonly<Record<string, unknown>>

/**
 * The store of one model of oidc-provider (its `Adapter` interface), shared by all replicas. Rows are
 * found by the SHA-256 of their id, payloads are sealed.
 */
export interface OidcAdapter {
  /** @param expiresIn seconds, absent for a row without an end */
  upsert(id: string, payload: OidcPayload, expiresIn?: number): Promise<void>
  /**
   * A row that has not expired. An authorization code is claimed by the first `find` of all replicas:
   * later ones see it as consumed. A rotated refresh token is shown as not consumed while its
   * successor has not been used and 5 minutes have not passed.
   */
  find(id: string): Promise<OidcPayload | undefined>
  findByUid(uid: string): Promise<OidcPayload | undefined>
  findByUserCode(code: string): Promise<OidcPayload | undefined>
  consume(id: string): Promise<void>
  destroy(id: string): Promise<void>
  /** Removes all rows of a grant. */
  revokeByGrantId(grantId: string): Promise<void>
}

/** A person's session at JHE behind a grant; tokens stay in here and are never sent to a client. */
export interface UpstreamSession {
  readonly issuer: string
  readonly accessToken: string
  readonly refreshToken: string | null
  readonly idToken: string
  /** Seconds since the epoch. */
  readonly accessEndsAt: number
  /** `exp` of the ID token, seconds since the epoch. */
  readonly idTokenEndsAt: number
  /** When JHE last said who the person is and what they may see, seconds since the epoch. */
  readonly confirmedAt: number
  /** `jhe_permissions.studies` of the ID token; null without the claim. */
  readonly studies: readonly number[] | null
}

/** What somebody allowed: one client program to ask as one person. */
export interface Grant {
  readonly id: string
  /** `core_jheuser.id` */
  readonly subject: number
  readonly clientId: string
  /** As the client calls itself; untrusted text. */
  readonly clientName: string
  /** Host of the redirect address, or its private-use scheme with a colon. */
  readonly redirectHost: string
  readonly createdAt: Date
  readonly usedAt: Date
}

/** A grant with its session at JHE. */
export interface GrantWithSession extends Grant {
  readonly session: UpstreamSession
}

/** The outcome of work under the lock of a grant. */
export type Renewal =
  | { readonly kind: 'renewed'; readonly session: UpstreamSession }
  /** JHE no longer knows the session: the grant ends. */
  | { readonly kind: 'ended' }
  /** Another replica has renewed it, or JHE was not reached: the grant stays as it is. */
  | { readonly kind: 'unchanged' }

export interface Grants {
  /** @param lifetime seconds until it ends for good; it also ends after `idle` seconds without use */
  create(
    grant: Omit<GrantWithSession, 'createdAt' | 'usedAt'>,
    ends: { readonly lifetime: number; readonly idle: number },
  ): Promise<void>
  /** Undefined once it has ended. One statement. */
  find(id: string): Promise<GrantWithSession | undefined>
  /** Notes that grants were used; one statement for all of them. */
  touch(ids: readonly string[]): Promise<void>
  /** Of one person, or of everybody; the newest first. Without sessions. */
  list(subject?: number): Promise<readonly Grant[]>
  /** Ends a grant with all its tokens. @returns what there was to revoke at JHE; undefined if nothing was there */
  end(id: string): Promise<UpstreamSession | undefined>
  /**
   * Runs `work` on the newest session of a grant while no other replica can (row lock in a
   * transaction), and stores its outcome before anybody uses it. The work must not end or renew the
   * same grant.
   * @returns the grant afterwards; undefined once it has ended
   */
  renew(
    id: string,
    work: (grant: GrantWithSession) => Promise<Renewal>,
  ): Promise<GrantWithSession | undefined>
}

/** A key that signs access tokens. */
export interface SigningKey {
  readonly kid: string
  /** A private ES256 JWK. */
  readonly jwk: Readonly<Record<string, unknown>>
  readonly createdAt: Date
}

export interface SigningKeys {
  /**
   * All keys whose tokens may still be valid, the one that signs first. The first replica makes one;
   * after `rotateAfter` seconds a new one signs, and the old one stays for `keepFor` seconds.
   */
  current(ages: {
    readonly rotateAfter: number
    readonly keepFor: number
  }): Promise<readonly SigningKey[]>
}

/** Rows that one browser takes up once: sign-ins at JHE that are under way. */
export interface OnceRows {
  /** @param id secret; kept as its SHA-256. @param lifetime seconds */
  put(id: string, payload: OidcPayload, lifetime: number): Promise<void>
  /** Takes a row out; the second of two callers gets undefined. */
  take(id: string): Promise<OidcPayload | undefined>
}

/** Calls of people in the running minute, over all replicas. */
export interface SharedCounts {
  /**
   * Adds this replica's calls since the last exchange and returns everybody's totals of this minute;
   * one statement.
   * @param person a hash, never the subject itself
   */
  exchange(
    calls: ReadonlyMap<string, number>,
  ): Promise<{ readonly minute: Date; readonly totals: ReadonlyMap<string, number> }>
}

/** Somebody of whom it is known what they read lately. */
export interface BrakeRow {
  /** A hash. */
  readonly person: string
  /** `core_jheuser.id` */
  readonly subject: number
  /** Whether everything of theirs is stopped, after an alarm. */
  readonly stopped: boolean
}

/** What people have read lately. */
export interface Brakes extends BrakeStore {
  list(): Promise<readonly BrakeRow[]>
  /** Forgets what somebody read, and ends a stop. @param person as `list` names them */
  lift(person: string): Promise<void>
}

/** Where the audit chain of a replica ends. */
export interface AuditHead {
  readonly replica: string
  /** Number of the last line. */
  readonly seq: number
  readonly hash: string
  readonly at: Date
}

export interface AuditHeads {
  put(head: Omit<AuditHead, 'at'>): Promise<void>
  list(): Promise<readonly AuditHead[]>
}

/**
 * What the replicas of `jhe-mcp serve` share: sign-ins, grants, keys, counts, how much people read
 * and audit heads. Never
 * patients' data, answers or arguments. All times are those of the state's own clock.
 */
export interface StateStore {
  /** @param model of oidc-provider, e.g. `AuthorizationCode` */
  oidc(model: string): OidcAdapter
  readonly grants: Grants
  readonly keys: SigningKeys
  readonly pending: OnceRows
  readonly counts: SharedCounts
  readonly brakes: Brakes
  readonly auditHeads: AuditHeads
  /** Removes what has ended; only one replica does it at a time. */
  purge(): Promise<void>
  /** @throws JheError STATE_UNAVAILABLE when the state cannot be used now */
  ready(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** Secrets derived from the first of `JHE_SERVE_KEYS`; what an older key sealed can still be read. */
export interface ServeKeys {
  /** AES-256-GCM under the first key. @param context bound as associated data */
  seal(text: string, context: string): string
  /** @returns undefined for a text that none of the keys sealed with this context */
  open(sealed: string, context: string): string | undefined
  /** Secrets for one purpose (HKDF-SHA-256), the newest first: cookies, CSRF, session ids, peers, hashes of counts. */
  secrets(
    purpose: 'cookies' | 'csrf' | 'sessions' | 'peers' | 'counts',
  ): readonly [newest: Buffer, ...older: Buffer[]]
}
