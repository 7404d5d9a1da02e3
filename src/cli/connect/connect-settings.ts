import { auditProblem } from '../../app/audit/open-audit.js'
import { readPolicy } from '../../app/grant/read-policy.js'
import { createServerCommandContext } from '../../app/command-context.js'
import type { CommandContext, Runtime } from '../../app/runtime.js'
import { brakeSettings, isWritten } from '../../config.js'
import { loadConnectConfig, type ConnectConfig } from '../../connect-config.js'
import { parseServerUrl, type ServerUrl } from '../../connect/server-url.js'
import { JheError, toJheError } from '../../errors.js'
import { flagOf } from '../../settings.js'

type Flags = Readonly<Record<string, unknown>>

interface Remote {
  readonly server: ServerUrl
  readonly config: ConnectConfig
}

/** Settings of `jhe-mcp connect`: the server, or CONFIG_INVALID where a setting is wrong. */
export type ConnectSettings = {
  readonly command: CommandContext
  /** CONFIG_INVALID where nothing may be asked of a server elsewhere, though one may sign in and out. */
  readonly refusal: JheError | undefined
} & (
  | { readonly remote: Remote; readonly problem: undefined }
  | { readonly remote: undefined; readonly problem: JheError }
)

const noUrl = new JheError(
  'CONFIG_INVALID',
  'No address of a server is given.',
  'Name it: `jhe-mcp connect https://mcp.example.org/mcp`, or set JHE_SERVER_URL.',
)

/** Settings of the other way that a host hands over as its bundle names them, not filled in. */
const unfilled = /^\$\{user_config\.\w+\}$/

/** Without them: nobody who gave the address of a server has to fill them in. */
const filledIn = (runtime: Runtime): Runtime => ({
  ...runtime,
  env: Object.fromEntries(
    Object.entries(runtime.env).filter(
      ([name, text = '']) => name.startsWith('JHE_SERVER_') || !unfilled.test(text),
    ),
  ),
})

/** Settings of a local jhe-mcp, which nothing reads here: as a flag each is a mistake. */
const localFlags = [
  ...['baseUrl', 'issuer', 'clientId', 'dbMaxLag', 'scopes', 'permissions', 'consent'],
  ...['maxRows', 'maxBytes', 'statementTimeout', 'requireSafeRole', 'study', 'patient', 'scope'],
  ...brakeSettings.map(({ name }) => name),
]

const withoutEffect = (name: string): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `${flagOf(name)} is of a jhe-mcp on this computer; a server elsewhere has settings of its own.`,
    name === 'clientId'
      ? 'Leave it out; an OAuth client of that server is named by --server-client-id.'
      : 'Leave it out, or ask the administrator of the server.',
  )

const notHeld = (by: string): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `${by} limits what may be asked, and a server elsewhere cannot be held to it from here.`,
    'Ask the administrator of the server for one that is limited so; or leave the limit out.',
  )

/** Why nothing may be asked: a limit of this computer would be void. */
const refusalOf = ({ config, sources, runtime }: CommandContext): JheError | undefined => {
  const settings = [
    ...brakeSettings.map((row) => [row.env, isWritten(sources, row) ? '' : undefined] as const),
    ['JHE_STUDY', config.study],
    ['JHE_PATIENT', config.patient],
    ['JHE_SCOPE', config.scope],
    ['JHE_GRANT', config.grant],
    ['JHE_TOOLS', ['default', 'all'].includes(config.tools) ? undefined : config.tools],
  ] as const
  const set = settings.find(([, value]) => value !== undefined)
  if (set !== undefined) return notHeld(set[0])
  try {
    // consent is enforced there by settings of its own
    const limits = Object.keys(readPolicy(runtime.policy) ?? {}).filter((key) => key !== 'consent')
    return limits.length === 0
      ? undefined
      : notHeld(`The policy of this computer (${runtime.policy.path})`)
  } catch (thrown) {
    return toJheError(thrown)
  }
}

const remoteOf = ({ env, home }: Runtime, flags: Flags): Remote => {
  const config = loadConnectConfig({ flags, env, home })
  if (config.url === undefined) throw noUrl
  return { server: parseServerUrl(config.url), config }
}

/**
 * Reads the settings. A wrong one does not prevent the handshake: hosts show the error of a call, but
 * rarely the stderr of a process that exited.
 * @param flags those of the whole program, by name
 * @param own those of a server elsewhere, by name
 */
export function readConnectSettings(given: Runtime, flags: Flags, own: Flags): ConnectSettings {
  const runtime = filledIn(given)
  const { command, problem: general } = createServerCommandContext(runtime, flags)
  const refusal = refusalOf(command)
  const wrongFlag = localFlags.find((name) => flags[name] !== undefined)
  try {
    if (wrongFlag !== undefined) throw withoutEffect(wrongFlag)
    const remote = remoteOf(runtime, own)
    const problem = general ?? auditProblem(command.config)
    return problem === undefined
      ? { command, refusal, remote, problem }
      : { command, refusal, remote: undefined, problem }
  } catch (thrown) {
    if (!(thrown instanceof JheError)) throw thrown
    command.log.error(`${thrown.code}: ${thrown.message} ${thrown.hint}`)
    return { command, refusal, remote: undefined, problem: general ?? thrown }
  }
}
