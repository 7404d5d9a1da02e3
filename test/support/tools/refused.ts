import { expect } from 'vitest'

import { closedList } from '../../../src/sql-scripts/closed-list.js'
import type { CallSettings, Outcome } from '../clients/tool-caller.js'
import type { OpenedDatabase } from '../fixtures.js'
import { people } from '../worlds/jhe/people.js'

/** Calls of the coordinator, or of who is named. */
export interface Asking {
  ask(tool: string, args: object, settings?: CallSettings, who?: number): Promise<Outcome>
  /** Refused in our words before the database was asked anything but, once, for studies to choose from. @returns the message */
  refused(tool: string, args: object, who?: number): Promise<string>
}

/** Names of the statements that read JHE's data, by text. */
const names = new Map(
  closedList().flatMap(({ name, text, profiles }) =>
    profiles.length === 0 ? [] : [[text, name] as const],
  ),
)

const lacksStudy = (args: object): boolean => {
  const study: unknown = Reflect.get(args, 'study_id')
  return study === undefined || study === null || study === ''
}

export function askingOn({ caller, connection }: OpenedDatabase): Asking {
  const coordinator = people.coordinator.userId
  const ask: Asking['ask'] = async (tool, args, settings = {}, who = coordinator) =>
    await caller.call(who, tool, args, settings)
  const refused: Asking['refused'] = async (tool, args, who) => {
    const before = connection.sent.length
    const outcome = await ask(tool, args, {}, who)
    if (outcome.code === undefined) throw new Error('the call was answered')
    const sent = connection.sent.slice(before)
    // only for the studies to choose from, where none is named, is the database asked
    if (outcome.code === 'NEEDS_INPUT') {
      expect(lacksStudy(args)).toBe(true)
      expect(sent.flatMap((text) => names.get(text) ?? [])).toEqual(['study_types'])
    } else {
      expect(outcome.code).toBe('INPUT_INVALID')
      expect(sent).toEqual([])
    }
    expect(outcome.hint).not.toBe('')
    return outcome.message
  }
  return { ask, refused }
}
