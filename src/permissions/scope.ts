import { JheError } from '../errors.js'
import { findDataType } from '../omh/types/data-types.js'
import type { TypeLimits } from './grant.js'
import {
  fhirSystems,
  isResourceType,
  joinTypes,
  resourceTypes,
  type ResourceType,
  type TypeSet,
} from './type-set.js'

/**
 * One scope of SMART App Launch 2.0 (section "Scopes for requesting FHIR Resources") that reads:
 * `user/Observation.rs?code=https://w3id.org/openmhealth|omh:heart-rate:2.0`.
 */
export interface Scope {
  /** `patient` asks for a session that is held to one patient. */
  readonly level: 'user' | 'patient'
  readonly type: ResourceType | '*'
  readonly read: boolean
  readonly search: boolean
  /** Of `Observation` alone: the one data type, `code` or `system|code`. */
  readonly code: string | null
}

/** Scopes of the healthcare MCP (HMCP), as SMART writes them. */
const hmcpScopes: Readonly<Record<string, string>> = {
  'hmcp:read': 'user/*.rs',
  'patient/hmcp:read': 'patient/*.rs',
}

const form = /^(user|patient|system)\/([A-Za-z*]+)\.([a-z*]+)(?:\?(.*))?$/
const interactions = /^c?r?u?d?s?$/
const typeCode = /^([a-z][a-z0-9-]*):[a-z][a-z0-9-]*:\d[\w.]*$/

const readsOnly =
  'Scopes read: user/<type>.r, .s or .rs, like user/Observation.rs; patient/ with one patient.'

interface Text {
  /** Where the scope stands: a setting, or the policy file. */
  readonly source: string
  readonly scope: string
}

const refusal = ({ source, scope }: Text, why: string, hint = readsOnly): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `${source} holds ${JSON.stringify(scope.slice(0, 150))}: ${why}.`,
    hint,
  )

const decoded = (text: Text, value: string): string => {
  try {
    return decodeURIComponent(value)
  } catch {
    throw refusal(text, 'its parameter is not well encoded')
  }
}

/** Namespaces whose codes jhe-mcp knows all of, so that a slip is told. */
const isKnownNamespace = (namespace: string): boolean => ['omh', 'ieee'].includes(namespace)

const codeHint =
  'Write ?code=<system>|<code> or ?code=<code> with a full code, like ?code=https://w3id.org/openmhealth|omh:heart-rate:2.0; for more types repeat the scope.'

const systemFault = (system: string | undefined): string | undefined => {
  if (system === undefined) return undefined
  if (!/^[a-z][a-z0-9+.-]*:[^\s|]+$/.test(system))
    return 'the system before its code is not an address'
  return fhirSystems.some((known) => known === system)
    ? 'the system before its code is not one of data types'
    : undefined
}

/** What is wrong with a code of the table of data types. */
const codeFault = (code: string, system: string | undefined): string | undefined => {
  const known = findDataType(code)
  if (known?.code !== code) return 'there is no data type of its code'
  return system === undefined || system === known.system
    ? undefined
    : `the system of its code is ${known.system}`
}

const codeOf = (text: Text, token: string): string => {
  const refuse = (why: string) => refusal(text, why, codeHint)
  const at = token.lastIndexOf('|')
  const [system, code] = at < 0 ? [undefined, token] : [token.slice(0, at), token.slice(at + 1)]
  const namespace = typeCode.exec(code)?.[1]
  if (namespace === undefined) throw refuse('its code is not the full code of a data type')
  const wrong =
    systemFault(system) ?? (isKnownNamespace(namespace) ? codeFault(code, system) : undefined)
  if (wrong !== undefined) throw refuse(wrong)
  return token
}

const parameterOf = (text: Text, type: string, query: string | undefined): string | null => {
  if (query === undefined) return null
  const [name = '', ...rest] = query.split('=')
  if (query.includes('&')) throw refusal(text, 'it has more than one parameter', codeHint)
  if (name !== 'code' || rest.length === 0)
    throw refusal(text, `its parameter ${JSON.stringify(name.slice(0, 40))} is not known`, codeHint)
  if (type !== 'Observation')
    throw refusal(text, 'only Observation takes the parameter "code"', codeHint)
  return codeOf(text, decoded(text, rest.join('=')))
}

