import { z } from 'zod'

import type { FixedIds } from '../permissions/grant.js'
import type { Tool } from './tool.js'

const namesIn = (fixed: FixedIds): readonly (keyof FixedIds)[] =>
  (['study_id', 'patient_id'] as const).filter((name) => fixed[name] !== undefined)

/** Arguments of a tool that a session leaves one value for. */
const fixedArguments = ({ input }: Pick<Tool, 'input'>, fixed: FixedIds) =>
  namesIn(fixed).filter((name) => Object.hasOwn(input.shape, name))

/** The input schema of a tool without the arguments that are filled in. */
export function inputUnder(tool: Pick<Tool, 'input'>, fixed: FixedIds): z.ZodObject {
  const names: readonly string[] = fixedArguments(tool, fixed)
  if (names.length === 0) return tool.input
  const left = Object.entries(tool.input.shape).filter(([name]) => !names.includes(name))
  return z.strictObject(Object.fromEntries(left))
}

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === ''

/**
 * The arguments of a call with the study and the patient of the session where they are left out. One
 * that is sent all the same stays: another id is then answered as what does not exist.
 */
export function withFixedIds(tool: Pick<Tool, 'input'>, args: unknown, fixed: FixedIds): unknown {
  const given = args ?? {}
  if (typeof given !== 'object' || Array.isArray(given)) return args
  const filled = fixedArguments(tool, fixed)
    .filter((name) => isMissing(Reflect.get(given, name)))
    .map((name) => [name, fixed[name]] as const)
  return filled.length === 0 ? args : { ...given, ...Object.fromEntries(filled) }
}
