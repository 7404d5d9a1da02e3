import { isAdditive } from '../../omh/types/statistic-rules.js'
import type {
  SummaryValueRow,
  TrendValueRow,
} from '../../query/observations/statistics/statistics.js'

/** What tells the source of a group. */
export type Sourced = Pick<TrendValueRow, 'name' | 'source' | 'source_name' | 'count'> &
  Partial<Pick<SummaryValueRow, 'is_of_several'>>

/** What the source of a group is called; undefined where its name has only one. */
export type SourceLabels = (row: Sourced) => string | null | undefined

/** JHE's name of the source, or the header's; one without a name by its id. */
const labelOf = ({ source, source_name }: Sourced): string | null => {
  if (typeof source === 'number') return source_name ?? `source ${String(source)}`
  return source
}

/**
 * What to call the sources of groups. Only values that add up are told apart by source, and only
 * where numbers come from more than one need it be said; two of one name are told apart by their ids.
 * @param areSeveral there are more than those of the groups
 */
export function labelSources(rows: readonly Sourced[], areSeveral = false): SourceLabels {
  const sources = new Map<string, Map<string | number | null, string | null>>()
  for (const row of rows) {
    if (row.count === 0 || !isAdditive(row.name)) continue
    const known = sources.get(row.name) ?? new Map<string | number | null, string | null>()
    sources.set(row.name, known.set(row.source, labelOf(row)))
  }
  return (row) => {
    const known = sources.get(row.name)
    if (known === undefined) return undefined
    if (known.size < 2 && !areSeveral && row.is_of_several !== true) return undefined
    const label = labelOf(row)
    const alike = [...known.values()].filter((other) => other === label).length
    return alike > 1 && typeof row.source === 'number'
      ? `${label ?? ''} (${String(row.source)})`
      : label
  }
}

/** Which values are of several sources, so that no total over them is told. */
export function sourcesNotice(
  rows: readonly Sourced[],
  labels: SourceLabels = labelSources(rows),
): readonly string[] {
  const names = new Set(rows.filter((row) => labels(row) !== undefined).map(({ name }) => name))
  return names.size === 0
    ? []
    : [
        `Several sources may have counted the same ${[...names].join(', ')}: each has its own sum; do not add them up.`,
      ]
}
