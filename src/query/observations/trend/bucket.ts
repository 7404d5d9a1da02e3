import { sql, type RawBuilder } from 'kysely'

/** How long the buckets of a question are, and by whose clocks. */
export interface BucketSize {
  /** hour, day, week or month. */
  readonly size: RawBuilder<unknown>
  /** IANA name of the zone. */
  readonly zone: RawBuilder<unknown>
}

/** Where the bucket of a time starts. */
export const bucketStart = (
  { size, zone }: BucketSize,
  at: RawBuilder<unknown>,
): RawBuilder<string> => sql<string>`date_trunc(${size}, ${at}, ${zone})`

/**
 * The first moment of a day by the clocks of a zone, also where they show its midnight twice or not
 * at all, as in Havana.
 * @param midnight a timestamp without zone; it is read twice
 */
export const firstMoment = (
  midnight: RawBuilder<unknown>,
  zone: RawBuilder<unknown>,
): RawBuilder<string> =>
  sql<string>`least((${midnight}) at time zone ${zone}, (${midnight} - interval '1 hour') at time zone ${zone} + interval '1 hour')`

const localStart = ({ size, zone }: BucketSize, at: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`date_trunc(${size}, ${at} at time zone ${zone})`

/**
 * The moment that a bucket begins with. `bucketStart`, which names the bucket, is an hour later where
 * the clocks show its midnight twice.
 */
export const bucketBegin = (bucket: BucketSize, start: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`case ${bucket.size} when 'hour' then ${start}
    else ${firstMoment(localStart(bucket, start), bucket.zone)} end`

/** Where the next bucket begins: an hour later by the clock that never jumps; a day, week or month later by the zone's. */
export const bucketEnd = (bucket: BucketSize, start: RawBuilder<unknown>): RawBuilder<string> => {
  const { size, zone } = bucket
  const next = sql`${localStart(bucket, start)} + case ${size} when 'day' then interval '1 day'
      when 'week' then interval '7 days' else interval '1 month' end`
  return sql<string>`case ${size} when 'hour' then ${start} + interval '1 hour'
    else ${firstMoment(next, zone)} end`
}
