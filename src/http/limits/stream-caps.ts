/** Open streams, of each person and of the process. */
export interface StreamCaps {
  /** @returns a function to call when the stream has ended; undefined where there are too many */
  open(subject: number): (() => void) | undefined
}

/** Creates caps of streams. @param limits of one person, and of the process */
export function createStreamCaps(limits: {
  readonly person: number
  readonly process: number
}): StreamCaps {
  const open = new Map<number, number>()
  let all = 0
  return {
    open: (subject) => {
      const own = open.get(subject) ?? 0
      if (own >= limits.person || all >= limits.process) return undefined
      all += 1
      open.set(subject, own + 1)
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        all -= 1
        const left = (open.get(subject) ?? 1) - 1
        if (left === 0) open.delete(subject)
        else open.set(subject, left)
      }
    },
  }
}
