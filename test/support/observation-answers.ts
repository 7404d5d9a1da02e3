import { utc } from './picture-answers.js'

const minute = 60_000

/** An instant as answers in UTC write it: minutes after the beginning of 1 November 2026. */
export const minutesOn = (minutes: number): string => utc(Date.UTC(2026, 10, 1) + minutes * minute)

/** An observation in its short form, with what a test says otherwise. */
export const observed = (id: number, minutes: number, rest: object = {}) => ({
  id,
  data_type: 'omh:heart-rate:2.0',
  effective: { at: minutesOn(minutes) },
  values: [{ name: 'heart_rate', value: 60 + id, unit: 'beats/min' }],
  context: {},
  source: 'Watch',
  status: 'final',
  recorded: minutesOn(minutes),
  ...rest,
})

/** Both numbers of a blood pressure. */
export const pressureOf = (systolic: number, diastolic: number) => ({
  data_type: 'omh:blood-pressure:4.0',
  values: [
    { name: 'systolic', value: systolic, unit: 'mmHg' },
    { name: 'diastolic', value: diastolic, unit: 'mmHg' },
  ],
})

const nothingElse = { withheld: [], time_zone: 'UTC', truncated: false, next_cursor: null }

/** An answer of these observations, with nothing else to say. */
export const observationsOf = (observations: readonly object[], rest: object = {}) => ({
  observations,
  ...nothingElse,
  ...rest,
})

const base64 = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64')

/** A FHIR Observation with the Open mHealth JSON given as its attachment. */
export const fhirObservation = (id: number, minutes: number, data: object, rest: object = {}) => ({
  resource: {
    resourceType: 'Observation',
    id: String(id),
    status: 'final',
    code: { coding: [{ system: 'https://w3id.org/openmhealth', code: 'omh:heart-rate:2.0' }] },
    effectiveDateTime: minutesOn(minutes),
    valueAttachment: { contentType: 'application/json', data: base64(data) },
    ...rest,
  },
})

/** A searchset of these entries, as format fhir answers it. */
export const bundleOf = (entry: readonly object[], rest: object = {}) => ({
  bundle: { resourceType: 'Bundle', type: 'searchset', entry },
  ...nothingElse,
  ...rest,
})
