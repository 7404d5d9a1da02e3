import { JheError } from '../errors.js'
import { minuteMs, type Excess } from './brake/reading.js'

const lift = 'run `jhe-mcp brake --lift` in a terminal'

const counted = ({ of, within, limit }: Excess): string => {
  const much = of === 'patients' ? `${limit} different patients` : `${limit} rows`
  return `${much} within ${within === 'hour' ? 'an hour' : 'a day'}`
}

const durationOf = (ms: number): string => {
  const minutes = Math.max(1, Math.ceil(ms / minuteMs))
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`
}

const later = ({ waitMs, of }: Excess): string =>
  waitMs === null
    ? `Ask for fewer ${of} at a time (limit).`
    : `Ask again in ${durationOf(waitMs)}, or for fewer ${of} (limit).`

/** The error of an answer that would exceed a limit; the person may lift it. */
export class Braked extends JheError {
  /** How much may be read, as a part of a sentence. */
  readonly rule: string

  constructor(excess: Excess) {
    const rule = counted(excess)
    super(
      'BRAKED',
      `This answer was not given: it would hold data of more than ${rule}, which is the most for one person here.`,
      `Statistics and counts of studies are not limited. ${later(excess)} If the person wants more now, they can lift this for an hour: ${lift}.`,
    )
    this.rule = rule
  }
}

/** The error of everything that is asked after an alarm. */
export const stopped = (): JheError =>
  new JheError(
    'BRAKED',
    'Everything of this person is stopped: an answer would have held a patient who is nobody (JHE_CANARIES), so that something reads what it was not asked for.',
    `Stop what asks, and tell who is responsible for these data. Afterwards ${lift}.`,
  )
