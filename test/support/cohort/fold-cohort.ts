import { z } from 'zod'

import { addDays, dayOf, midnightOf, monthsBetween, nextMonth } from './clock.js'
import type { Decision, ExportedRow, ExportedWorld } from './exported.js'
import {
  foldPatient,
  placeOf,
  type LimitsOf,
  type PatientFold,
  type Span,
} from './fold-patients.js'
import {
  ageBand,
  emptyGroup,
  ofRows,
  tellGroup,
  valueOf,
  type AskedCohort,
  type AskedCriterion,
  type AskedSeries,
  type Entry,
  type FoldedGroup,
  type Read,
} from './fold-groups.js'
import { toldOf } from './read-number.js'

/** Where answers come from. */
export interface Folding {
  readonly world: ExportedWorld
  readonly now: bigint
  readonly enforce: boolean
}

const meansType = (asked: string, code: string): boolean =>
  code === asked || code.split(':')[1] === asked

const partsOf = z.array(z.unknown())

const consensus: Readonly<Record<string, readonly [number, number, number, number]>> = {
  'mg/dL': [54, 70, 180, 250],
  MGDL: [54, 70, 180, 250],
  'mmol/L': [3, 3.9, 10, 13.9],
}

/** Limits in stored units, for the units that the tests have. */
const limitsFor = ({ data_type, value, low, high }: AskedSeries): LimitsOf => {
  const { name, to, unit } = toldOf(data_type, value)
  if (name === 'blood_glucose' && low === undefined && high === undefined)
    return (said) => (said === null ? undefined : consensus[said])
  const back = (limit: number | undefined, said: string): number | null => {
    if (limit === undefined) return null
    if (said === 'mmol/L') {
      const known = [54, 70, 180, 250].indexOf(limit)
      return [3, 3.9, 10, 13.9][known] ?? Number((limit / 18.0182).toPrecision(12))
    }
    if (said === 'lb') return Number((limit / 0.45359237).toPrecision(12))
    if (said === 'g') return Number((limit / 0.001).toPrecision(12))
    if (said === 'F') return Number(((limit + 160 / 9) / (5 / 9)).toPrecision(12))
    return limit
  }
  return (said) => {
    if (unit === null) return [null, low ?? null, high ?? null, null]
    if (said === null || !Object.hasOwn(to, said)) return undefined
    return [null, back(low, said), back(high, said), null]
  }
}

const isShared = ({ consented }: Decision, enforce: boolean): boolean =>
  consented === true || !enforce

const groupBy = <T>(
  list: readonly T[],
  key: (one: T) => string,
): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>()
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one])
  return groups
}

