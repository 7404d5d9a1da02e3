import type { TrendPicture } from '../../picture/trend-picture.js'
import { dateOf, typeCode, whoIn } from '../parts/looked-at.js'

/** What of a trend is looked at, for the model: what it would ask with, and no value. */
export function lookedAt({ asked, period, words }: TrendPicture): string {
  const { patient, study, dataType } = asked
  const window =
    words.isDayProfile || period === undefined
      ? ''
      : `, ${dateOf(period.from)} to ${dateOf(period.to - 1)} in UTC`
  const step = words.isDayProfile ? 'time_of_day' : asked.bucket
  return `The person looks at get_observation_trend of ${typeCode(dataType)}${whoIn({ patient, study })}, bucket ${step}${window}.`
}
