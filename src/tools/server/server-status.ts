/** How the server is: no secret, no patient's data, nobody's address. */
export interface ServerStatus {
  /** Of jhe-mcp. */
  readonly version: string
  readonly signed_in: boolean
  readonly session: {
    /** When the ID token at hand was made, and when it ends; null where there is none. */
    readonly since: string | null
    readonly expires_at: string | null
    /** Why nobody is signed in, or why the session could not be renewed although it still serves. */
    readonly problem: string | null
  }
  readonly database: {
    readonly reachable: boolean
    readonly problem: string | null
    /** Oldest migration of JHE's `core` with this shape; the newest applied, where the role may read it. */
    readonly schema_since: string | null
    readonly newest_migration: string | null
    /** Whether the role can only read, and what else it can do. */
    readonly role_safe: boolean | null
    readonly role_excesses: readonly string[]
  }
  readonly access: {
    /** `JHE_PERMISSIONS`, and what it comes to for the person signed in. */
    readonly permissions: 'auto' | 'claims' | 'database'
    readonly permission_source: 'claims' | 'database' | null
    readonly consent: 'enforce' | 'off'
    /** What the session is held to, in words without ids and names; empty where to nothing. */
    readonly limited_to: readonly string[]
  }
  readonly limits: {
    readonly rows: number
    readonly bytes: number
    readonly statement_timeout_ms: number
  }
}
