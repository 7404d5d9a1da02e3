import { createDelegationKeys, type DelegationKeys } from '../../auth/delegation/delegation-keys.js'
import { longestDelegation } from '../../auth/delegation/verify-delegation.js'
import { JheError } from '../../errors.js'
import type { OpenAudit } from '../audit/open-audit.js'
import type { CommandContext } from '../runtime.js'
import { recordDelegation } from './audited-delegation.js'
import { openDelegations } from './open-delegations.js'

/** The word for every delegation there is. */
export const everyDelegation = 'all'

/** Every id is a random UUID. */
const form = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

const nothingToRevoke = (): JheError =>
  new JheError(
    'INPUT_INVALID',
    'Nothing was delegated on this computer for this JHE and OAuth client.',
    'Run it with the settings under which `jhe-mcp delegate` made the token.',
  )

const badId = (): JheError =>
  new JheError(
    'INPUT_INVALID',
    '--revoke is not the id of a delegation.',
    'Give the UUID that `jhe-mcp delegate` printed, or `all`; `jhe-mcp audit show` holds it as "delegation".',
  )

/** With one more revoked, and without those that are over by themselves. */
const without = (keys: DelegationKeys, id: string, now: Date): DelegationKeys => {
  const seconds = Math.floor(now.getTime() / 1000)
  const others = keys.revoked.filter((entry) => entry.until > seconds && entry.id !== id)
  // whatever it says, it cannot last longer
  return { ...keys, revoked: [...others, { id, until: seconds + longestDelegation }] }
}

/**
 * Revokes a delegation with all that were made from it, or all of them with their key. A process that
 * uses one is refused at its next call.
 * @param id of one, or `all`
 * @throws JheError INPUT_INVALID; CREDENTIALS_LOCKED, CONFIG_INVALID
 */
export async function revokeDelegation(
  command: CommandContext,
  audit: OpenAudit,
  id: string,
): Promise<void> {
  if (id !== everyDelegation && !form.test(id)) throw badId()
  const { owner, stores } = openDelegations(command)
  const now = command.runtime.now()
  let isStored = false
  while (!isStored) {
    const { store, session: keys } = await stores.read()
    if (keys === undefined) throw nothingToRevoke()
    const next = id === everyDelegation ? await createDelegationKeys() : without(keys, id, now)
    // fails where another process has changed it meanwhile
    isStored = await store.swap(keys, next)
  }
  recordDelegation({
    audit,
    event: 'revoke',
    now,
    issuer: owner.issuer,
    consent: command.config.consent,
    subject: null,
    id,
    actors: [],
    studies: [],
    patients: [],
  })
}
