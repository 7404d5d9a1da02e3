import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'

import { openAudit, noAudit } from '../../app/audit/open-audit.js'
import { commandRewriterOf } from '../../app/command-rewriter.js'
import type { Runtime } from '../../app/runtime.js'
import { startBridge, type Bridge } from '../../connect/host/bridge.js'
import { hostGone } from '../host-gone.js'
import { readConnectSettings, type ConnectSettings } from './connect-settings.js'
import { openRemote, type Remote } from './open-remote.js'

/** Milliseconds that the process may take to close everything after the host is gone. */
const closingLimit = 1_400
/** The part of it for the last lines of the audit trail. */
const auditLimit = 900
/** The part of it for a sign-in that waits. */
const signInLimit = 400

interface Opened {
  readonly bridge: Bridge
  readonly remote: Remote
  readonly audit: ReturnType<typeof openAudit>
}

const open = (settings: ConnectSettings): Opened => {
  const { command, problem, refusal } = settings
  const { runtime, log } = command
  const audit = problem === undefined ? openAudit(command) : auditDespite(settings)
  const remote = openRemote(settings, audit)
  const bridge = startBridge({
    ...remote,
    stdin: runtime.stdin,
    write: (line) => {
      runtime.stdout.write(line)
    },
    drained: () => runtime.stdout.drained?.(),
    audit,
    now: runtime.now,
    log,
    version: runtime.version,
    rewriteCommands: commandRewriterOf(runtime),
    problem: problem ?? refusal,
  })
  return { bridge, remote, audit }
}

/**
 * What a bridge makes lives as long as one message. V8 would let the space for it grow to 16 MB and
 * more before it looks for what is still in use; with this it stays small.
 */
const staySmall = (): void => {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** Calls are recorded whatever is wrong, but not where the trail itself is. */
const auditDespite = ({ command }: ConnectSettings): Opened['audit'] => {
  try {
    return openAudit(command)
  } catch {
    return noAudit
  }
}

const close = async ({ bridge, remote, audit }: Opened): Promise<void> => {
  audit.cutOff()
  const closed = bridge.close()
  const stopped = remote.account.stop()
  await Promise.race([
    Promise.all([closed, stopped]),
    delay(signInLimit, undefined, { ref: false }),
  ])
  await audit.close(auditLimit)
  await Promise.all([closed, stopped])
}

/**
 * `jhe-mcp connect`: passes messages between a host on stdin and stdout and a server elsewhere, until
 * the host closes stdin.
 * @param flags settings of the command line by name
 * @param own those of a server elsewhere
 * @returns the exit code
 */
export async function startConnect(
  runtime: Runtime,
  flags: Readonly<Record<string, unknown>> = {},
  own: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  staySmall()
  const settings = readConnectSettings(runtime, flags, own)
  const opened = open(settings)
  await hostGone(runtime)
  try {
    await Promise.race([close(opened), delay(closingLimit, undefined, { ref: false })])
  } catch (thrown) {
    settings.command.log.failure(thrown)
  }
  return 0
}
