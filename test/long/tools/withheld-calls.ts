import fc from 'fast-check'
import type { z } from 'zod'

import { tools } from '../../../src/tools/registry.js'
import type { CallSettings } from '../../support/clients/tool-caller.js'
import { orgs, patients, studies } from '../../support/worlds/jhe/ids.js'

/** Who asks what. */
export interface Call {
  readonly who: 'coordinator' | 'member' | 'viewer'
  readonly tool: string
  readonly args: Readonly<Record<string, unknown>>
  readonly settings: CallSettings
}

const instants = fc.oneof(
  fc.constantFrom('2026-03-01', '2026-03-02', '2026-03-03', '1900-01-01', '2100-01-01'),
  fc
    .date({
      noInvalidDate: true,
      min: new Date('2026-02-28T00:00:00Z'),
      max: new Date('2026-03-05T00:00:00Z'),
    })
    .map((date) => date.toISOString()),
  fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date('2099-01-01') })
    .map((date) => date.toISOString()),
)
const fields = {
  patient_id: fc.constantFrom(...Object.values(patients)),
  study_id: fc.constantFrom(...Object.values(studies)),
  data_type: fc.constantFrom(
    ...['blood-pressure', 'heart-rate', 'blood-glucose', 'body-weight', 'oxygen-saturation'],
    ...['omh:body-temperature:4.0', 'step-count', 'mood', 'nothing-known'],
  ),
  type: fc.constantFrom('Condition', 'encounter', 'MedicationRequest', 'Nothing', 'Patient'),
  organization_id: fc.constantFrom(...Object.values(orgs)),
  start: instants,
  end: instants,
  time_zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata'),
  order: fc.constantFrom('newest', 'oldest'),
  format: fc.constantFrom('slim', 'fhir'),
  limit: fc.integer({ min: 1, max: 12 }),
  bucket: fc.constantFrom('hour', 'day', 'week', 'month'),
}
const scope = fc.oneof(
  fc.record({ patient_id: fields.patient_id }),
  fc.record({ study_id: fields.study_id }),
  fc.record({ patient_id: fields.patient_id, study_id: fields.study_id }),
)
const window = fc.record(
  {
    data_type: fields.data_type,
    start: fields.start,
    end: fields.end,
    time_zone: fields.time_zone,
  },
  { requiredKeys: [] },
)
const both = <A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) =>
  fc.tuple(a, b).map(([left, right]) => ({ ...left, ...right }))

const observationArgs = both(
  window,
  fc.record(
    {
      patient_id: fields.patient_id,
      study_id: fields.study_id,
      order: fields.order,
      format: fields.format,
      limit: fields.limit,
    },
    { requiredKeys: ['patient_id'] },
  ),
)
const trendArgs = both(
  both(scope, window),
  fc.record({ bucket: fields.bucket, data_type: fields.data_type }),
)
const study = fc.record({ study_id: fields.study_id, format: fields.format })
const argsOf: Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> = {
  get_patient_observations: observationArgs,
  summarize_observations: both(scope, window),
  count_clinical_records: scope,
  get_observation_trend: trendArgs,
  get_study_metadata: study,
  get_patient_demographics: both(study, fc.record({ limit: fields.limit })),
  search_patients: fc.record({ name: fc.constantFrom('a', 'ben', 'ex'), limit: fields.limit }),
  list_studies: fc.record({ limit: fields.limit }),
}

const guarded = tools.filter(({ access }) => access !== 'anyone')

/** Names of the tools that answer from somebody's reach. */
export const guardedNames: readonly string[] = guarded.map(({ name }) => name)

/** For a tool that needs no care of its own: its fields, by their names. */
const argsByName = (tool: string): fc.Arbitrary<Record<string, unknown>> => {
  const shape: Readonly<Record<string, z.ZodType>> =
    guarded.find(({ name }) => name === tool)?.input.shape ?? {}
  const own = Object.entries(fields).filter(([name]) => name in shape)
  const requiredKeys = own
    .map(([name]) => name)
    .filter((name) => shape[name]?.safeParse(undefined).success === false)
  return fc.record(Object.fromEntries<fc.Arbitrary<unknown>>(own), { requiredKeys })
}

/** Anything that may be asked of a tool, mostly around what is hidden. */
export const calls = (tool: string): fc.Arbitrary<Call> =>
  fc.record({
    who: fc.constantFrom('coordinator', 'member', 'viewer'),
    tool: fc.constant(tool),
    args: argsOf[tool] ?? argsByName(tool),
    settings: fc.record(
      { maxRows: fc.integer({ min: 1, max: 20 }), maxBytes: fc.constantFrom(3000, 6000, 60_000) },
      { requiredKeys: [] },
    ),
  })
