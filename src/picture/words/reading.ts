import type { ObservedRow, Reading } from '../answer/observed-row.js'
import type { Slot } from '../answer/trend-answer.js'
import { clockOf, slotTitle, type DateOrder } from './dates.js'
import { figure } from './numbers.js'
import { inWords, short } from './plain.js'

/** A number with all its digits, its thousands apart where it is short enough. */
const exact = (value: number): string => {
  const plain = /^-?\d{1,15}(?:\.(\d{1,6}))?$/.exec(String(value))
  return plain === null ? String(value) : figure(value, (plain[1] ?? '').length)
}

/** A number as it was stored, with its unit, or why there is none. */
function readingText({ comparator, value, unit, reason }: Reading): string {
  if (value === undefined) return reason === '' ? '–' : `– (${short(reason, 60)})`
  const bound = comparator === '' ? '' : `${short(comparator, 20)} `
  return `${bound}${exact(value)}${unit === null ? '' : ` ${short(unit, 30)}`}`
}

/** Two pressures of one reading as people write them: `129/81 mmHg`. */
const pressure = ([upper, lower]: readonly Reading[]): string | undefined => {
  if (upper?.name !== 'systolic' || lower?.name !== 'diastolic') return undefined
  if (upper.value === undefined || lower.value === undefined || upper.unit !== lower.unit) {
    return undefined
  }
  if (upper.comparator !== '' || lower.comparator !== '') return undefined
  return `${exact(upper.value)}/${readingText(lower)}`
}

/** All numbers of an observation; one alone needs no name where its type is told. */
export function readingsText({ readings }: ObservedRow): string {
  if (readings.length === 0) return '–'
  const pair = pressure(readings)
  const rest = pair === undefined ? readings : readings.slice(2)
  const isNamed = readings.length > 1
  return [
    ...(pair === undefined ? [] : [pair]),
    ...rest.map(
      (reading) => `${isNamed ? `${inWords(reading.name)} ` : ''}${readingText(reading)}`,
    ),
  ].join(', ')
}

const hours = { bucket: 'hour', isDayProfile: false }

/** When a reading was true: a time, or from one to another. */
export function momentText(slot: Slot | undefined, order: DateOrder): string {
  if (slot === undefined) return 'time unreadable'
  const { start, end } = slot
  const from = slotTitle({ start, end }, { order, ...hours })
  if (end.instant === start.instant) return from
  const isSameDay = Math.floor(start.wall / 86_400_000) === Math.floor(end.wall / 86_400_000)
  const to = isSameDay ? clockOf(end.wall) : slotTitle({ start: end, end }, { order, ...hours })
  return `${from} – ${to}`
}
