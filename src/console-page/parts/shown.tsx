import type { ComponentChildren, VNode } from 'preact'

import type { PageError } from '../api/client.js'
import type { Answer } from './use-answer.js'

/** What went wrong, with the next step. */
export const Problem = ({
  error,
  again,
}: {
  readonly error: PageError
  readonly again?: () => void
}): VNode => (
  <div class="problem" role="alert">
    <p>
      <strong>{error.message}</strong> {error.hint}
    </p>
    {again === undefined ? null : (
      <button type="button" onClick={again}>
        Ask again
      </button>
    )}
  </div>
)

/** What was asked for, once it is there; an error stands above what was there before. */
export function Shown<Value>({
  answer,
  children,
}: {
  readonly answer: Answer<Value>
  readonly children: (value: Value) => ComponentChildren
}): VNode {
  const { value, error, isBusy, again } = answer
  return (
    <section aria-busy={isBusy}>
      {error === undefined ? null : <Problem error={error} again={again} />}
      {value === undefined ? isBusy ? <p class="waiting">Loading …</p> : null : children(value)}
    </section>
  )
}
