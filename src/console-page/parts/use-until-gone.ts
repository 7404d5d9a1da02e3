import { useEffect, useRef } from 'preact/hooks'

/** A signal that is aborted when the part of the page is gone: what it asked for is asked no longer. */
export function useUntilGone(): AbortSignal {
  const ending = useRef(new AbortController())
  useEffect(
    () => () => {
      ending.current.abort()
    },
    [],
  )
  return ending.current.signal
}
