import type { Delegation, WrittenGrant } from '../../auth/delegation/claims.js'
import type { Granted } from '../../calls/request-context.js'
import { grantOf, meet, type Grant } from '../../permissions/grant.js'
import { offeredTools, type Toolset } from '../../tools/toolset.js'
import { JheError } from '../../errors.js'
import { combined } from '../grant/combine.js'
import { delegatedSources } from './delegated-sources.js'

/** How errors call a token that was delegated. */
const name = 'the delegated token'

/** @throws JheError CONFIG_INVALID */
const delegatedGrant = (grants: readonly WrittenGrant[], actor: string, endsAt: number): Grant =>
  combined(delegatedSources({ grants, exp: endsAt, act: { sub: actor } }, name))

/**
 * Checks what a narrower token would be held to, before it is made.
 * @param granted to what every session of this server is held
 * @throws JheError CONFIG_INVALID for a wrong word, and where no tool is left
 */
export function checkDelegated(
  { grant }: Granted,
  grants: readonly WrittenGrant[],
  actor: string,
): void {
  offeredTools(meet(grant, delegatedGrant(grants, actor, 0)).tools)
}

/** Of a token that this server no longer understands. */
const nothing: Granted = {
  grant: grantOf({ studies: [], patient: [], types: { read: [], search: [] }, tools: [] }),
  toolset: { tools: [], setsOff: [] },
}

const toolsetOf = (grant: Grant, { tools, setsOff }: Toolset): Toolset => ({
  tools: tools.filter((tool) => grant.tools?.includes(tool.name) !== false),
  setsOff,
})

/** What a session of this server is held to by the delegation of its token: never more than without. */
export function narrowGranted(
  granted: Granted,
  { grants, actors, endsAt }: Pick<Delegation, 'grants' | 'actors' | 'endsAt'>,
): Granted {
  try {
    const grant = meet(granted.grant, delegatedGrant(grants, actors[0] ?? '', endsAt))
    return { grant, toolset: toolsetOf(grant, granted.toolset) }
  } catch (thrown) {
    if (thrown instanceof JheError) return nothing
    throw thrown
  }
}
