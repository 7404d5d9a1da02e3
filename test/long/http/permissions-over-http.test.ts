import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import pg from 'pg'

import type { AuditEntry } from '../../../src/audit/event.js'
import { callErrorIn } from '../../support/clients/call-error.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { openOwnServer } from '../../support/serve/own-server.js'
import { questions, type Question } from '../../support/serve/questions.js'
import type { Reply } from '../../support/serve/replies.js'
import {
  openSharedConnections,
  shareConnections,
  ways,
  type SharedConnections,
  type SharingPerson,
} from '../../support/serve/shared-connections.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { openWholeServer, type WholeServer } from '../../support/serve/whole-server.js'
import { expectedOf, personNames } from '../../support/tools/permission-row.js'
import { studies } from '../../support/worlds/jhe/ids.js'
import { people, type PersonName } from '../../support/worlds/jhe/people.js'
import { shown } from '../../tools/registry.js'
import { z } from 'zod'

/** `JHE_TEST_CALLS` for more. */
const calls = Number(process.env['JHE_TEST_CALLS'] ?? 3_000)
const inFlight = 24

/** Studies in the claims of some: one is narrowed by it, nobody gets more. */
const claims: Partial<Record<PersonName, readonly number[]>> = {
  viewer: [studies.pressure],
  analyst: Object.values(studies),
  loner: Object.values(studies),
}

/** As a person alone is answered. */
interface Own {
  readonly bare: string
  readonly traces: string
}

interface Person extends SharingPerson {
  readonly name: PersonName
  readonly subject: number
  readonly tokens: readonly string[]
  readonly clientId: string
  readonly own: ReadonlyMap<Question, Own>
}

/** What differs from server to server, and with how long a session has lasted. */
const isOfServer = ({ row }: Question): boolean => row?.tool === 'get_server_status'

/** What a line says of the question and its answer. */
const traceOf = ({ event, name, code, studies: of, patients, rows, truncated }: AuditEntry) =>
  JSON.stringify({ event, name, code, of, patients, rows, truncated })

const value = z.looseObject({ structuredContent: z.record(z.string(), z.unknown()) })

/** In the short form of the matrix. */
const shortOf = (tool: string, { result }: Pick<Reply, 'result'>): string => {
  const isError = typeof result === 'object' && result !== null && 'isError' in result
  if (isError && result.isError === true) return callErrorIn(result).code
  return shown(tool, { value: value.parse(result).structuredContent, text: '', bytes: 0 })
}

const accounts = personNames.map((name) => ({
  subject: people[name].userId,
  email: `${name.toLowerCase()}@canary.example`,
  permissions: claims[name] === undefined ? null : { studies: claims[name], organizations: [] },
}))

const settings = {
  JHE_RATE: '999999/min',
  JHE_CONCURRENCY: '8',
  JHE_QUEUE: '100000',
}

/** The same order every time, in which everybody meets everybody. */
const mixed = (n: number, salt: number): number => {
  let x = Math.imul(n + 1, 0x9e37_79b1) ^ Math.imul(salt + 1, 0x85eb_ca6b)
  x = Math.imul(x ^ (x >>> 15), 0x2c1b_3c6d)
  return (x ^ (x >>> 13)) >>> 0
}

