/** A module that sets the clock of a process wrong. */
const wrongClock = (seconds: number): string =>
  `data:text/javascript,${encodeURIComponent(`
const Right = Date
globalThis.Date = class extends Right {
  constructor(...parts) {
    if (parts.length === 0) super(Right.now() + ${seconds * 1000})
    else super(...parts)
  }
  static now() {
    return Right.now() + ${seconds * 1000}
  }
}`)}`

/** Settings under which a process takes it to be so many seconds later. */
export const clockOf = (seconds: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${wrongClock(seconds)}`,
})
