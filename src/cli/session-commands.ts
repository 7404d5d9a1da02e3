import { type Account, openAccount } from '../app/account.js'
import { auditedSession } from '../app/audit/audited-session.js'
import { login, type LoginOptions } from './login.js'
import { logout } from './logout.js'
import { openAudit, type OpenAudit } from '../app/audit/open-audit.js'
import { commandRewriterOf, type CommandRewriter } from '../app/command-rewriter.js'
import type { CommandContext, Output } from '../app/runtime.js'
import { openGrant } from '../app/grant/open-grant.js'
import { withoutChoice } from '../app/grant/ask-study.js'
import { openApp } from '../app/open-app.js'
import { describePerson } from '../calls/describe-person.js'
import { permissionSourceOf } from '../permissions/viewer.js'
import { whoami } from './whoami.js'

const lineTo =
  (output: Output, rewrite: CommandRewriter = (text) => text) =>
  (line: string): void => {
    output.write(`${rewrite(line)}\n`)
  }

/**
 * Runs a command on the real account, then flushes the audit trail.
 * @param work is given the command as the policy of this computer holds it, for its audit lines
 */
export async function withAccount(
  command: CommandContext,
  work: (account: Account, audit: OpenAudit, held: CommandContext) => Promise<number>,
): Promise<number> {
  const held = { ...command, config: openGrant(command).config }
  const audit = openAudit(held)
  try {
    return await work(openAccount(held, { audit }), audit, held)
  } finally {
    await audit.close()
  }
}

/** `jhe-mcp login` on an account. */
export async function loginCommand(
  command: CommandContext,
  options: LoginOptions,
  account: Account,
): Promise<number> {
  const { stdin, stdout, stderr, interrupted } = command.runtime
  const rewrite = commandRewriterOf(command.runtime)
  return await login(options, {
    settings: account.settings,
    signIn: account.signIn,
    identity: account.identity,
    openBrowser: account.openBrowser,
    environment: account.environment,
    stdin,
    stdout: lineTo(stdout, rewrite),
    stderr: lineTo(stderr, rewrite),
    signal: interrupted,
  })
}

type AuditedConfig = Pick<CommandContext['config'], 'consent'>

/** `jhe-mcp logout` on an account. Without a session no audit line is recorded. */
export async function logoutCommand(
  { config, runtime }: Pick<CommandContext, 'runtime'> & { readonly config: AuditedConfig },
  { issuerClient, stores }: Account,
  audit: Pick<OpenAudit, 'record'>,
): Promise<number> {
  const store = await stores.current()
  const before = await store.read().catch(() => null)
  const signOut = async () => await logout({ issuerClient, stores, stdout: lineTo(runtime.stdout) })
  if (before === undefined) return await signOut()
  const { issuer } = issuerClient
  const writing = { audit, issuer, consent: config.consent, now: runtime.now }
  return await auditedSession('sign_out', writing, signOut, () => before?.subject ?? null)
}

/** `jhe-mcp whoami` on the real account and database. */
export async function whoamiCommand(
  command: CommandContext,
  options: { readonly json: boolean },
): Promise<number> {
  const { runtime } = command
  const opened = openApp(command)
  const account = openAccount(command, { audit: opened.app.audit })
  const { grant, admit } = withoutChoice(opened.caller)
  try {
    await admit?.(runtime.interrupted)
    return await whoami(options, {
      identity: account.identity,
      permissionSource: (identity) => permissionSourceOf(identity, opened.app.config),
      personInJhe: async (person, signal) =>
        await describePerson(opened.app, { person, grant }, signal),
      grant,
      now: runtime.now,
      rewriteCommands: commandRewriterOf(runtime),
      stdout: lineTo(runtime.stdout),
      signal: runtime.interrupted,
    })
  } finally {
    await opened.close()
  }
}
