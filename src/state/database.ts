/** What a statement may be given. */
export type BindValue = string | number | boolean | null | readonly string[] | readonly number[]

/** Where statements are sent. */
export interface StateQuery {
  /** @throws JheError STATE_UNAVAILABLE */
  query<Row extends object>(text: string, values?: readonly BindValue[]): Promise<readonly Row[]>
}

/** The database of the state: PostgreSQL, or one inside this process. */
export interface StateDatabase extends StateQuery {
  /** Runs several statements as one. @throws JheError STATE_UNAVAILABLE */
  script(text: string): Promise<void>
  /**
   * Runs work that locks a row (`for update`) or takes a transaction's advisory lock with its first
   * statement; the locks last until the work is done, and what it wrote is stored then.
   * @param key equal keys of one process run one after another
   * @throws JheError STATE_UNAVAILABLE, also when another replica holds the lock for 10 s
   */
  exclusively<T>(key: string, work: (query: StateQuery) => Promise<T>): Promise<T>
  close(): Promise<void>
}
