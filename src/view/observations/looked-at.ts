import type { ObservationsPicture } from '../../picture/observations-picture.js'
import { dateOf, typeCode, whoIn } from '../parts/looked-at.js'

const windowOf = ({ answer }: ObservationsPicture): string => {
  const instants = answer.drawn.flatMap(({ slot }) =>
    slot === undefined ? [] : [slot.start.instant],
  )
  const [first, last = first] = [instants[0], instants.at(-1)]
  return first === undefined || last === undefined
    ? ''
    : `, ${dateOf(first)} to ${dateOf(last)} in UTC`
}

/** Which observations are looked at, for the model: what it would ask with, and no value. */
export function lookedAt(picture: ObservationsPicture): string {
  const { dataType, patient, study } = picture.asked
  const type = dataType === '' ? 'all types' : typeCode(dataType)
  return `The person looks at get_patient_observations of ${type}${whoIn({ patient, study })}${windowOf(picture)}.`
}
