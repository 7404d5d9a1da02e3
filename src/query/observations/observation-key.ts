import { sql, type RawBuilder } from 'kysely'

import type { SchemaProfile } from '../../db/profile.js'
import { timeIndex } from '../../db/time-index.js'
import type { ObservationAlias, TimeColumn } from './observation-alias.js'
import { noCode } from '../../permissions/readable-code.js'

/** The arguments that both functions of the advised indexes take. @param prefix of each column */
const stored = (profile: SchemaProfile, prefix: string): string =>
  [
    profile.observationJson,
    ...(profile.hasEffectiveColumns
      ? ['effective_date_time', 'effective_period_start', 'effective_period_end']
      : []),
  ]
    .map((column) => `${prefix}${column}`)
    .join(', ')

/** The code as the indexes hold it; an observation without one has a place of its own. */
export const codeKey = `coalesce(codeable_concept_id, ${String(noCode)})`

/** Where an observation stands in time: its start, or its end where only that is known. */
export const startKey = (profile: SchemaProfile, prefix = ''): string =>
  `public.${timeIndex.start}(${stored(profile, prefix)})`

/** How long an observation's interval is, in seconds; null for an instant. */
export const secondsKey = (profile: SchemaProfile, prefix = ''): string =>
  `public.${timeIndex.seconds}(${stored(profile, prefix)})`

/** A key of an observation. */
export const keyOf = <T>(
  profile: SchemaProfile,
  key: typeof startKey | typeof secondsKey,
  o: ObservationAlias<TimeColumn>,
): RawBuilder<T> => sql<T>`${sql.raw(key(profile, `${o.name}.`))}`
