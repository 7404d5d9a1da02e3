import type { JheTables } from '../../db/schema.js'
import type { Alias } from '../../permissions/alias.js'

type Observation = JheTables['core_observation']

/** The name of observations in a statement, with the columns that a fragment reads of them. */
export type ObservationAlias<Column extends keyof Observation> = Alias<Pick<Observation, Column>>

/** The columns that an observation's time may stand in; which of them exist, the schema profile says. */
export type TimeColumn =
  | 'omh_data'
  | 'value_attachment_data'
  | 'effective_date_time'
  | 'effective_period_start'
  | 'effective_period_end'

/** The columns that an observation's JSON may stand in; which of them exists, the schema profile says. */
export type JsonColumn = 'omh_data' | 'value_attachment_data'
