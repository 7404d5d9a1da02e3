import { brokerAudit } from '../../app/audit/broker-audit.js'
import { openAudit } from '../../app/audit/open-audit.js'
import type { CommandContext } from '../../app/runtime.js'
import { jheOptions } from '../../app/serve/open-jhe.js'
import { openState } from '../../app/serve/open-state.js'
import { serveContext, type ServeContext } from '../../app/serve/serve-context.js'
import { addClient } from '../../broker/clients/added-clients.js'
import { createUpstream } from '../../broker/jhe/upstream.js'
import { issuerOf } from '../../config.js'
import { JheError } from '../../errors.js'
import { noMetrics } from '../../metrics.js'
import type { Grant, StateStore } from '../../state/store.js'
import { clean } from '../../text/clean.js'
import { fingerprint } from '../../text/fingerprint.js'
import { renderTable } from '../../text/table.js'

/** Which grants a command is about; all of them without one. */
export interface GrantChoice {
  /** Hash of one grant, as `grants list` and the audit trail show it. */
  readonly grant?: string
  /** `core_jheuser.id` */
  readonly person?: string
  /** Id of an OAuth client. */
  readonly client?: string
}

/** Runs a command on the state of `serve`. */
export const withState = async <T>(
  command: CommandContext,
  work: (context: ServeContext, state: StateStore) => Promise<T>,
): Promise<T> => {
  const context = serveContext(command, {})
  const { state } = await openState(context)
  try {
    return await work(context, state)
  } finally {
    await state.close()
  }
}

/** @throws JheError INPUT_INVALID for what is no id of a JHE user */
export const subjectOf = ({ person }: GrantChoice): number | undefined => {
  if (person === undefined) return undefined
  if (/^[1-9]\d{0,14}$/.test(person)) return Number(person)
  throw new JheError(
    'INPUT_INVALID',
    '--person is not the id of a JHE user.',
    'Give the number of the user in JHE, as `subject` of an audit line says it.',
  )
}

const chosen = async (state: StateStore, choice: GrantChoice): Promise<readonly Grant[]> =>
  (await state.grants.list(subjectOf(choice))).filter(
    ({ id, clientId }) =>
      (choice.grant === undefined || fingerprint(id) === choice.grant) &&
      (choice.client === undefined || clientId === choice.client),
  )

const rowOf = ({ id, subject, clientId, clientName, redirectHost, createdAt, usedAt }: Grant) => ({
  grant: fingerprint(id),
  person: subject,
  client: clean(clientName, 60),
  host: clean(redirectHost, 100),
  client_id: clean(clientId, 300),
  since: createdAt.toISOString(),
  last_used: usedAt.toISOString(),
})

/** `jhe-mcp grants list`: who allowed which program; JSON in a pipe. @returns the exit code */
export async function grantsList(command: CommandContext, choice: GrantChoice): Promise<number> {
  const { stdout } = command.runtime
  return await withState(command, async (_context, state) => {
    const rows = (await chosen(state, choice)).map(rowOf)
    if (stdout.columns === undefined) stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
    else if (rows.length === 0) stdout.write('There are no grants.\n')
    else stdout.write(`${renderTable(rows, { width: stdout.columns })}\n`)
    return 0
  })
}

/** Ends grants here and at JHE, each with a line in the audit trail. */
const endAll = async (
  context: ServeContext,
  state: StateStore,
  grants: readonly Grant[],
): Promise<void> => {
  const { config, runtime, log } = context
  const audit = openAudit(context, { replica: `${runtime.machine.hostname}-grants` })
  const issuer = issuerOf(config)
  const onEvent = brokerAudit({ audit, issuer, consent: config.consent, now: runtime.now })
  const options = { grants: state.grants, metrics: noMetrics, onEvent }
  const jhe = createUpstream(jheOptions(context, options))
  try {
    for (const { id, subject, clientId } of grants) {
      const session = await state.grants.end(id)
      onEvent({ event: 'revoke', code: 'OK', subject, clientId, grantId: id })
      if (session !== undefined) await jhe.revoke(session)
    }
  } catch (thrown) {
    log.failure(thrown)
    throw thrown
  } finally {
    await audit.close()
  }
}

/**
 * `jhe-mcp grants revoke`: ends grants with all their tokens, here and at JHE; replicas notice it
 * within 30 seconds.
 * @returns the exit code: 1 where there is none to end
 * @throws JheError INPUT_INVALID without a choice
 */
export async function grantsRevoke(command: CommandContext, choice: GrantChoice): Promise<number> {
  if (choice.grant === undefined && choice.person === undefined && choice.client === undefined)
    throw new JheError(
      'INPUT_INVALID',
      'grants revoke needs to know which grants end.',
      'Give --grant (from `jhe-mcp grants list`), --person or --client.',
    )
  const { stdout } = command.runtime
  return await withState(command, async (context, state) => {
    const grants = await chosen(state, choice)
    await endAll(context, state, grants)
    stdout.write(`${grants.length} ended.\n`)
    return grants.length === 0 ? 1 : 0
  })
}

/** `jhe-mcp grants client add`: adds a client program and prints its id. @returns the exit code */
export async function clientAdd(
  command: CommandContext,
  name: string,
  redirectUris: readonly string[],
): Promise<number> {
  return await withState(command, async (_context, state) => {
    command.runtime.stdout.write(`${await addClient(state, { name, redirectUris })}\n`)
    return 0
  })
}
