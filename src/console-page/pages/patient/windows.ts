/** Participants on one page. */
export const mostPatients = 30

/** Lengths of time that are looked at: days, in words, and the step that suits them. */
export const windows = [
  ['30', 'Last month', 'day'],
  ['90', 'Last three months', 'week'],
  ['365', 'Last year', 'month'],
] as const

export type Window = (typeof windows)[number]
