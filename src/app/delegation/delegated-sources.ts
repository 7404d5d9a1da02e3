import type { DelegationClaims, WrittenGrant } from '../../auth/delegation/claims.js'
import type { GrantPart } from '../../permissions/grant.js'
import { parseTypes } from '../../permissions/type-names.js'
import type { Source } from '../grant/combine.js'

const typesOf = (names: readonly string[] | undefined, name: string): GrantPart => {
  if (names === undefined) return {}
  const types = parseTypes(`"type" of ${name}`, names)
  return { types: { read: types, search: types } }
}

/**
 * What a delegation says, level by level: each has added its own.
 * @param name where it stands, for errors
 * @throws JheError CONFIG_INVALID for a type that is none
 */
export const delegatedSources = (
  {
    grants,
    exp,
    act,
  }: Pick<DelegationClaims, 'exp' | 'act'> & { readonly grants: readonly WrittenGrant[] },
  name: string,
): readonly Source[] =>
  grants.map(({ type, ...written }) => ({
    written,
    scopeName: `"scope" of ${name}`,
    toolsName: `"tools" of ${name}`,
    part: { until: exp, actors: [act.sub], ...typesOf(type, name) },
  }))