const typeOf = (text: Text, name: string): ResourceType | '*' => {
  if (name === '*' || isResourceType(name)) return name
  throw refusal(
    text,
    `${JSON.stringify(name.slice(0, 40))} is not a type of JupyterHealth Exchange`,
    `Types: *, ${resourceTypes.join(', ')}.`,
  )
}

const checkRights = (text: Text, rights: string): void => {
  if (!interactions.test(rights))
    throw refusal(text, `${JSON.stringify(rights.slice(0, 20))} is none of .r, .s and .rs`)
  if (/[cud]/.test(rights))
    throw refusal(text, 'it asks to create, update or delete, and jhe-mcp only reads')
}

/** The scope as SMART writes it. */
const writtenOf = (text: Text): string => {
  if (/(^|\/)hmcp:write$/.test(text.scope)) throw refusal(text, 'jhe-mcp writes nothing')
  return (Object.hasOwn(hmcpScopes, text.scope) ? hmcpScopes[text.scope] : undefined) ?? text.scope
}

/** Scopes of SMART and OpenID Connect that are about the sign-in, and give no data. */
const ofSignIn = /^(openid|profile|email|fhirUser|(offline|online)_access|launch(\/.*)?)$/

const whyNone = ({ scope }: Text): string =>
  ofSignIn.test(scope)
    ? 'it belongs to the sign-in, whose scopes are those of JHE_SCOPES, and gives no data'
    : 'it is not a scope of SMART App Launch 2'

const scopeOf = (text: Text): Scope => {
  const [, level, type = '', rights = '', query] = form.exec(writtenOf(text)) ?? []
  if (level === undefined) throw refusal(text, whyNone(text))
  if (level !== 'user' && level !== 'patient')
    throw refusal(text, 'jhe-mcp answers to people, never to a system')
  const named = typeOf(text, type)
  checkRights(text, rights)
  return {
    level,
    type: named,
    read: rights.includes('r'),
    search: rights.includes('s'),
    code: parameterOf(text, named, query),
  }
}

/**
 * The scopes of a text, parted by blanks.
 * @param source where they stand, for the error
 * @throws JheError CONFIG_INVALID naming the scope that is wrong, and why
 */
export function parseScopes(source: string, text: string): readonly Scope[] {
  const words = text.split(/\s+/).filter((word) => word !== '')
  if (words.length === 0)
    throw new JheError(
      'CONFIG_INVALID',
      `${source} holds no scope.`,
      `Remove it, or name one. ${readsOnly}`,
    )
  return words.map((scope) => scopeOf({ source, scope }))
}

/** Kinds of what tools answer: those with tools of their own, and every other FHIR record. */
const subjects = ['Group', 'Patient', 'Observation', 'Organization', 'Practitioner'] as const
type Subject = (typeof subjects)[number] | 'Record'

/** The scope that a tool needs: one thing or its rows (`r`), or finding, counting and figures (`s`). */
export type Need = `${Subject}.${'r' | 's'}`

const isOfSubject = (type: Scope['type'], subject: string): boolean => {
  if (type === '*' || type === subject) return true
  return subject === 'Record' && !subjects.some((other) => other === type)
}

/** Whether one of the scopes gives what a tool needs. */
export function gives(scopes: readonly Scope[], need: Need): boolean {
  const [subject = '', right] = need.split('.')
  return scopes.some(
    ({ type, read, search }) => isOfSubject(type, subject) && (right === 'r' ? read : search),
  )
}

const typesOf = (scopes: readonly Scope[]): TypeSet =>
  scopes
    .map(({ type, code }): TypeSet => (type === '*' ? null : [code ?? type]))
    .reduce(joinTypes, [])

/** The data types that the scopes give. */
export const typeLimitsOf = (scopes: readonly Scope[]): TypeLimits => ({
  read: typesOf(scopes.filter(({ read }) => read)),
  search: typesOf(scopes.filter(({ search }) => search)),
})

/** Whether a scope asks for a session that is held to one patient. */
export const needsPatient = (scopes: readonly Scope[]): boolean =>
  scopes.some(({ level }) => level === 'patient')
