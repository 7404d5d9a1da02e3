import type { Scope } from '../../../permissions/readable-code.js'
import type { TrendAnswer } from '../../../query/observations/trend/trend.js'
import type { CursorScope, Position } from '../../cursor.js'
import type { ToolContext } from '../../tool.js'
import { refuseUnknownType } from '../data-type.js'
import { toWithheld } from '../slim-rows.js'
import { refuseOtherZone, timeIn } from '../time-zone.js'
import { refuseInvisible } from '../value-statistics.js'
import type { Asked, TrendOutput } from './trend-schema.js'

/** What both forms of a trend are asked with. */
export interface Question {
  readonly asked: Asked
  readonly context: ToolContext
  readonly scope: Scope
  readonly cursor: CursorScope
  readonly after: Position | undefined
}

type Found = Pick<
  TrendAnswer,
  | 'is_visible'
  | 'zone_agrees'
  | 'other_types'
  | 'window'
  | 'withheld'
  | 'unknown_time'
  | 'future_time'
  | 'retracted'
>

/** @throws JheError NOT_VISIBLE, INPUT_INVALID for a zone or a data type that the database does not know */
export const refuse = ({ asked, scope }: Question, found: Found): void => {
  refuseInvisible(found, scope)
  refuseOtherZone(found)
  refuseUnknownType(asked.data_type, found.other_types)
}

/** What both forms of a trend say besides their buckets. */
export const around = (
  { asked, scope }: Question,
  found: Found,
  windowEnd: string | null,
): Omit<TrendOutput, 'buckets' | 'truncated' | 'next_cursor'> => ({
  window: {
    start: timeIn(asked.time_zone, found.window.start_at),
    end: windowEnd === null ? null : timeIn(asked.time_zone, windowEnd),
  },
  withheld: found.withheld.map(toWithheld(scope)),
  ...(found.unknown_time === 0 ? {} : { unknown_time: found.unknown_time }),
  ...(found.future_time === 0 ? {} : { future_time: found.future_time }),
  ...(found.retracted === 0 ? {} : { retracted: found.retracted }),
  time_zone: asked.time_zone,
})
