import { useEffect, useState } from 'preact/hooks'

import { PageError } from '../api/client.js'

/** Something that is asked for: under way, there, or failed. */
export interface Answer<Value> {
  readonly value: Value | undefined
  readonly error: PageError | undefined
  readonly isBusy: boolean
  readonly again: () => void
}

/** An error as the page shows it. */
export const toPageError = (thrown: unknown): PageError =>
  thrown instanceof PageError ? thrown : new PageError('PAGE', 'The page failed.', 'Load it again.')

/**
 * Asks when the page is shown and whenever one of the keys changes. The last question wins; what was
 * there stays until the new answer comes.
 */
export function useAnswer<Value>(
  ask: () => Promise<Value>,
  keys: readonly unknown[],
): Answer<Value> {
  const [round, setRound] = useState(0)
  const [state, setState] = useState<Omit<Answer<Value>, 'again'>>({
    value: undefined,
    error: undefined,
    isBusy: true,
  })
  useEffect(() => {
    let isCurrent = true
    setState(({ value }) => ({ value, error: undefined, isBusy: true }))
    ask().then(
      (value) => {
        if (isCurrent) setState({ value, error: undefined, isBusy: false })
      },
      (thrown: unknown) => {
        if (isCurrent)
          setState(({ value }) => ({ value, error: toPageError(thrown), isBusy: false }))
      },
    )
    return () => {
      isCurrent = false
    }
  }, [...keys, round])
  return {
    ...state,
    again: () => {
      setRound((before) => before + 1)
    },
  }
}
