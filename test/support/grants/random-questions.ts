import { grantOf, type Grant } from '../../../src/permissions/grant.js'
import { orgs, patients, studies } from '../worlds/jhe/ids.js'

const omh = 'https://w3id.org/openmhealth'

/** Numbers that are the same in every run (mulberry32). */
export const createRandom = (seed: number) => {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number): number => Math.floor(next() * n)
  return {
    pick: <Value>(values: readonly Value[]): Value => {
      const found = values[below(values.length)]
      if (found === undefined) throw new Error('nothing to pick')
      return found
    },
    some: <Value>(values: readonly Value[]): readonly Value[] => values.filter(() => next() < 0.4),
    is: (share: number): boolean => next() < share,
  }
}
type Random = ReturnType<typeof createRandom>

const types = [
  'Observation',
  'QuestionnaireResponse',
  'Condition',
  'Encounter',
  'omh:heart-rate:2.0',
  'omh:blood-pressure:4.0',
  'omh:blood-glucose:4.0',
  `${omh}|omh:oxygen-saturation:2.0`,
  `${omh}|local:mood:1.0`,
  'https://other.example|omh:heart-rate:2.0',
]

export const anyGrant = (random: Random): Grant => {
  const set = random.is(0.5) ? random.some(types) : null
  return grantOf({
    studies: random.is(0.6) ? random.some(Object.values(studies)) : null,
    patient: random.is(0.4) ? [random.pick(Object.values(patients))] : null,
    types: { read: set, search: set },
  })
}

const moments = ['2026-03-01', '2026-03-02T07:05:00Z', '1969-01-01', '2027-01-01']

/** Arguments of any call; not all of them are right. */
export const anyArgs = (random: Random, shape: Readonly<Record<string, unknown>>) => {
  const values: Readonly<Record<string, () => unknown>> = {
    study_id: () => random.pick(Object.values(studies)),
    patient_id: () => random.pick(Object.values(patients)),
    data_type: () =>
      random.pick([
        ...['heart-rate', 'blood-pressure', 'omh:blood-glucose:4.0', 'blood-glucose:4.0', 'mood'],
        ...['local:mood', 'QuestionnaireResponse', 'body-fat-percentage', 'nonsense', 'step-count'],
      ]),
    organization_id: () => random.pick([...Object.values(orgs), 29_999]),
    type: () =>
      random.pick(['Condition', 'Encounter', 'QuestionnaireResponse', 'Observation', 'Nonsense']),
    name: () => random.pick(['ana', 'b', 'mal', 'heart-rate', 'mood', 'core_study']),
    birth_date: () => random.pick(['1980-11-21', '1975-02-28']),
    identifier: () => random.pick(['HH-1', 'https://second.example|HH-1', 'none']),
    bucket: () => random.pick(['hour', 'day', 'week', 'month']),
    order: () => random.pick(['newest', 'oldest']),
    format: () => random.pick(['slim', 'fhir']),
    limit: () => random.pick([1, 2, 3, 1000]),
    start: () => random.pick(moments),
    end: () => random.pick(moments),
    time_zone: () => random.pick(['UTC', 'Europe/Berlin']),
    stat: () => random.pick(['mean', 'last', 'count', 'days']),
    group_by: () => random.pick(['age_band', 'month', 'consent']),
    where: () => [
      {
        data_type: random.pick(['heart-rate', 'blood-pressure', 'blood-glucose', 'mood']),
        stat: random.pick(['mean', 'count', 'days']),
        op: random.pick(['>=', '<']),
        number: random.pick([1, 3, 100]),
      },
    ],
    compare: () =>
      random.is(0.5) ? { study_id: random.pick(Object.values(studies)) } : { start: '2026-01-01' },
  }
  const often = ['patient_id', 'study_id', 'bucket']
  return Object.fromEntries(
    Object.keys(shape).flatMap((name) => {
      const value = values[name]
      const isGiven = value !== undefined && random.is(often.includes(name) ? 0.75 : 0.3)
      return isGiven ? [[name, value()] as const] : []
    }),
  )
}