/** Answers questions about cohorts from what is stored, one by one, without SQL. */
export function createFold({ world, now, enforce }: Folding) {
  const byKey = groupBy(world.rows, ({ patient, code }) => `${patient} ${code}`)

  const decisionsOf = (study: number, dataType: string): readonly Decision[] =>
    world.decisions.filter((one) => one.study === study && meansType(dataType, one.code))

  const sharersOf = (study: number, dataType: string): readonly Decision[] =>
    decisionsOf(study, dataType).filter((one) => isShared(one, enforce))

  const rowsOf = ({ patient, code }: Pick<Decision, 'patient' | 'code'>): readonly ExportedRow[] =>
    byKey.get(`${patient} ${code}`) ?? []

  const isValid = ({ status }: ExportedRow): boolean =>
    status !== 'entered-in-error' && status !== 'cancelled'

  const windowOf = (asked: AskedCohort): Span => {
    const zone = asked.time_zone
    const end = asked.end === undefined ? undefined : midnightOf(zone, addDays(asked.end, 1)) - 1n
    const limit = end === undefined || end > now ? now : end
    if (asked.start !== undefined)
      return { from: midnightOf(zone, asked.start), to: limit, isFirst: true }
    const times = sharersOf(asked.study_id, asked.data_type)
      .flatMap(rowsOf)
      .filter(isValid)
      .map((row) => placeOf(row).at)
      .filter((at) => at !== null && at <= limit)
      .map((at) => at ?? 0n)
    const newest = times.reduce((a, b) => (b > a ? b : a), times[0] ?? limit)
    const last = dayOf(zone, newest)
    const dayEnd = midnightOf(zone, addDays(last, 1)) - 1n
    const to = end ?? dayEnd
    return { from: midnightOf(zone, addDays(last, -29)), to: to > now ? now : to, isFirst: true }
  }

  const foldOf = (asked: AskedSeries, whole: AskedCohort, span: Span, isMain: boolean) =>
    sharersOf(whole.study_id, asked.data_type).map((whose) =>
      foldPatient(whose, rowsOf(whose), {
        told: toldOf(asked.data_type, asked.value),
        span,
        zone: whole.time_zone,
        part: isMain ? whole.part_of_day : undefined,
        limitsOf: limitsFor(asked),
      }),
    )

  /** The code, unit and kind that most patients have numbers of. */
  const usual = (folds: readonly PatientFold[]) => {
    const all = folds.flatMap((fold): readonly Read[] =>
      fold.variants.length === 0
        ? [{ fold, variant: undefined }]
        : fold.variants.map((variant) => ({ fold, variant })),
    )
    const keyed = groupBy(all, ({ fold, variant }) =>
      JSON.stringify([fold.code, variant?.unit ?? null, variant?.kind ?? null]),
    )
    const ranked = [...keyed].map(([key, list]) => ({
      key,
      people: list.filter(({ variant }) => variant !== undefined).length,
      numbers: list.reduce((sum, { variant }) => sum + (variant?.numbers.length ?? 0), 0),
      rows: list.reduce((sum, { fold }) => sum + fold.rows, 0),
    }))
    ranked.sort((a, b) => b.people - a.people || b.numbers - a.numbers || b.rows - a.rows)
    const [first, second] = ranked
    // which of two that are alike is taken, the product may choose
    const isTied =
      first !== undefined &&
      second !== undefined &&
      JSON.stringify({ ...first, key: '' }) === JSON.stringify({ ...second, key: '' })
    return { key: first?.key, isTied }
  }

  const judge = (criterion: AskedCriterion, asked: AskedCohort, span: Span) => {
    const stat = criterion.stat ?? 'mean'
    const folds = foldOf(criterion, asked, span, false)
    const { key, isTied } = usual(folds)
    const met = new Map<number, boolean>()
    const [code, unit, kind] = key === undefined ? [] : partsOf.parse(JSON.parse(key))
    for (const fold of folds.filter((one) => one.code === code)) {
      const variant = fold.variants.find((one) => one.unit === unit && (one.kind ?? null) === kind)
      const value = valueOf(stat, fold, variant)
      if (value === null) continue
      const { op, number } = criterion
      met.set(
        fold.patient,
        op === '>'
          ? value > number
          : op === '>='
            ? value >= number
            : op === '<'
              ? value < number
              : value <= number,
      )
    }
    return { met, isTied, code: code ?? null, unit: unit ?? null, kind: kind ?? null, stat }
  }

  const labelOf = (asked: AskedCohort, fold: PatientFold, to: bigint): string | null => {
    if (asked.group_by === 'age_band')
      return ageBand(world.births.get(fold.patient), dayOf(asked.time_zone, to))
    if (asked.group_by !== 'consent') return null
    const answers = decisionsOf(asked.study_id, fold.code).filter(
      ({ patient, code }) => patient === fold.patient && code === fold.code,
    )
    if (answers.some(({ consented }) => consented === true)) return 'agreed'
    return answers.every(({ consented }) => consented !== null)
      ? 'declined_or_withdrawn'
      : 'not_answered'
  }

  const spansOf = (asked: AskedCohort, whole: Span) => {
    if (asked.group_by !== 'month') return [{ label: null, span: whole }]
    if (whole.from > whole.to) return []
    const zone = asked.time_zone
    return monthsBetween(dayOf(zone, whole.from), dayOf(zone, whole.to)).map((month, i) => {
      const [from, next] = [midnightOf(zone, month), midnightOf(zone, nextMonth(month)) - 1n]
      const span = {
        from: from > whole.from ? from : whole.from,
        to: next < whole.to ? next : whole.to,
        isFirst: i === 0,
      }
      return { label: month.slice(0, 7), span }
    })
  }

  const groupsOf = (asked: AskedCohort, members: ReadonlySet<number>, whole: Span) => {
    const stat = asked.stat ?? 'mean'
    const entries = spansOf(asked, whole).flatMap(({ label, span }) =>
      foldOf(asked, asked, span, true)
        .filter(({ patient }) => members.has(patient))
        .flatMap((fold): readonly Entry[] => {
          const told = label ?? labelOf(asked, fold, whole.to)
          const one = { label: told, fold, seconds: Number(span.to - span.from) / 1e6 }
          return fold.variants.length === 0 || ofRows(stat)
            ? [{ ...one, variant: fold.variants[0] }]
            : fold.variants.map((variant) => ({ ...one, variant }))
        }),
    )
    const totals = groupBy(entries, ({ label, fold }) => JSON.stringify([label, fold.code]))
    return [...totals.values()].flatMap((group): readonly FoldedGroup[] => {
      const patients = new Set(group.map(({ fold }) => fold.patient)).size
      const valued = group.filter(({ fold, variant }) => valueOf(stat, fold, variant) !== null)
      const parts = groupBy(valued, ({ variant }) =>
        ofRows(stat) ? '' : JSON.stringify([variant?.unit, variant?.kind ?? null]),
      )
      const told = [...parts.values()].map((part) => tellGroup(asked, part, patients))
      return told.length === 0 ? [emptyGroup(asked, group[0], patients)] : told
    })
  }

  return (asked: AskedCohort) => {
    const whole = windowOf(asked)
    const main = decisionsOf(asked.study_id, asked.data_type)
    const base = new Set(main.filter((one) => isShared(one, enforce)).map(({ patient }) => patient))
    const judged = (asked.where ?? []).map((criterion) => judge(criterion, asked, whole))
    const members = new Set(
      [...base].filter((id) => judged.every(({ met }) => met.get(id) === true)),
    )
    const types = [asked, ...(asked.where ?? [])].map(({ data_type }) => data_type)
    const kept = groupBy(
      world.decisions.filter(
        (one) =>
          one.study === asked.study_id &&
          !isShared(one, enforce) &&
          types.some((type) => meansType(type, one.code)),
      ),
      ({ code, consented }) => JSON.stringify([code, consented === false]),
    )
    return {
      isTied: judged.some(({ isTied }) => isTied),
      window: whole,
      groups: groupsOf(asked, members, whole),
      where: judged.map(({ met, code, unit, kind, stat }) => ({
        data_type: code,
        kind: ofRows(stat) ? null : kind,
        unit:
          stat === 'count'
            ? 'observations'
            : stat === 'days'
              ? 'days'
              : stat === 'share'
                ? '%'
                : unit,
        judged: [...met.keys()].filter((id) => base.has(id)).length,
        met: [...met].filter(([id, is]) => is && base.has(id)).length,
      })),
      withheld: [...kept].map(([key, list]) => {
        const [code, declined] = partsOf.parse(JSON.parse(key))
        return {
          data_type: code,
          reason: declined === true ? 'declined_or_withdrawn' : 'not_answered',
          patients: new Set(list.map(({ patient }) => patient)).size,
        }
      }),
      excluded: {
        unknown_time: excludedOf(asked, members, (at) => at === null),
        future_time: excludedOf(asked, members, (at) => {
          const end =
            asked.end === undefined ? null : midnightOf(asked.time_zone, addDays(asked.end, 1)) - 1n
          return at !== null && at > now && (end === null || at <= end)
        }),
      },
    }
  }

  function excludedOf(
    asked: AskedCohort,
    members: ReadonlySet<number>,
    is: (at: bigint | null) => boolean,
  ): number {
    return sharersOf(asked.study_id, asked.data_type)
      .filter(({ patient }) => members.has(patient))
      .flatMap(rowsOf)
      .filter((row) => isValid(row) && is(placeOf(row).at)).length
  }
}

export type FoldedCohort = ReturnType<ReturnType<typeof createFold>>
