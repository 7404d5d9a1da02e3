import type { z } from 'zod'

import type { CohortGroupRow } from '../../query/cohort/groups.js'
import { rounded } from '../rounded.js'
import { differenceOf } from './difference.js'
import type { Group } from './groups.js'
import type { difference } from './shapes.js'

/** A group as it was found and as it is told. */
export interface ToldGroup {
  readonly row: CohortGroupRow
  readonly told: Group
}

const keyOf = ({ row: { label, data_type, unit, kind } }: ToldGroup): string =>
  JSON.stringify([label, data_type, unit, kind])

const sideOf = ({ row: { numbers, mean, sd } }: ToldGroup) => ({ n: numbers, mean, sd })

/** The differences of the groups that both sides have. */
export const differencesOf = (
  first: readonly ToldGroup[],
  second: readonly ToldGroup[],
): z.input<typeof difference>[] => {
  const others = new Map(second.map((one) => [keyOf(one), one]))
  return first.flatMap((one) => {
    const other = others.get(keyOf(one))
    const between = other === undefined ? null : differenceOf(sideOf(one), sideOf(other))
    if (between === null) return []
    const { group, data_type, kind, unit } = one.told
    const [low, high] = between.ci95 ?? []
    return [
      {
        group,
        ...(data_type === undefined ? {} : { data_type }),
        ...(kind === undefined ? {} : { kind }),
        unit,
        mean: rounded(between.mean),
        ci95: low === undefined || high === undefined ? null : [rounded(low), rounded(high)],
      },
    ]
  })
}
