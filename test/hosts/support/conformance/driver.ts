import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { z } from 'zod'

import type { Era } from '../../../support/clients/mcp-clients.js'
import { listenLocally, type HttpListener } from '../../../support/http/http-listener.js'
import { startBin } from '../../../support/processes/spawn-bin.js'
import { freePort } from '../../../support/loopback.js'
import { startSuiteHost, type SuiteHost, type Tool } from './suite-host.js'

/** The script that the suite starts as its client. */
export const relay = fileURLToPath(new URL('relay.js', import.meta.url))

const taskSchema = z.object({
  address: z.url(),
  scenario: z.string(),
  revision: z.string(),
  context: z.looseObject({
    client_id: z.string().optional(),
    client_secret: z.string().optional(),
    toolCalls: z
      .array(z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }))
      .optional(),
  }),
})

type Task = z.output<typeof taskSchema>

/** Of the client document that the suite expects; its address is the id. */
const clientDocument = 'https://conformance-test.local/client-metadata.json'

const clientOf = ({ scenario, context }: Task): Record<string, string> => {
  const id = scenario === 'auth/basic-cimd' ? clientDocument : context.client_id
  return {
    ...(id !== undefined && { JHE_SERVER_CLIENT_ID: id }),
    ...(context.client_secret !== undefined && { JHE_SERVER_CLIENT_SECRET: context.client_secret }),
  }
}

/** A person's computer: an empty home, and a browser that follows where it is sent. */
const computer = async (home: string, task: Task): Promise<Record<string, string>> => {
  const browser = join(home, 'browser')
  await writeFile(browser, `#!/bin/sh\nexec '${process.execPath}' '${relay}' "$1"\n`)
  await chmod(browser, 0o755)
  await mkdir(join(home, 'cache'))
  return {
    HOME: home,
    XDG_CACHE_HOME: join(home, 'cache'),
    PATH: process.env['PATH'] ?? '',
    BROWSER: browser,
    JHE_TOKEN_STORE: 'file',
    JHE_TOKEN_DIR: join(home, 'tokens'),
    JHE_REDIRECT_URI: `http://localhost:${await freePort()}/callback`,
    ...clientOf(task),
  }
}

const valueFor = (schema: unknown, tools: readonly Tool[]): unknown => {
  const type = z.looseObject({ type: z.unknown() }).safeParse(schema).data?.type
  if (type === 'number' || type === 'integer') return 5
  if (type === 'boolean') return true
  // the one tool that takes an object takes the schema of another
  return type === 'object' ? tools[0]?.inputSchema : 'text'
}

const requiredSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
})

const argumentsFor = ({ inputSchema }: Tool, tools: readonly Tool[]): Record<string, unknown> => {
  const { properties, required } = requiredSchema.parse(inputSchema)
  return Object.fromEntries(required.map((name) => [name, valueFor(properties[name], tools)]))
}

const callsFor = ({ scenario, context }: Task, tools: readonly Tool[]) => {
  if (context.toolCalls !== undefined) return context.toolCalls
  // its server has tools that cannot be called
  if (scenario === 'json-schema-ref-no-deref') return []
  return tools.map((tool) => ({ name: tool.name, arguments: argumentsFor(tool, tools) }))
}

/** What a host does with a server: reads its lists and uses all that they name. @returns what failed */
const useAll = async (host: SuiteHost, task: Task): Promise<readonly string[]> => {
  const tools = await host.tools()
  const failed: string[] = []
  for (const { name, arguments: args } of callsFor(task, tools)) {
    const failure = await host.call(name, args)
    if (failure !== undefined) failed.push(`${name}: ${failure}`)
  }
  await host.readAll()
  await host.getAll()
  return failed
}

/** Does what the error says of a server that names another issuer than before. */
const confirmChange = async (
  host: SuiteHost,
  { address }: Task,
  env: Readonly<Record<string, string>>,
): Promise<void> => {
  const failure = await host.call('test-tool', {})
  const commands = ['logout', 'login'].map((name) => [name, '--url', address])
  for (const command of commands) {
    if (failure?.includes(command.join(' ')) !== true) throw new Error(`not told: ${failure ?? ''}`)
    const run = startBin(command, env)
    if ((await run.exit) !== 0) throw new Error(run.stderr())
  }
}

const drive = async (task: Task): Promise<readonly string[]> => {
  const home = await mkdtemp(join(tmpdir(), 'jhe-mcp-suite-'))
  const era: Era = task.revision === '2026-07-28' ? '2026-07-28' : '2025'
  try {
    const env = await computer(home, task)
    const host = await startSuiteHost(era, task.address, env)
    try {
      const failed = await useAll(host, task)
      if (task.scenario !== 'auth/authorization-server-migration') return failed
      await confirmChange(host, task, env)
      return await useAll(host, task)
    } finally {
      await host.close()
    }
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

/** Takes the suite's tasks from its command, and does them with `jhe-mcp connect`. */
export async function startDriver(): Promise<HttpListener> {
  return await listenLocally((request, response) => {
    text(request)
      .then(async (body) => await drive(taskSchema.parse(JSON.parse(body))))
      .catch((thrown: unknown) => [String(thrown)])
      .then((failed) => {
        response.writeHead(failed.length === 0 ? 200 : 500).end(failed.join('\n'))
      })
      .catch(() => response.destroy())
  })
}
