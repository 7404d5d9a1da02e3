import {
  InMemoryTransport,
  isJSONRPCRequest,
  type JSONRPCMessage,
  type Transport,
} from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import type { AuditEntry } from '../../src/audit/event.js'
import { sessionStateOf } from '../../src/auth/session/session-state.js'
import { tools } from '../../src/tools/registry.js'
import type { App } from '../../src/calls/app.js'
import { createLog } from '../../src/log.js'
import { createServer } from '../../src/mcp/server.js'
import { createQueryExecutor, type QueryExecutor } from '../../src/query/query-executor.js'
import { callAs, createTestApp, testCaller } from '../support/clients/app.js'
import { connectTo } from '../support/clients/tool-caller.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { createTestSession } from '../support/issuer/tokens.js'
import { assembleSessions } from '../support/worlds/assemble-sessions.js'
import { people } from '../support/worlds/jhe/people.js'
import { createTestFolder, writeTestSession, type TestFolder } from '../support/worlds/stores.js'
import { permissionRows } from '../tools/registry.js'

const owner = { issuer: 'http://localhost:8000/o', clientId: 'jhe-mcp' }
const calls = 5_000
const inFlight = 16
const auditKey = 'jhe-mcp/audit_id'

/** Two people who see different things, and a third who sees nothing. */
const subjects = [people.coordinator.userId, people.member.userId, people.loner.userId]

interface Reply {
  readonly subject: number
  readonly question: number
  readonly message: JSONRPCMessage
}

const named = z.looseObject({ _meta: z.looseObject({ 'test/person': z.int() }).optional() })
const listed = z.looseObject({ studies: z.array(z.looseObject({ id: z.int() })) })

/** What is the same in two answers to the same question: all but the id of the audit line. */
const bare = (message: JSONRPCMessage): unknown => {
  if (!('result' in message)) return message
  const { content, structuredContent, isError } = message.result
  return { content, structuredContent, isError }
}

const auditIdOf = (message: JSONRPCMessage): unknown =>
  'result' in message ? message.result._meta?.[auditKey] : undefined

