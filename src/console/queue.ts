/** Values that are given one by one, and read in their order. */
export interface Queue<Value> {
  readonly push: (value: Value) => void
  /** There will be no more. */
  readonly end: () => void
  values(): AsyncGenerator<Value>
}

export function createQueue<Value>(): Queue<Value> {
  const waiting: Value[] = []
  let isOver = false
  let wake: () => void = () => undefined
  return {
    push: (value: Value): void => {
      waiting.push(value)
      wake()
    },
    end: (): void => {
      isOver = true
      wake()
    },
    values: async function* values(): AsyncGenerator<Value> {
      for (;;) {
        const next = waiting.shift()
        if (next !== undefined) yield next
        else if (isOver) return
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    },
  }
}
