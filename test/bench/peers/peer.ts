import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

import { z } from 'zod'

/** Questions of `benchQuestions` that every server is asked. */
export const asked = ['list_studies', 'get_patient_observations, latest 10'] as const

export type Asked = (typeof asked)[number]

const callSchema = z.strictObject({
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  /** What the answer has to hold; of a call with `{sql}` the same answer is asked for anyway. */
  contains: z.string().default(''),
})

const texts = z.record(z.string(), z.string())

/**
 * Somebody else's server. Any text in it may hold `{node}`, `{folder}` (where it was installed, or
 * where its file lies), `{database}` (an address) or its parts `{port}`, `{user}` and `{name}`, and
 * in a call `{sql}`: the statement of the question, its values written into it.
 */
export const peerSchema = z.strictObject({
  command: z.string().default('{node}'),
  args: z.array(z.string()),
  env: texts.default({}),
  /** Files for it, by name in its folder. */
  files: texts.default({}),
  calls: z.record(z.enum(asked), callSchema),
  /** Whether it fails when it is asked before it has answered. */
  oneAtATime: z.boolean().default(false),
  /** Ratios of jhe-mcp's figures to its own. */
  goals: z
    .strictObject({ firstReplyAtMost: z.number(), callsPerSecondAtLeast: z.number() })
    .partial()
    .default({}),
})

export type Peer = z.output<typeof peerSchema>
export type PeerCall = z.output<typeof callSchema>

/** A server that was given by its file. */
export interface GivenPeer {
  readonly name: string
  readonly folder: string
  readonly peer: Peer
}

/**
 * Reads `--peer <name>=<file>`.
 * @throws Error without a name, or for a file that does not describe a server
 */
export function readPeer(option: string): GivenPeer {
  const [, name, file] = /^([^=]+)=(.+)$/.exec(option) ?? []
  if (name === undefined || file === undefined) throw new Error('--peer takes <name>=<file>')
  const peer = peerSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  return { name, folder: dirname(resolve(file)), peer }
}

/** Puts values for the placeholders into a text. */
export const fillText = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)

/** Puts values for the placeholders into a text, or into every text of a record. */
export const fillAll = (
  record: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record).map(([name, text]) => [name, fillText(text, values)]))
