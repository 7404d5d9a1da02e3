import { bars } from './bars.js'
import type { Kind, Target } from './kind.js'
import { line } from './line.js'
import { pair } from './pair.js'
import { stack } from './stack.js'

/** How numbers of some names are drawn. */
export interface PictureRow {
  /** Names of numbers in answers. With several, a panel has those of them that the answer has. */
  readonly names: readonly string[]
  readonly kind: Kind
  /** The kind needs all of its names; with fewer they are drawn alone. */
  readonly needsAll?: boolean
  readonly targets?: Readonly<Record<string, Target>>
}

const timeInRange = 'International Consensus on Time in Range, 2019'
const mgPerDl: Target = { low: 70, high: 180, source: timeInRange }

const stages = ['deep', 'light', 'rem', 'awake']

const each = (names: readonly string[], kind: Kind): readonly PictureRow[] =>
  names.map((name) => ({ names: [name], kind }))

/**
 * How numbers are drawn, by their names in answers; any other number is a line. A new picture is a
 * file with its kind and a row here.
 */
export const pictureTable: readonly PictureRow[] = [
  { names: ['systolic', 'diastolic'], kind: pair, needsAll: true },
  {
    names: ['blood_glucose'],
    kind: line,
    targets: {
      'mg/dL': mgPerDl,
      MGDL: mgPerDl,
      'mmol/L': { low: 3.9, high: 10, source: timeInRange },
    },
  },
  { names: stages, kind: stack },
  {
    names: stages.map((stage) =>
      stage === 'awake' ? 'awake_duration' : `${stage}_sleep_duration`,
    ),
    kind: stack,
  },
  ...each(
    [
      'step_count',
      'distance',
      'kcal_burned',
      'base_movement_quantity',
      'minutes_moderate_activity',
      'active_minutes',
      'sleep_duration',
      'total_sleep_time',
      'time_in_bed',
      'wake_after_sleep_onset',
      'duration',
      'duration_light_activity',
      'duration_moderate_activity',
      'duration_vigorous_activity',
    ],
    bars,
  ),
]

/** A number without a row of its own. */
export const otherRow = (name: string): PictureRow => ({ names: [name], kind: line })
