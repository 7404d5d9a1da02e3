/** A code of a data type as it is told to a model; what could be a sentence is none. */
export const typeCode = (code: string): string =>
  /^[A-Za-z0-9][\w:./-]{0,99}$/.test(code) ? code : 'a data type'

/** The day of an instant, in UTC. */
export const dateOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

/** Of whom an answer is: ids alone. */
export const whoIn = ({
  patient,
  study,
}: {
  readonly patient: number | undefined
  readonly study: number | undefined
}): string =>
  [
    ...(patient === undefined ? [] : [` of patient ${String(patient)}`]),
    ...(study === undefined ? [] : [` of study ${String(study)}`]),
  ].join('')
