/** Something opened by its first use. */
export interface Once<T> {
  /** Opens it, or shares what the first call opened; a failure is tried again by the next call. */
  readonly get: () => Promise<T>
  /** What is open, without opening anything. */
  readonly ifOpen: () => Promise<T | undefined>
}

/** Makes the first call open a thing, and every later one share it. */
export function once<T>(open: () => Promise<T>): Once<T> {
  let opened: Promise<T> | undefined
  return {
    get: async () => {
      opened ??= open()
      try {
        return await opened
      } catch (thrown) {
        opened = undefined
        throw thrown
      }
    },
    ifOpen: async () => await opened?.catch(() => undefined),
  }
}
