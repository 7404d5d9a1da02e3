/**
 * Short names of the types that are about a stretch of sleep, whatever namespace and version: each
 * belongs to the day, week or month of waking, as people and Open mHealth's `is_main_sleep` mean a night.
 */
export const nightTypes: readonly string[] = [
  'sleep-stage-summary',
  'sleep-episode',
  'sleep-duration',
  'total-sleep-time',
  'time-in-bed',
  'wake-after-sleep-onset',
  'apnea-hypopnea-index',
]

/** A code `<namespace>:<name>:<version>` is of such a type. */
export const isNight = (code: string): boolean => nightTypes.includes(code.split(':')[1] ?? '')
