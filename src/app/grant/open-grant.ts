import type { DelegationClaims } from '../../auth/delegation/claims.js'
import type { Caller, Granted } from '../../calls/request-context.js'
import { isWritten, type Config } from '../../config.js'
import { JheError } from '../../errors.js'
import { grantOf } from '../../permissions/grant.js'
import { offeredTools, parseToolset } from '../../tools/toolset.js'
import type { CommandContext, Runtime } from '../runtime.js'
import { askForStudy } from './ask-study.js'
import { combined, type Source, type Written } from './combine.js'
import { readPolicy, type Policy } from './read-policy.js'

/** What a process was told. */
type Settings = Pick<CommandContext, 'config' | 'sources' | 'runtime'>

/** What a process is held to, and its settings under it. */
export interface OpenGrant {
  readonly granted: Granted
  /** With consent and the brake as the policy demands them. */
  readonly config: Config
  /** The person chooses the study of the session (`JHE_STUDY=ask`). */
  readonly asks: boolean
  /** The caller held to `JHE_GRANT`, which is verified in every call; the same where it is not set. */
  readonly hold: (caller: Caller, command: CommandContext) => Caller
  /** Why nothing is answered: a wrong setting or policy. */
  readonly problem: JheError | undefined
}

/** Where nobody wrote `JHE_TOOLS` its default is no limit: who was delegated tools is offered those. */
const settingsOf = (
  { config, sources }: Settings,
  delegation: DelegationClaims | undefined,
): Written => {
  const isDelegated = delegation?.grants.some(({ tools }) => tools !== undefined) === true
  const study = config.study === askForStudy ? undefined : config.study
  return {
    ...config,
    study,
    tools: isDelegated && !isWritten(sources, { env: 'JHE_TOOLS' }) ? undefined : config.tools,
  }
}

const sourcesOf = (
  command: Settings,
  {
    policy,
    path,
    delegation,
  }: {
    readonly policy: Policy | undefined
    readonly path: string
    readonly delegation: DelegationClaims | undefined
  },
): readonly Source[] => {
  const { max_rows = null, max_bytes = null, study, patient, scope, tools } = policy ?? {}
  const written = { study, patient, scope, tools }
  return [
    {
      written,
      scopeName: `"scope" of ${path}`,
      toolsName: `"tools" of ${path}`,
      part: { limits: { rows: max_rows, bytes: max_bytes } },
    },
    {
      written: settingsOf(command, delegation),
      scopeName: 'JHE_SCOPE',
      toolsName: 'JHE_TOOLS',
      part: {},
    },
  ]
}

const asIs: OpenGrant['hold'] = (caller) => caller

/**
 * What `JHE_GRANT` says. It is only read here: whoever answers verifies it first.
 * @throws JheError CONFIG_INVALID, and Error where the process did not load what reads it
 */
const readGrant = (
  { grant }: Config,
  { delegations }: Pick<Runtime, 'delegations'>,
): Pick<OpenGrant, 'hold'> & {
  readonly delegation: DelegationClaims | undefined
  readonly delegated: readonly Source[]
} => {
  if (grant === undefined) return { delegation: undefined, delegated: [], hold: asIs }
  if (delegations === undefined) throw new Error('JHE_GRANT is set and nothing reads it')
  const delegation = delegations.read(grant)
  return {
    delegation,
    delegated: delegations.sources(delegation),
    hold: (caller, command) => delegations.held(caller, command, delegation),
  }
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
 * What this process is held to: the policy of the computer, the settings and what was delegated to it,
 * each of which can only narrow the others. Whose session it is, JHE's claim and the database narrow it further with every call.
 * A wrong source is not left out: it comes as `problem`, with a grant of nothing.
 */
export function openGrant({ config, sources, runtime }: Settings): OpenGrant {
  const place = runtime.policy
  try {
    const policy = readPolicy(place)
    const { delegation, delegated, hold } = readGrant(config, runtime)
    const own = sourcesOf({ config, sources, runtime }, { policy, path: place.path, delegation })
    const grant = combined([...own, ...delegated])
    return {
      granted: { grant, toolset: offeredTools(grant.tools) },
      config: policy === undefined ? config : configUnder(policy, config),
      asks: config.study === askForStudy,
      hold,
      problem: undefined,
    }
  } catch (thrown) {
    if (!(thrown instanceof JheError)) throw thrown
    return { granted: nothing(), config, asks: false, hold: asIs, problem: thrown }
  }
}

/**
 * The same for a process that does not start with a wrong setting.
 * @throws JheError CONFIG_INVALID
 */
export function demandGrant(command: Settings): OpenGrant {
  const opened = openGrant(command)
  if (opened.problem !== undefined) throw opened.problem
  return opened
}
