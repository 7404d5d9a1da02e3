import { z } from 'zod'

import type { ServerEntry } from '../connections/connection.js'

const name = z.string().trim().min(1).max(60)
/** Whether it is there again in the next console. */
const keep = z.boolean().optional()

/** A server that a person adds. A command is a list of words and goes to no shell. */
export const addedServer = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('stdio'),
    name,
    keep,
    command: z.array(z.string().min(1).max(2_000)).min(1).max(50),
  }),
  z.strictObject({ kind: z.enum(['http', 'sse']), name, keep, url: z.url().max(2_000) }),
])

export type AddedServer = z.infer<typeof addedServer>

/** The servers that the person wants to have again. */
export interface KeptServers {
  read(): Promise<readonly AddedServer[]>
  /** All of them. @throws JheError; file system errors as they are */
  write(servers: readonly AddedServer[]): Promise<void>
}

/** A server as the list of connections has it. */
export const entryOf = (added: AddedServer): ServerEntry => ({
  name: added.name,
  kind: added.kind,
  address: added.kind === 'stdio' ? added.command.join(' ') : added.url,
})
