import type { Goal } from '../results/section.js'
import { countOf, tooLong, type Cost } from './measure.js'
import { names } from './questions.js'
import type { Size } from './scale.js'

/** A size as a power of ten. */
export const label = (rows: number): string => `10^${Math.round(Math.log10(rows))}`

/** What a question costs; of one that was not answered no number. */
export const costOf = (costs: ReadonlyMap<string, Cost>, name: string): Cost =>
  costs.get(name) ?? tooLong

const most = (goal: string, limit: number, measured: number): Goal => ({
  goal,
  limit,
  is: 'most',
  measured,
})

/** Sizes that goals compare. */
interface Compared {
  readonly first: Size
  /** That before the largest. */
  readonly before: Size | undefined
  readonly last: Size
}

const at = (size: Size, name: string): Cost => costOf(size.with, name)

const timesOf = ({ first, last }: Compared, name: string): number =>
  at(last, name).milliseconds / at(first, name).milliseconds

const latestGoals = (compared: Compared): readonly Goal[] => {
  const { first, last } = compared
  const span = `${label(last.rows)} against ${label(first.rows)}`
  const buffers = at(last, names.latest).buffers / at(first, names.latest).buffers
  return [
    most(`${names.latest}, ${span}, time`, 1.5, timesOf(compared, names.latest)),
    most(`${names.latest}, ${span}, buffers`, 1.3, buffers),
    most(
      'a page 198,000 of 500,000 rows back against the first page',
      1.2,
      at(last, names.farBack).milliseconds / at(last, names.latest).milliseconds,
    ),
    most(`${names.oneType}, buffers`, 75, at(last, names.oneType).buffers),
  ]
}

const trendGoals = ({ before, last }: Compared): readonly Goal[] => {
  const trend = at(last, names.trend)
  const inWindow = countOf(trend.value).observations
  return [
    ...(before === undefined || before.rows < 1e6
      ? []
      : [
          most(
            `${names.trend}, ${label(last.rows)} against ${label(before.rows)}`,
            1.1,
            trend.milliseconds / at(before, names.trend).milliseconds,
          ),
        ]),
    most(`${names.trend}, microseconds for each row`, 2.2, (trend.milliseconds * 1000) / inWindow),
  ]
}

const countGoals = ({ last }: Compared): readonly Goal[] => {
  const counts = at(last, names.counts)
  const { observations, pairs } = countOf(counts.value)
  return [
    most(
      `${names.counts}, time against 0.15 microseconds a row and 4 a patient and data type`,
      1,
      (counts.milliseconds * 1000) / (0.15 * observations + 4 * pairs),
    ),
    most(`${names.counts}, buffers for each patient and data type`, 10, counts.buffers / pairs),
  ]
}

const goalsWithout = ({ last: { without, deepRows, safeParse } }: Compared): readonly Goal[] => [
  most(
    `without the indexes, ${names.latest}, microseconds for each of the patient's rows`,
    6,
    (costOf(without, names.latest).milliseconds * 1000) / deepRows,
  ),
  ...(safeParse === undefined
    ? []
    : [
        most(
          `without the indexes, ${names.latest}, against a statement that trusts every text to be a time, PostgreSQL ${safeParse.server}`,
          safeParse.server >= 16 ? 1.3 : 2,
          safeParse.ratio,
        ),
      ]),
]

const pageGoals = ({ last }: Compared): readonly Goal[] => [
  most(
    'a page of 25 patients, of a study of 2,000 against one of 25',
    1.1,
    at(last, names.ofLarge).milliseconds / at(last, names.ofSmall).milliseconds,
  ),
]

/** What the questions about a study of 2,000 may take at a million observations. */
const cohortLimits = [
  [names.cohortMean, 500],
  [names.cohortRanges, 600],
] as const

const cohortGoals = (sizes: readonly Size[]): readonly Goal[] =>
  sizes
    .filter(({ rows }) => rows === 1e6)
    .flatMap((size) =>
      cohortLimits.map(([name, limit]) =>
        most(`${name}, ms at ${label(size.rows)}`, limit, at(size, name).milliseconds),
      ),
    )

/** Goals of the largest size, and how it compares with the smallest: of questions that were asked. */
export const goalsOf = (sizes: readonly Size[]): readonly Goal[] => {
  const [first, last] = [sizes[0], sizes.at(-1)]
  if (first === undefined || last === undefined) return []
  const compared: Compared = { first, before: sizes.at(-2), last }
  const areAsked = (...asked: readonly string[]) => asked.every((name) => last.with.has(name))
  return [
    ...(areAsked(names.latest, names.farBack, names.oneType) ? latestGoals(compared) : []),
    ...(areAsked(names.trend) ? trendGoals(compared) : []),
    ...(areAsked(names.counts) ? countGoals(compared) : []),
    ...(areAsked(names.latest) ? goalsWithout(compared) : []),
    ...(areAsked(names.ofLarge, names.ofSmall) ? pageGoals(compared) : []),
    ...(areAsked(names.cohortMean, names.cohortRanges) ? cohortGoals(sizes) : []),
  ]
}