describe('two people of one process, on one transport', () => {
  let database: TestDatabase
  let executor: QueryExecutor
  let app: App
  const folders: TestFolder[] = []
  const lines = new Map<string, AuditEntry>()
  let host: Transport
  const waiting = new Map<unknown, (message: JSONRPCMessage) => void>()

  /** The caller of a person, with a session file of their own. */
  const callerOf = async (subject: number) => {
    const folder = await createTestFolder()
    folders.push(folder)
    await writeTestSession(
      folder.path,
      await createTestSession({ ...owner, subject, studies: null }),
    )
    const { source } = assembleSessions(folder.path, owner)
    return testCaller(app, {
      ...source,
      state: async (signal) => await sessionStateOf(source, signal),
    })
  }

  /** Gives each request of the transport to the server of the person that it names. */
  const serveAll = async (wire: Transport): Promise<void> => {
    const servers = new Map<unknown, Transport>()
    for (const subject of subjects) {
      const [front, back] = InMemoryTransport.createLinkedPair()
      const server = createServer({
        app,
        caller: await callerOf(subject),
        log: createLog('error', () => undefined),
      })
      await server.connect(back)
      front.onmessage = (message) => void wire.send(message)
      await front.start()
      servers.set(subject, front)
    }
    wire.onmessage = (message) => {
      const { _meta: meta } = named.parse('params' in message ? message.params : {})
      const person = meta?.['test/person']
      void servers.get(person)?.send(message)
    }
    await wire.start()
  }

  const ask = async (id: number, subject: number, method: string, params: object) =>
    await new Promise<JSONRPCMessage>((resolve, reject) => {
      waiting.set(id, resolve)
      const asked = { ...params, _meta: { 'test/person': subject } }
      host.send({ jsonrpc: '2.0', id, method, params: asked }).catch(reject)
    })

  const askQuestion = async (id: number, subject: number, question: number): Promise<Reply> => {
    const { tool: name, args } = permissionRows[question] ?? { tool: '', args: {} }
    const message = await ask(id, subject, 'tools/call', { name, arguments: args })
    return { subject, question, message }
  }

  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    executor = createQueryExecutor(connectTo(database.url), {
      requireSafeRole: false,
      warn: () => undefined,
    })
    const record = (line: AuditEntry): void => {
      lines.set(line.id, line)
    }
    // a window that nothing ends is open until now
    const begin = new Date()
    app = createTestApp({
      database: executor,
      maxBytes: 20_000_000,
      record,
      now: () => begin,
    })
    const [ours, theirs] = InMemoryTransport.createLinkedPair()
    host = ours
    host.onmessage = (message) => {
      if (!isJSONRPCRequest(message) && 'id' in message) waiting.get(message.id)?.(message)
    }
    await host.start()
    await serveAll(theirs)
    for (const [at, subject] of subjects.entries()) {
      await ask(-1 - at, subject, 'initialize', {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'host', version: '1' },
      })
    }
  })

  afterAll(async () => {
    await host.close()
    await executor.close()
    await database.drop()
    for (const folder of folders) await folder[Symbol.asyncDispose]()
  })

  it(`finds no foreign row, no foreign cache entry and no foreign audit subject in ${String(calls)} calls`, async () => {
    const alone = new Map<string, unknown>()
    for (const subject of subjects) {
      for (const question of permissionRows.keys()) {
        const { message } = await askQuestion(1_000_000 + alone.size, subject, question)
        alone.set(`${String(subject)} ${String(question)}`, bare(message))
      }
    }
    const guarded = tools.filter(({ access }) => access !== 'anyone').map(({ name }) => name)
    const answersTo = (question: number): number =>
      new Set(subjects.map((s) => JSON.stringify(alone.get(`${String(s)} ${String(question)}`))))
        .size
    // what anybody may ask leaves no subject in the trail
    const differing = [...permissionRows.entries()].flatMap(([question, { tool }]) =>
      guarded.includes(tool) && answersTo(question) > 1 ? [question] : [],
    )
    expect(differing.length).toBeGreaterThan(permissionRows.length / 2)

    let next = 0
    const replies: Reply[] = []
    const worker = async (): Promise<void> => {
      while (next < calls) {
        const id = next++
        const subject = subjects[id % subjects.length] ?? 0
        const question = differing[(id * 7 + Math.floor(id / subjects.length)) % differing.length]
        replies.push(await askQuestion(id, subject, question ?? 0))
      }
    }
    await Promise.all(Array.from({ length: inFlight }, worker))

    const foreign = replies.filter(
      ({ subject, question, message }) =>
        JSON.stringify(bare(message)) !==
        JSON.stringify(alone.get(`${String(subject)} ${String(question)}`)),
    )
    expect(foreign).toEqual([])
    const misnamed = replies.filter(
      ({ subject, message }) => lines.get(String(auditIdOf(message)))?.subject !== subject,
    )
    expect(misnamed).toEqual([])
    expect(replies).toHaveLength(calls)
  })

  it('completes ids and lists studies of the one who asks only', async () => {
    const seen = await Promise.all(
      subjects.map(async (subject, at) => {
        const completed = await ask(2_000_000 + at, subject, 'completion/complete', {
          ref: { type: 'ref/resource', uri: 'jhe://studies/{study_id}' },
          argument: { name: 'study_id', value: '' },
        })
        return 'result' in completed ? completed.result['completion'] : undefined
      }),
    )
    const own = await Promise.all(
      subjects.map(async (subject) => {
        const caller = await callerOf(subject)
        const { value } = await callAs(app, caller, { name: 'list_studies' })
        return listed.parse(value).studies.map(({ id }) => String(id))
      }),
    )
    expect(seen).toMatchObject(own.map((values) => ({ values })))
    expect(new Set(own.map(String)).size).toBe(subjects.length)
  })
})
