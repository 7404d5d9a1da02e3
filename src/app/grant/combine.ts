import { JheError } from '../../errors.js'
import { grantOf, meetAll, type Grant, type GrantPart } from '../../permissions/grant.js'
import { gives, needsPatient, parseScopes, typeLimitsOf } from '../../permissions/scope.js'
import { parseToolset, toolNamesFor } from '../../tools/toolset.js'

/** One source of a grant as people write it. */
export interface Written {
  readonly study?: readonly number[] | undefined
  readonly patient?: number | undefined
  readonly scope?: string | undefined
  readonly tools?: string | undefined
}

/** A source with the names of what it is read from, for errors. */
export interface Source {
  readonly written: Written
  readonly scopeName: string
  readonly toolsName: string
  readonly part: GrantPart
}

const ofScopes = ({ written: { scope }, scopeName }: Source) => {
  if (scope === undefined) return undefined
  const scopes = parseScopes(scopeName, scope)
  return {
    scopes,
    grant: grantOf({
      tools: toolNamesFor((need) => gives(scopes, need)),
      types: typeLimitsOf(scopes),
    }),
  }
}

const ofNames = ({ written, toolsName, part }: Source): Grant => {
  const { study, patient, tools } = written
  return grantOf({
    ...part,
    studies: study ?? null,
    patient: patient === undefined ? null : [patient],
    tools:
      tools === undefined ? null : parseToolset(tools, toolsName).tools.map(({ name }) => name),
  })
}

const noPatient = (name: string): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `${name} holds a scope that begins with patient/, and no single patient is granted.`,
    'Set JHE_PATIENT to the id of the patient, or write the scope with user/.',
  )

/**
 * What all sources allow.
 * @throws JheError CONFIG_INVALID for a wrong scope or tool
 */
export const combined = (sources: readonly Source[]): Grant => {
  const scoped = sources.map((source) => ({ source, found: ofScopes(source) }))
  const grant = meetAll([
    ...sources.map(ofNames),
    ...scoped.flatMap(({ found }) => (found === undefined ? [] : [found.grant])),
  ])
  const lacking = scoped.find(({ found }) => found !== undefined && needsPatient(found.scopes))
  if (lacking !== undefined && grant.patient?.length !== 1)
    throw noPatient(lacking.source.scopeName)
  return grant
}
