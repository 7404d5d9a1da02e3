/** Ids of patients or studies that one line names at most: the most rows of one answer. */
export const maxIds = 1000

/** Code of an alarm: what asked is stopped. */
export const alarmCode = 'ALARM'

/** Code of a call that had no answer when the host went away or the process was stopped. */
export const cutOffCode = 'CUT_OFF'
