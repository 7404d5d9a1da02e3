import { z } from 'zod'

import { JheError } from '../errors.js'
import { isRecord } from '../record.js'

const invalid = (message: string, hint: string) => new JheError('INPUT_INVALID', message, hint)

const inputSchema = z.object({
  properties: z.record(z.string(), z.looseObject({ type: z.unknown() })).default({}),
  required: z.array(z.string()).default([]),
})

/** The fields of a tool's input schema, as far as a command line needs them. */
export type CallInput = z.output<typeof inputSchema>

/** @param schema JSON Schema of a tool's input; what cannot be read has no fields */
export const readInput = (schema: unknown): CallInput =>
  inputSchema.safeParse(schema).data ?? { properties: {}, required: [] }

const isWhole = (input: CallInput, name: string): boolean =>
  [input.properties[name]?.type].flat().includes('integer')

const argument = (input: CallInput, text: string): readonly [string, unknown] => {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw invalid('--arg is not of the form name=value.', 'Write it like --arg study_id=30001')
  }
  const isNumber = isWhole(input, name) && /^-?\d+(\.\d+)?$/.test(value)
  return [name, isNumber ? Number(value) : value]
}

const parsed = (json: string): object => {
  try {
    const value: unknown = JSON.parse(json)
    if (isRecord(value)) return value
  } catch {
    // falls through to the message below
  }
  throw invalid('--json is not a JSON object.', `Write it like --json '{"study_id": 30001}'`)
}

/**
 * The arguments of `call`: one JSON object, and single ones over it.
 * @throws JheError INPUT_INVALID
 */
export const readCallArguments = (
  input: CallInput,
  { json, arg }: { readonly json?: string; readonly arg: readonly string[] },
): Readonly<Record<string, unknown>> => ({
  ...(json === undefined ? {} : parsed(json)),
  ...Object.fromEntries(arg.map((text) => argument(input, text))),
})

/** The names of a tool's arguments, a question mark after each that may be left out. */
export const argumentNames = ({ properties, required }: CallInput): string =>
  Object.keys(properties)
    .map((name) => (required.includes(name) ? name : `${name}?`))
    .join(', ')