describe('everybody at once on shared connections', () => {
  let database: TestDatabase
  let server: WholeServer
  let connections: SharedConnections
  const everybody: Person[] = []

  const ownAnswers = async (name: PersonName): Promise<ReadonlyMap<Question, Own>> => {
    const own = new Map<Question, Own>()
    const subject = people[name].userId
    const identity = { subject, issuer: server.issuer.issuer, studies: claims[name] ?? null }
    const alone = await openOwnServer(server.app, identity)
    for (const question of questions) {
      const reply = await alone.ask(question)
      own.set(question, { bare: reply.bare, traces: reply.lines.map(traceOf).join() })
      if (question.row === undefined || isOfServer(question) || name === 'viewer') continue
      expect([name, question.params, shortOf(question.row.tool, reply)]).toEqual([
        name,
        question.params,
        expectedOf(question.row, '0045')[name],
      ])
    }
    await alone.close()
    return own
  }

  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    server = await openWholeServer({
      databaseUrl: database.url,
      people: accounts,
      env: settings,
      maxBytes: 20_000_000,
      answersAt: new Date('2026-11-21T12:00:00Z'),
    })
    const { host } = new URL(server.publicUrl)
    connections = openSharedConnections(server.url, host, 4)
    for (const name of personNames) {
      const subject = people[name].userId
      const { access, refresh, clientId } = await signInServed(server, subject)
      const own = await ownAnswers(name)
      const sharing = await shareConnections(connections, server.url, access)
      everybody.push({ ...sharing, name, subject, own, clientId, tokens: [access, refresh] })
    }
  })
  afterAll(async () => {
    for (const person of everybody) person.close()
    await connections.close()
    await server.close()
    await database.drop()
  })

  /** What is wrong with an answer; undefined where it is the person's own. */
  const wrongOf = (person: Person, question: Question, reply: Reply): string | undefined => {
    if (isOfServer(question)) {
      const said = shortOf('get_server_status', reply)
      const source = claims[person.name] === undefined ? 'database' : 'claims'
      return said === `core.0045 since core.0041, from the ${source}` ? undefined : said
    }
    return reply.bare === person.own.get(question)?.bare ? undefined : reply.bare
  }

  it(`F34: ${calls} calls in every way, each answered and recorded as the person's own`, async () => {
    const wrong: unknown[] = []
    const recorded = new Map<string, { person: Person; question: Question }>()
    const asked = new Map(everybody.map(({ subject }) => [subject, new Array<string>()]))
    const from = server.lines.length
    const period = Math.ceil(calls / 8)
    const renewed = () => server.issuer.grants.filter((g) => g.grant_type === 'refresh_token')
    const renewedBefore = renewed().length
    let next = 0
    const step = async (id: number): Promise<void> => {
      const person = everybody[mixed(id, 1) % everybody.length]
      const question = questions[mixed(id, 2) % questions.length]
      const way = ways[mixed(id, 3) % ways.length]
      if (person === undefined || question === undefined || way === undefined)
        throw new Error('nobody asks')
      const reply = await person.ask(id, question, way)
      const said = wrongOf(person, question, reply)
      if (said !== undefined) wrong.push([id, person.name, question.params, way, said])
      const own = person.own.get(question)
      if (own !== undefined && own.traces !== '') asked.get(person.subject)?.push(own.traces)
      if (reply.auditId !== undefined) recorded.set(reply.auditId, { person, question })
    }
    const worker = async (): Promise<void> => {
      while (next < calls) {
        const id = next++
        // grants are looked up anew; in the middle everybody's claim is due at JHE at once
        if (id % period === 0) server.pass(id === 4 * period ? 3_700 : 31)
        await step(id)
      }
    }
    await Promise.all(Array.from({ length: inFlight }, worker))

    expect(wrong).toEqual([])
    expect(everybody.flatMap(({ foreign }) => foreign)).toEqual([])
    expect(connections.opened()).toBe(4)
    const persons = renewed()
      .slice(renewedBefore)
      .map((grant) => Number(grant.subject))
    expect(persons.toSorted()).toEqual(everybody.map(({ subject }) => subject).toSorted())
    const lines = server.lines.slice(from).filter(({ event }) => /tool|resource/.test(event))
    const misnamed = lines.filter(({ id, subject, client_id, name }) => {
      const of = recorded.get(id)
      const knows = of === undefined || name === of.question.row?.tool
      const isOwn =
        of === undefined || (subject === of.person.subject && client_id === of.person.clientId)
      return !knows || !isOwn
    })
    expect(misnamed).toEqual([])
    const grants = new Set(
      lines.map(({ subject, grant, client_id }) => `${subject} ${grant} ${client_id}`),
    )
    expect(grants.size).toBe(everybody.length)
    for (const { subject } of everybody) {
      const own = lines.filter((line) => line.subject === subject).map(traceOf)
      expect(own.toSorted()).toEqual(asked.get(subject)?.toSorted())
    }
    expect(recorded.size).toBeGreaterThan(calls / 2)
  }, 3_600_000)

  it('neither the log nor the metrics nor the audit trail name anybody', async () => {
    const client = new pg.Client(database.url)
    await client.connect()
    const { rows } = await client.query<{ text: string | null }>(
      `select name_family as text from core_patient union select name_given from core_patient
       union select name from core_study union select name from core_organization`,
    )
    await client.end()
    const names = rows.map(({ text }) => text ?? '').filter((text) => text.trim().length > 2)
    const sessions = [...server.state.rows.values()].map(({ session }) => session)
    const secrets = [
      ...everybody.flatMap(({ tokens }) => tokens),
      ...sessions.flatMap((s) => [s.accessToken, s.refreshToken ?? '', s.idToken]),
      ...accounts.map(({ email }) => email),
    ].filter((text) => text !== '')
    expect(names.length).toBeGreaterThan(10)
    expect(sessions).toHaveLength(everybody.length)
    const log = server.log.join('\n')
    const said = [log, await server.metrics(), JSON.stringify(server.lines)].join('\n')
    for (const canary of [...names, ...secrets]) expect(said).not.toContain(canary)
    for (const { subject } of everybody) expect(log).not.toContain(String(subject))
    expect(log).not.toContain('?')
  })

  it("F54: the end of one person's grant is the end of nobody else's", async () => {
    const [gone, ...others] = everybody
    const [grant] = await server.state.grants.list(gone?.subject)
    await server.state.grants.end(grant?.id ?? '')
    server.pass(31)
    const [question] = questions
    if (gone === undefined || question === undefined) throw new Error('nobody asks')
    const id = 1_000_000
    for (const way of ways) await expect(gone.ask(id, question, way)).rejects.toThrow('401')
    for (const [at, person] of others.entries()) {
      for (const [n, way] of ways.entries()) {
        const reply = await person.ask(id + 10 * at + n, question, way)
        expect(wrongOf(person, question, reply)).toBeUndefined()
      }
    }
  })
})
