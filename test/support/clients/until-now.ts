const hourMs = 3_600_000
const instants = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g

/** A text with the instants of the last hour all alike: a window that nothing ends is open until now. */
export const untilNow = (text: string): string =>
  text.replaceAll(instants, (instant) =>
    Math.abs(Date.now() - Date.parse(instant)) < hourMs ? '<now>' : instant,
  )
