import {
  actorsOf,
  maxDepth,
  maxOfGrant,
  type DelegationClaims,
  type WrittenGrant,
} from '../../auth/delegation/claims.js'
import { maxLength } from '../../auth/delegation/read-delegation.js'
import { JheError } from '../../errors.js'

const refuse = (message: string, hint: string): never => {
  throw new JheError('INPUT_INVALID', message, hint)
}

/** Grows with what is asked for, and the flags that it comes from. */
const sizes: readonly (readonly [
  name: keyof typeof maxOfGrant,
  what: string,
  sizeOf: (grant: WrittenGrant) => number,
])[] = [
  ['study', 'studies in --study', ({ study = [] }) => study.length],
  ['type', 'codes of data types in --type', ({ type = [] }) => type.length],
  ['scope', 'characters in --scope', ({ scope = '' }) => scope.length],
  ['tools', 'characters in --tools', ({ tools = '' }) => tools.length],
]

/**
 * Checks a delegation that is to be made against what a token may hold.
 * @param parent the delegation that this process is itself held to
 * @throws JheError INPUT_INVALID naming the limit
 */
export function demandWithinLimits(
  grants: readonly WrittenGrant[],
  parent: Pick<DelegationClaims, 'act'> | undefined,
): void {
  if (parent !== undefined && actorsOf(parent.act).length >= maxDepth)
    refuse(
      `JHE_GRANT was given on ${maxDepth} times already, and no delegation is given on more often.`,
      'Delegate from a process that is fewer steps away from the person.',
    )
  for (const [name, what, sizeOf] of sizes) {
    const size = Math.max(0, ...grants.map(sizeOf))
    if (size > maxOfGrant[name])
      refuse(
        `A delegation holds at most ${maxOfGrant[name]} ${what}, and there are ${size}.`,
        `Name fewer in --${name}.`,
      )
  }
}

/** @throws JheError INPUT_INVALID for a token that no environment is sure to hold */
export function demandShort(token: string): void {
  if (token.length > maxLength)
    refuse(
      `The token would be ${token.length} characters long, and JHE_GRANT holds at most ${maxLength}.`,
      'Name fewer studies, data types, scopes and tools.',
    )
}
