import { useContext, useEffect, useState } from 'preact/hooks'

import { PageError } from '../api/client.js'
import { SignInContext } from './sign-in-context.js'

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
 * Asks when the page is shown, whenever one of the keys changes, and after a sign-in. The last question wins, and those
 * before it are given up, as is what a page asked for that is left; what was there stays until the new
 * answer comes.
 */
export function useAnswer<Value>(
  ask: (signal: AbortSignal) => Promise<Value>,
  keys: readonly unknown[],
): Answer<Value> {
  const { round: signIns } = useContext(SignInContext)
  const [round, setRound] = useState(0)
  const [state, setState] = useState<Omit<Answer<Value>, 'again'>>({
    value: undefined,
    error: undefined,
    isBusy: true,
  })
  useEffect(() => {
    const leaving = new AbortController()
    const isCurrent = (): boolean => !leaving.signal.aborted
    setState(({ value }) => ({ value, error: undefined, isBusy: true }))
    ask(leaving.signal).then(
      (value) => {
        if (isCurrent()) setState({ value, error: undefined, isBusy: false })
      },
      (thrown: unknown) => {
        if (isCurrent())
          setState(({ value }) => ({ value, error: toPageError(thrown), isBusy: false }))
      },
    )
    return () => {
      leaving.abort()
    }
  }, [...keys, round, signIns])
  return {
    ...state,
    again: () => {
      setRound((before) => before + 1)
    },
  }
}
