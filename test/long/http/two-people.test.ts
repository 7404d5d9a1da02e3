import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client } from 'undici'

import type { AuditEntry } from '../../../src/audit/event.js'
import { tools } from '../../../src/tools/registry.js'
import { legacyMessage, messagesIn, modernMessage } from '../../support/clients/http-request.js'
import { callMessage } from '../../support/clients/raw-host.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { people } from '../../support/worlds/jhe/people.js'
import { openServedWorld, type ServedWorld } from '../../support/worlds/served-world.js'
import { permissionRows } from '../../tools/registry.js'
import { z } from 'zod'

const calls = 5_000
const inFlight = 16

/** Two people who see different things, and a third who sees nothing. */
const subjects = [people.coordinator.userId, people.member.userId, people.loner.userId]

const answered = z.object({
  id: z.int(),
  result: z.looseObject({ _meta: z.looseObject({ 'jhe-mcp/audit_id': z.string() }) }),
})

interface Reply {
  readonly subject: number
  readonly question: number
  readonly auditId: string
  /** Everything but what differs from call to call. */
  readonly bare: string
}

const guarded = tools.filter(({ access }) => access !== 'anyone').map(({ name }) => name)

describe('F34: people on one kept connection', () => {
  let database: TestDatabase
  let world: ServedWorld
  let connection: Client
  let connects = 0

  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    // a window that nobody ended ends now
    const now = new Date()
    world = await openServedWorld({
      databaseUrl: database.url,
      maxBytes: 20_000_000,
      changeApp: (app) => ({ ...app, now: () => now }),
    })
    connection = new Client(world.url, { pipelining: inFlight })
    connection.on('connect', () => {
      connects += 1
    })
  })
  afterAll(async () => {
    await connection.close()
    await world.close()
    await database.drop()
  })

  const ask = async (id: number, subject: number, question: number): Promise<Reply> => {
    const { tool: name, args } = permissionRows[question] ?? { tool: '', args: {} }
    const { headers = {}, body = '' } =
      id % 2 === 0
        ? legacyMessage(subject, callMessage(id, name, args))
        : modernMessage(subject, id, 'tools/call', { name, arguments: args })
    const response = await connection.request({
      path: '/mcp',
      method: 'POST',
      headers: { ...headers, host: 'localhost:8001' },
      body,
      idempotent: true,
      blocking: false,
    })
    const type = String(response.headers['content-type'])
    const text = await response.body.text()
    const [message] = messagesIn({ headers: { 'content-type': type }, body: text })
    const { id: told, result } = answered.parse(message)
    if (told !== id) throw new Error(`${told} was answered to ${id}`)
    const { content, structuredContent, isError } = z.looseObject({}).parse(result)
    const bare = JSON.stringify({ content, structuredContent, isError: isError === true })
    return { subject, question, auditId: result._meta['jhe-mcp/audit_id'], bare }
  }

  it(`finds no foreign row and no foreign audit subject in ${String(calls)} calls of both eras`, async () => {
    const alone = new Map<string, string>()
    const keyOf = (subject: number, question: number) => `${subject} ${question}`
    for (const subject of subjects) {
      for (const question of permissionRows.keys()) {
        const { bare } = await ask(1_000_000 + alone.size, subject, question)
        alone.set(keyOf(subject, question), bare)
      }
    }
    const differing = [...permissionRows.entries()].flatMap(([question, { tool }]) => {
      const answers = new Set(subjects.map((subject) => alone.get(keyOf(subject, question))))
      return guarded.includes(tool) && answers.size > 1 ? [question] : []
    })
    expect(differing.length).toBeGreaterThan(permissionRows.length / 2)

    let next = 0
    const replies: Reply[] = []
    const worker = async (): Promise<void> => {
      while (next < calls) {
        const id = next++
        const subject = subjects[id % subjects.length] ?? 0
        const question = differing[(id * 7 + Math.floor(id / subjects.length)) % differing.length]
        replies.push(await ask(id, subject, question ?? 0))
      }
    }
    await Promise.all(Array.from({ length: inFlight }, worker))

    const foreign = replies.filter(
      ({ subject, question, bare }) => bare !== alone.get(keyOf(subject, question)),
    )
    expect(foreign).toEqual([])
    const lines = new Map<string, AuditEntry>(world.lines.map((line) => [line.id, line]))
    const misnamed = replies.filter(
      ({ subject, auditId }) => lines.get(auditId)?.subject !== subject,
    )
    expect(misnamed).toEqual([])
    expect(replies).toHaveLength(calls)
    expect(connects).toBe(1)
  }, 600_000)
})
