import { actorsOf } from '../auth/delegation/claims.js'
import { openAudit, type OpenAudit } from '../app/audit/open-audit.js'
import { commandRewriterOf } from '../app/command-rewriter.js'
import { delegate, type DelegateOptions } from '../app/delegation/delegate.js'
import { everyDelegation, revokeDelegation } from '../app/delegation/revoke-delegation.js'
import type { CommandContext } from '../app/runtime.js'
import { minuteOf } from '../app/session-lines.js'

const withAudit = async <T>(
  command: CommandContext,
  work: (audit: OpenAudit) => Promise<T>,
): Promise<T> => {
  const audit = openAudit(command)
  try {
    return await work(audit)
  } finally {
    await audit.close()
  }
}

/**
 * `jhe-mcp delegate`: prints a token for `JHE_GRANT` of another process, alone on stdout; what it is
 * goes to stderr.
 * @returns the exit code
 * @throws JheError as `delegate` does
 */
export async function delegateCommand(
  command: CommandContext,
  options: DelegateOptions,
): Promise<number> {
  const { stdout, stderr } = command.runtime
  const words = commandRewriterOf(command.runtime)
  return await withAudit(command, async (audit) => {
    const { token, claims, notice } = await delegate(command, audit, options)
    const lines = [
      ...(notice === undefined ? [] : [notice]),
      `Delegation ${claims.jti} to ${actorsOf(claims.act).join(' for ')}, until ${minuteOf(claims.exp)}.`,
      'Set it as JHE_GRANT of the other process, never in its arguments: it is a secret.',
      'It holds an agent that is misled. Code that runs under your account can read your session all the same.',
      `\`jhe-mcp delegate --revoke ${claims.jti}\` ends it.`,
    ]
    stderr.write(words(`${lines.join('\n')}\n`))
    stdout.write(`${token}\n`)
    return 0
  })
}

/** `jhe-mcp delegate --revoke`. @returns the exit code @throws JheError as `revokeDelegation` does */
export async function revokeCommand(command: CommandContext, id: string): Promise<number> {
  return await withAudit(command, async (audit) => {
    await revokeDelegation(command, audit, id)
    const what = id === everyDelegation ? 'Every delegation' : `Delegation ${id}`
    command.runtime.stdout.write(`${what} is revoked, with all that were made from it.\n`)
    return 0
  })
}
