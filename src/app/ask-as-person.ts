import { callTool } from '../calls/call-tool.js'
import { describePerson, type PersonInJhe } from '../calls/describe-person.js'
import { listStudies } from '../tools/studies/studies.js'
import { withoutChoice } from './grant/ask-study.js'
import { openApp } from './open-app.js'
import type { CommandContext } from './runtime.js'

/** Milliseconds for the audit line of the question. */
const auditMs = 1_000

/** What the signed-in person is answered. */
export interface OwnAnswer {
  readonly person: PersonInJhe
  /** How many studies `list_studies` tells of. */
  readonly studies: number
  /** Whether settings or the policy of this computer name the studies, or the patient, of every session. */
  readonly isNarrowed: boolean
}

/**
 * Asks as a host does for the person who is signed in: who they are to JHE, and for their studies.
 * The question is a call like any other, with a line in the audit trail.
 * @throws JheError as every call does
 */
export async function askAsPerson(
  command: CommandContext,
  signal: AbortSignal,
): Promise<OwnAnswer> {
  const opened = openApp(command)
  const { app } = opened
  const caller = withoutChoice(opened.caller)
  try {
    if (app.problem !== undefined) throw app.problem
    const identity = await caller.identity.current(signal)
    const person = await describePerson(app, { person: identity, grant: caller.grant }, signal)
    const tool = listStudies
    const info = { event: 'tool', name: tool.name, tool, args: { limit: 1 } } as const
    const { value } = await callTool(app, { ...caller, client: null, signal }, info)
    const { studies, patient } = caller.grant
    const isNarrowed = studies !== null || patient !== null
    return { person, studies: Number(value['total']), isNarrowed }
  } finally {
    await opened.close(auditMs)
  }
}
