import { expect } from 'vitest'

import type { CallSettings, Outcome } from '../clients/tool-caller.js'
import type { OpenedDatabase } from '../fixtures.js'
import { people } from '../worlds/jhe/people.js'

/** Calls of the coordinator, or of who is named. */
export interface Asking {
  ask(tool: string, args: object, settings?: CallSettings, who?: number): Promise<Outcome>
  /** Refused in our words before the database was asked anything but for studies to choose from. @returns the message */
  refused(tool: string, args: object, who?: number): Promise<string>
}

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
    // only for the studies to choose from, where none is named, is the database asked
    if (outcome.code === 'NEEDS_INPUT') expect(lacksStudy(args)).toBe(true)
    else {
      expect(outcome.code).toBe('INPUT_INVALID')
      expect(connection.sent.length).toBe(before)
    }
    expect(outcome.hint).not.toBe('')
    return outcome.message
  }
  return { ask, refused }
}
