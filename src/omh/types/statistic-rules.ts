/** A key at the top of a body that says what its numbers are. */
export interface KindKey {
  readonly key: string
  /** Stands before the stored text in a label. */
  readonly before: string
  /** Stored texts that have a word of their own, which then is the whole label. */
  readonly words: Readonly<Record<string, string>>
}

/** A rule by which statistics are never made of what is not the same measurement. */
export interface StatisticRule {
  /** What tells the values apart. */
  readonly apart: string
  /** Field of an answer that says it. */
  readonly field: string
  readonly meaning: string
  /** Keys of bodies that the rule reads; none where it reads a column of JHE. */
  readonly keys: readonly KindKey[]
}

const plain = { before: '', words: {} }

/** Every rule, in the order in which groups are told apart. */
export const statisticRules: readonly StatisticRule[] = [
  {
    apart: 'unit',
    field: 'unit',
    meaning:
      'Numbers of different units are groups of their own; only the tools about cohorts convert, and say how.',
    keys: [],
  },
  {
    apart: 'descriptive statistic',
    field: 'kind',
    meaning:
      'A value without one is a single measurement and has no kind; averages, maxima and the like are groups of their own, by statistic and what it is per.',
    keys: [
      { ...plain, key: 'descriptive_statistic' },
      { ...plain, key: 'descriptive_statistic_denominator', before: 'per ' },
    ],
  },
  {
    apart: 'nap or night',
    field: 'kind',
    meaning: 'Main sleep, naps, and sleep that does not say which are groups of their own.',
    keys: [
      {
        key: 'is_main_sleep',
        before: 'is_main_sleep ',
        words: { true: 'main sleep', false: 'nap' },
      },
    ],
  },
  {
    apart: 'comparator',
    field: 'kind',
    meaning:
      'A number with `<`, `>` and the like beside it is a bound and no measurement: such numbers are groups of their own by comparator, without a sum.',
    keys: [],
  },
  {
    apart: 'source',
    field: 'source',
    meaning:
      'Values that add up have a sum and are groups of their own by source: two devices may count the same steps. Only a trend has `totals` over sources, where no two observations overlap.',
    keys: [],
  },
  {
    apart: 'code',
    field: 'data_type',
    meaning:
      'Codes of one short name are never joined, since the same night may be stored under each.',
    keys: [],
  },
]

/** The keys that make a kind, in the order of its parts. */
export const kindKeys: readonly KindKey[] = statisticRules.flatMap(({ keys }) => keys)

const labelOf = ({ before, words }: KindKey, stored: string): string =>
  stored === ''
    ? ''
    : (Object.entries(words).find(([text]) => text === stored)?.[1] ?? before + stored)

/** The comparator of a kind, which follows the texts of `kindKeys`. */
const comparatorIn = (kind: readonly string[] | null): string => kind?.[kindKeys.length] ?? ''

/** The numbers of a kind are bounds: it cannot be said in which range what they bound lies. */
export const areBounds = (kind: readonly string[] | null): boolean => comparatorIn(kind) !== ''

/**
 * What a group's numbers are, like `average per d` or `nap`; undefined for plain values.
 * @param kind the stored texts of `kindKeys`, then the comparator, empty where a body has none; null
 * where it has none at all
 */
export function kindLabel(kind: readonly string[] | null): string | undefined {
  const comparator = comparatorIn(kind)
  const label = [
    ...kindKeys.map((key, i) => labelOf(key, kind?.[i] ?? '')),
    comparator === '' ? '' : `bound ${comparator}`,
  ]
    .filter((part) => part !== '')
    .join(' ')
  return label === '' ? undefined : label
}

/**
 * Names of numbers that add up over time, whichever type they are of. Levels (weight, rates,
 * concentrations) and numbers about something else (latencies, percentages) are not among them.
 */
export const additiveNames: readonly string[] = [
  'step_count',
  'distance',
  'kcal_burned',
  'base_movement_quantity',
  'minutes_moderate_activity',
  'active_minutes',
  'sleep_duration',
  'total_sleep_time',
  'time_in_bed',
  'deep_sleep_duration',
  'light_sleep_duration',
  'rem_sleep_duration',
  'awake_duration',
  'wake_after_sleep_onset',
  'duration',
  'duration_light_activity',
  'duration_moderate_activity',
  'duration_vigorous_activity',
]

/** The number adds up over time. */
export const isAdditive = (name: string): boolean => additiveNames.includes(name)

/** A group of these has a sum: single values, and statistics that are sums themselves. */
export const hasSum = (name: string, kind: readonly string[] | null): boolean => {
  const statistic = kind?.[kindKeys.findIndex(({ key }) => key === 'descriptive_statistic')] ?? ''
  return isAdditive(name) && ['', 'sum'].includes(statistic) && !areBounds(kind)
}
