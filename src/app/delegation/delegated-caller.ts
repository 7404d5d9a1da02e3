import { actorsOf, type DelegationClaims } from '../../auth/delegation/claims.js'
import { DelegationError } from '../../auth/delegation/delegation-error.js'
import type { Caller } from '../../calls/request-context.js'
import { once } from '../../once.js'
import type { CommandContext } from '../runtime.js'

/**
 * The same caller, held to `JHE_GRANT`: its token is verified in every call, before anything is
 * answered, and the person who is signed in must be the one who delegated.
 * @param said what the token says, which has narrowed the caller already
 */
export function delegatedCaller(
  caller: Caller,
  command: CommandContext,
  said: DelegationClaims,
): Caller {
  const { grant: token } = command.config
  if (token === undefined) throw new Error('there is no JHE_GRANT')
  const check = once(async () =>
    (await import('./check-delegation.js')).createDelegationCheck(command, token),
  )
  const admit = async (): Promise<number> => (await (await check.get()).verified()).subject
  const ofDelegator = (subject: number, delegator: number): void => {
    if (subject !== delegator) throw new DelegationError('person')
  }
  const { identity } = caller
  return {
    ...caller,
    delegation: { id: said.jti, actors: actorsOf(said.act) },
    admit: async () => {
      await admit()
    },
    identity: {
      current: async (signal) => {
        const delegator = await admit()
        const person = await identity.current(signal)
        ofDelegator(person.subject, delegator)
        return person
      },
      state: async (signal) => {
        const delegator = await admit()
        const state = await identity.state(signal)
        ofDelegator(state.identity.subject, delegator)
        return state
      },
    },
  }
}
