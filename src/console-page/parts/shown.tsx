import type { ComponentChildren, VNode } from 'preact'
import { useContext, useState } from 'preact/hooks'

import type { PageError } from '../api/client.js'
import { SignInContext } from './sign-in-context.js'
import { toPageError, type Answer } from './use-answer.js'

/** Errors that a sign-in ends. */
export const signedOut: readonly string[] = ['SIGN_IN_REQUIRED', 'SESSION_EXPIRED']

/** Signs in in another tab, and asks once more; the page keeps its place. */
function SignIn({ again }: { readonly again: () => void }): VNode | null {
  const { signIn: signInThere } = useContext(SignInContext)
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState('')
  if (signInThere === undefined) return null
  const signIn = async (): Promise<void> => {
    setIsBusy(true)
    setProblem('')
    try {
      await signInThere()
      again()
    } catch (thrown) {
      const { message, hint } = toPageError(thrown)
      setProblem(`${message} ${hint}`)
    }
    setIsBusy(false)
  }
  return (
    <>
      <button type="button" disabled={isBusy} onClick={() => void signIn()}>
        Sign in
      </button>
      {isBusy ? <p>The sign-in is open in another tab or window.</p> : null}
      {problem === '' ? null : <p>{problem}</p>}
    </>
  )
}

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
      <p class="buttons">
        {signedOut.includes(error.code) ? <SignIn again={again} /> : null}
        <button type="button" onClick={again}>
          Ask again
        </button>
      </p>
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
