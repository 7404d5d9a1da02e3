/** What a server answered last, so that a host can be answered before the network is. */
export interface Seen {
  /** Results of `initialize`, `server/discover`, `tools/list`, `prompts/list`, `resources/list`, `resources/templates/list`. */
  readonly results: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** `tools_sha256` of the server's `GET /`; undefined for a server that is not jhe-mcp. */
  readonly fingerprint: string | undefined
}

/** Kept sealed beside the session, by the server's address. */
export interface SeenStore {
  /** @returns undefined where nothing is kept, or it cannot be read */
  read(): Promise<Seen | undefined>
  /** Never throws: what is kept only makes the next start better. */
  write(seen: Seen): Promise<void>
  forget(): Promise<void>
}
