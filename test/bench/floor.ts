import { writeFileSync } from 'node:fs'

import { catalog } from '../../src/db/catalog.js'
import {
  recordingConnection,
  type Sent,
} from '../support/database/statements/recording-connection.js'
import { connectTo, createToolCaller } from '../support/clients/tool-caller.js'
import type { Floor } from './floor-tools.js'
import { asker, benchQuestions } from './questions.js'

/** As the product's sessions are, so that the SQL costs both the same. */
export const sessionOptions =
  '-c default_transaction_read_only=on -c TimeZone=UTC -c plan_cache_mode=force_generic_plan -c jit=off -c enable_memoize=off'

/** What the product asks once, before its first question. */
const isOfStart = ({ text }: Sent): boolean => text === catalog.columns

/** What a question's tool is called at the floor: a name that the SDK has nothing to say about. */
export const floorTool = (question: string): string => question.replaceAll(/\W+/g, '_')

/**
 * Asks every question once with the product's own code and notes which statements it sent, with
 * which values: what the floor has to do for the same question.
 */
export async function recordFloor(databaseUrl: string): Promise<Floor> {
  const connection = recordingConnection(connectTo(databaseUrl))
  const { sent } = connection
  const caller = createToolCaller(connection)
  const names = new Map<string, string>()
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `s${names.size}`
    names.set(text, name)
    return name
  }
  try {
    await caller.call(asker, 'get_study_count', {}, { now: new Date() })
    const tools: Floor['tools'] = []
    for (const { name, tool, args } of benchQuestions) {
      sent.length = 0
      const outcome = await caller.call(asker, tool, args, { now: new Date() })
      if (outcome.code !== undefined) throw new Error(`${name} failed with ${outcome.code}`)
      const statements = sent
        .filter((statement) => !isOfStart(statement))
        .map(({ text, values }) => ({ name: nameOf(text), text, values: [...values] }))
      tools.push({ name: floorTool(name), text: outcome.text, statements })
    }
    return { databaseUrl, sessionOptions, tools }
  } finally {
    await caller.close()
  }
}

/** Leaves it where the floor server reads it. */
export function writeFloor(path: string, floor: Floor): void {
  writeFileSync(path, JSON.stringify(floor))
}
