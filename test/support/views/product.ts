import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { z } from 'zod'

import { bin } from '../clients/mcp-clients.js'
import { linesIfThere } from '../if-there.js'

const resourceUri = z.looseObject({ ui: z.looseObject({ resourceUri: z.string() }) })
const text = z.tuple([z.looseObject({ text: z.string() })])
const call = z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) })

/** A tool of the server with the page that shows its answers. */
export interface ViewedTool {
  readonly name: string
  readonly uri: string
  readonly html: string
}

/** The built program with its demo world, over stdio as a host starts it. */
export interface Product {
  /** The tools that have a view. */
  readonly viewed: readonly ViewedTool[]
  /** The addresses of the views that it lists. */
  readonly uris: readonly string[]
  /** A call with its result as it came. @param params as a view sends them */
  readonly call: (params: unknown) => Promise<object>
  /** How many lines of the audit trail say something. */
  readonly audited: (said: string) => Promise<number>
  readonly close: () => Promise<void>
}

const viewedBy = async (client: Client): Promise<readonly ViewedTool[]> => {
  const { tools } = await client.listTools()
  const found = tools.flatMap(({ name, _meta }) => {
    const { success, data } = resourceUri.safeParse(_meta)
    return success ? [{ name, uri: data.ui.resourceUri }] : []
  })
  return await Promise.all(
    found.map(async ({ name, uri }) => {
      const { contents } = await client.readResource({ uri })
      return { name, uri, html: text.parse(contents)[0].text }
    }),
  )
}

/** Starts it in a home of its own. */
export async function openProduct(): Promise<Product> {
  const home = mkdtempSync(join(tmpdir(), 'jhe-views-'))
  const audit = join(home, 'audit.jsonl')
  const client = new Client({ name: 'host', version: '1.0.0' }, { capabilities: {} })
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [bin, 'demo', '--stdio'],
      env: { HOME: home, USERPROFILE: home, PATH: process.env['PATH'] ?? '', JHE_AUDIT_LOG: audit },
      stderr: 'ignore',
    }),
  )
  const { resources } = await client.listResources()
  return {
    viewed: await viewedBy(client),
    uris: resources.map(({ uri }) => uri).filter((uri) => uri.startsWith('ui://')),
    call: async (params) => await client.callTool(call.parse(params)),
    audited: async (said) =>
      (await linesIfThere(audit)).filter((line) => line.includes(said)).length,
    close: async () => {
      await client.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
