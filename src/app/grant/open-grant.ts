import type { Granted } from '../../calls/request-context.js'
import type { Config } from '../../config.js'
import { JheError } from '../../errors.js'
import { grantOf, meetAll, type Grant, type GrantPart } from '../../permissions/grant.js'
import { gives, needsPatient, parseScopes, typeLimitsOf } from '../../permissions/scope.js'
import { offeredTools, parseToolset, toolNamesFor } from '../../tools/toolset.js'
import type { CommandContext } from '../runtime.js'
import { readPolicy, type Policy } from './read-policy.js'

/** What a process is held to, and its settings under it. */
export interface OpenGrant {
  readonly granted: Granted
  /** With consent and the brake as the policy demands them. */
  readonly config: Config
  /** Why nothing is answered: a wrong setting or policy. */
  readonly problem: JheError | undefined
}

/** One source of a grant as people write it. */
interface Written {
  readonly study?: readonly number[] | undefined
  readonly patient?: number | undefined
  readonly scope?: string | undefined
  readonly tools?: string | undefined
}

/** A source with the names of what it is read from, for errors. */
interface Source {
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

const ofIds = ({ written: { study, patient, tools }, toolsName, part }: Source): Grant =>
  grantOf({
    ...part,
    studies: study ?? null,
    patient: patient === undefined ? null : [patient],
    tools:
      tools === undefined ? null : parseToolset(tools, toolsName).tools.map(({ name }) => name),
  })

const sourcesOf = (config: Config, policy: Policy | undefined, path: string): readonly Source[] => {
  const { max_rows = null, max_bytes = null, study, patient, scope, tools } = policy ?? {}
  const written = { study, patient, scope, tools }
  return [
    {
      written,
      scopeName: `"scope" of ${path}`,
      toolsName: `"tools" of ${path}`,
      part: { limits: { rows: max_rows, bytes: max_bytes } },
    },
    { written: config, scopeName: 'JHE_SCOPE', toolsName: 'JHE_TOOLS', part: {} },
  ]
}

const noPatient = (name: string): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `${name} holds a scope that begins with patient/, and no single patient is granted.`,
    'Set JHE_PATIENT to the id of the patient, or write the scope with user/.',
  )

/** @throws JheError CONFIG_INVALID for a wrong scope or tool, and where nothing is left to offer */
const combined = (sources: readonly Source[]): Grant => {
  const scoped = sources.map((source) => ({ source, found: ofScopes(source) }))
  const grant = meetAll([
    ...sources.map(ofIds),
    ...scoped.flatMap(({ found }) => (found === undefined ? [] : [found.grant])),
  ])
  const lacking = scoped.find(({ found }) => found !== undefined && needsPatient(found.scopes))
  if (lacking !== undefined && grant.patient?.length !== 1)
    throw noPatient(lacking.source.scopeName)
  return grant
}

/** The settings that a policy makes stricter; it loosens none. */
const configUnder = (policy: Policy, config: Config): Config => ({
  ...config,
  consent: policy.consent ?? config.consent,
  ...brakeUnder(policy, config),
})

const brakeUnder = (policy: Policy, config: Config) => {
  const { brakePatientsPerHour, brakePatientsPerDay, brakeRowsPerHour, canaries = [] } = config
  return {
    brakePatientsPerHour: Math.min(
      policy.brake_patients_per_hour ?? brakePatientsPerHour,
      brakePatientsPerHour,
    ),
    brakePatientsPerDay: Math.min(
      policy.brake_patients_per_day ?? brakePatientsPerDay,
      brakePatientsPerDay,
    ),
    brakeRowsPerHour: Math.min(policy.brake_rows_per_hour ?? brakeRowsPerHour, brakeRowsPerHour),
    canaries: [...canaries, ...(policy.canaries ?? [])],
  }
}

/** Of a process that answers nothing; its tools are listed all the same, since their calls say why. */
const nothing = (): Granted => ({
  grant: grantOf({ studies: [], patient: [], types: { read: [], search: [] } }),
  toolset: parseToolset('default'),
})

/**
 * What this process is held to: the policy of the computer and the settings, each of which can only
 * narrow the other. Whose session it is, JHE's claim and the database narrow it further with every call.
 * A wrong source is not left out: it comes as `problem`, with a grant of nothing.
 */
export function openGrant({
  config,
  runtime,
}: Pick<CommandContext, 'config' | 'runtime'>): OpenGrant {
  const place = runtime.policy
  try {
    const policy = readPolicy(place)
    const grant = combined(sourcesOf(config, policy, place.path))
    return {
      granted: { grant, toolset: offeredTools(grant.tools) },
      config: policy === undefined ? config : configUnder(policy, config),
      problem: undefined,
    }
  } catch (thrown) {
    if (!(thrown instanceof JheError)) throw thrown
    return { granted: nothing(), config, problem: thrown }
  }
}

/**
 * The same for a process that does not start with a wrong setting.
 * @throws JheError CONFIG_INVALID
 */
export function demandGrant(command: Pick<CommandContext, 'config' | 'runtime'>): OpenGrant {
  const opened = openGrant(command)
  if (opened.problem !== undefined) throw opened.problem
  return opened
}
