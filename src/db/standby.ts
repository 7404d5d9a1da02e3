/** Where a session stands in a replication, a row of `standbyLag`. */
export interface Replication {
  /** Whether the server follows another one, and cannot write. */
  readonly standby: boolean
  /** Seconds that its data may be behind; null on a primary, and on a standby that cannot say. */
  readonly lag: number | null
}

/**
 * How far a standby is behind its primary at most. It has everything while its WAL receiver is
 * connected and all that came is replayed; otherwise its data is as old as the last transaction that it
 * replayed, by the clock of the primary. A connection that broke without a word is noticed by the
 * standby after its `wal_receiver_timeout`. Any role may ask this (PostgreSQL manual, 9.27.4 and
 * 28.2.5): of `pg_stat_wal_receiver` it sees that there is a row.
 */
export const standbyLag = `select r.standby, cast(case
  when not r.standby then null
  when pg_catalog.pg_last_wal_receive_lsn() = pg_catalog.pg_last_wal_replay_lsn()
    and exists (select from pg_catalog.pg_stat_wal_receiver) then 0
  else greatest(0, extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp()))
  end as double precision) as lag
from (select pg_catalog.pg_is_in_recovery() as standby) as r`

/** Seconds in words, as in `34 s`; below 10 s with a decimal. */
export const secondsInWords = (seconds: number): string =>
  `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`

/**
 * Why a standby may not be asked.
 * @param maxLag seconds that it may be behind; 0 allows the primary only, Infinity any standby
 * @returns undefined where it may
 */
export function lagProblem({ standby, lag }: Replication, maxLag: number): string | undefined {
  if (!standby || maxLag === Infinity) return undefined
  if (maxLag === 0) return 'it is a standby, and JHE_DB_MAX_LAG=0s allows the primary only'
  const allowed = `and JHE_DB_MAX_LAG allows ${secondsInWords(maxLag)}`
  if (lag === null) return `it is a standby that cannot say how far it is behind, ${allowed}`
  if (lag <= maxLag) return undefined
  return `it is a standby ${secondsInWords(lag)} behind its primary, ${allowed}`
}
