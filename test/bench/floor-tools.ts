import { readFileSync } from 'node:fs'

import { McpServer } from '@modelcontextprotocol/server'
import type pg from 'pg'
import { z } from 'zod'

/** What the floor does for a tool: the product's own statements, with the product's values. */
export const floorSchema = z.object({
  databaseUrl: z.string(),
  sessionOptions: z.string(),
  tools: z.array(
    z.object({
      name: z.string(),
      /** The answer of what asks nothing of the database. */
      text: z.string(),
      statements: z.array(
        z.object({ name: z.string(), text: z.string(), values: z.array(z.unknown()) }),
      ),
    }),
  ),
})

export type Floor = z.output<typeof floorSchema>

const readFloor = (path: string): Floor => floorSchema.parse(JSON.parse(readFileSync(path, 'utf8')))

/**
 * The floor that the product is measured against: a bare server of the MCP SDK that sends prepared
 * SQL through a pool of the same size and answers with the rows as JSON. No sign-in, no
 * permissions but those in the SQL, no checks, no mapping.
 * @param path of the file with its work
 * @returns a function that makes a server for a connection or a request
 */
export function floorServers(path: string): () => McpServer {
  const floor = readFloor(path)
  let pool: Promise<pg.Pool> | undefined
  const openPool = async (): Promise<pg.Pool> => {
    const { Pool } = (await import('pg')).default
    return new Pool({
      connectionString: floor.databaseUrl,
      options: floor.sessionOptions,
      max: 4,
      allowExitOnIdle: true,
    })
  }
  return () => {
    const server = new McpServer({ name: 'floor', version: '1.0.0' })
    for (const { name, text, statements } of floor.tools) {
      server.registerTool(name, { inputSchema: z.looseObject({}) }, async () => {
        if (statements.length === 0) return { content: [{ type: 'text', text }] }
        pool ??= openPool()
        const opened = await pool
        let rows: unknown[] = []
        for (const statement of statements) rows = (await opened.query(statement)).rows
        return { content: [{ type: 'text', text: JSON.stringify(rows) }] }
      })
    }
    return server
  }
}
