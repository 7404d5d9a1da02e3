/**
 * Shares work among those who ask for it while it has not begun: each run begins after the questions
 * that it answers, so that none is answered with what was true before it was asked.
 * @param work never two at a time
 * @returns the result of the next run
 */
export function shareNext<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined
  let next: Promise<T> | undefined
  const begin = async (): Promise<T> => {
    await running?.catch(() => undefined)
    next = undefined
    running = work()
    return await running
  }
  return async () => await (next ??= begin())
}
