import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'

import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { callMessage, initialize, parseLine, startRawHost } from '../../support/clients/raw-host.js'
import { signInAs, type SignedIn } from '../../support/worlds/signed-in.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

/** What a careless package might do in the server's process, once it is told to. */
const noise = `
process.on('SIGUSR2', () => {
  for (const method of ['log', 'info', 'debug', 'warn', 'error', 'trace', 'dirxml', 'group', 'groupCollapsed', 'count', 'table', 'timeStamp']) {
    console[method]('noise of ' + method)
  }
  console.groupEnd()
  console.dir({ noise: 'of dir' })
  console.table([{ noise: 'of table' }])
  console.assert(false, 'noise of assert')
  console.time('noise'); console.timeLog('noise'); console.timeEnd('noise')
  process.emitWarning('noise of a deprecation', 'DeprecationWarning', 'DEP0999')
  new Buffer(1)
  process.stderr.write('noise is over\\n')
})`
const preload = `--import=data:text/javascript,${encodeURIComponent(noise)}`

let database: TestDatabase
let signedIn: SignedIn
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  signedIn = await signInAs(people.oddball.userId, database.url)
})
afterAll(async () => {
  signedIn.remove()
  await database.drop()
})

describe('stdout', () => {
  it.skipIf(process.platform === 'win32')(
    'T-S4: stays pure when something in the process prints',
    async () => {
      const host = startRawHost({
        env: { ...signedIn.env, NODE_OPTIONS: `--trace-deprecation ${preload}` },
      })
      host.send(initialize)
      await host.answerTo(0)
      host.process.kill('SIGUSR2')
      await vi.waitFor(() => {
        expect(host.stderr()).toContain('noise is over')
      }, 20_000)
      host.send(callMessage(1, 'get_study_count'))
      expect((await host.answerTo(1)).result).toHaveProperty('structuredContent.count', 1)
      expect(await host.end()).toBe(0)
      expect(host.lines.map(parseLine)).toHaveLength(2)
      expect(host.stderr()).toMatch(/noise of log[^]*of dir[^]*noise of a deprecation/)
    },
  )

  it('T-S4: stays pure, one message a line, whatever stands in the database', async () => {
    const host = startRawHost({ env: { ...signedIn.env, JHE_LOG_LEVEL: 'debug' } })
    host.send(initialize)
    const calls = [
      callMessage(1, 'list_studies'),
      callMessage(2, 'get_study_metadata', { study_id: studies.hostile }),
      callMessage(3, 'get_patient_demographics', { study_id: studies.hostile }),
      callMessage(4, 'get_patient_observations', { patient_id: patients.mallory }),
      callMessage(5, 'get_patient_observations', { patient_id: patients.mallory, format: 'fhir' }),
      callMessage(6, 'get_patient_observations', { patient_id: 1, 'a\u2028b\nc': '\u001b[2J' }),
    ]
    for (const call of calls) host.send(call)
    await Promise.all(calls.map(async (_call, i) => await host.answerTo(i + 1)))
    await host.end()
    expect(host.lines).toHaveLength(calls.length + 1)
    // eslint would not see it, a terminal would: no control or bidi character on either stream
    const unseen = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u
    for (const line of host.lines) expect(line).not.toMatch(unseen)
    for (const line of host.stderr().split('\n')) expect(line).not.toMatch(unseen)
  })
})

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

describe('any message at all', () => {
  const toolNames = fc.constantFrom(
    ...['get_study_count', 'list_studies', 'get_study_metadata', 'get_patient_demographics'],
    ...['get_patient_observations', 'nonsense', '__proto__', ''],
  )
  const args = fc.oneof(
    fc.record({ study_id: fc.constantFrom(studies.hostile, studies.clocks, '1', null) }),
    fc.record({ patient_id: fc.constantFrom(patients.mallory, patients.ana), limit: fc.nat(2000) }),
    fc.jsonValue(),
  )
  const params = fc.oneof(
    { arbitrary: fc.record({ name: toolNames, arguments: args }), weight: 8 },
    { arbitrary: fc.jsonValue(), weight: 1 },
  )

  it('T-S4: is answered by JSON-RPC or not at all, and never with what nobody foresaw', async () => {
    const host = startRawHost({ env: signedIn.env })
    host.send(initialize)
    await host.answerTo(0)
    const messages = fc.sample(params, 400)
    messages.forEach((sent, i) => {
      host.send({ jsonrpc: '2.0', id: i + 1, method: 'tools/call', params: sent })
    })
    for (const junk of [
      '',
      'null',
      '[]',
      '{}',
      '{"jsonrpc":"2.0"}',
      '"text"',
      '{"id":',
      '\u0000',
    ]) {
      host.process.stdin.write(`${junk}\n`)
    }
    host.send(callMessage(1000, 'get_study_count'))
    expect((await host.answerTo(1000)).result).toHaveProperty('structuredContent.count', 1)
    // parameters that are no object make no request
    await Promise.all(
      messages.map(async (sent, i) => (isObject(sent) ? await host.answerTo(i + 1) : undefined)),
    )
    expect(await host.end()).toBe(0)
    const answers = host.lines.map(parseLine)
    expect(
      answers.filter(({ result: one }) => JSON.stringify(one ?? '').includes('INTERNAL')),
    ).toEqual([])
    expect(answers.some(({ error }) => error !== undefined)).toBe(true)
    expect(answers.some(({ result: one }) => JSON.stringify(one ?? '').includes('isError'))).toBe(
      true,
    )
  })
})

const result = z.looseObject({
  structuredContent: z.looseObject({ truncated: z.boolean(), next_cursor: z.string().nullable() }),
})

describe('an answer on the wire', () => {
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'raw-host', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  }

  it.each([
    ['2025', {}],
    ['2026-07-28', { _meta: envelope }],
  ])('T-D6: stays within JHE_MAX_BYTES for a client of %s', async (era, meta) => {
    const other = await signInAs(people.analyst.userId, database.url)
    const host = startRawHost({ env: { ...other.env, JHE_MAX_BYTES: '20000' } })
    if (era === '2025') host.send(initialize)
    for (const [id, format] of [
      [1, 'slim'],
      [2, 'fhir'],
    ] as const) {
      const args = { patient_id: patients.gus, limit: 1000, format }
      host.send({
        jsonrpc: '2.0',
        id,
        method: 'tools/call',
        params: { name: 'get_patient_observations', arguments: args, ...meta },
      })
      const answer = (await host.answerTo(id)).result
      const { truncated, next_cursor } = result.parse(answer).structuredContent
      expect(truncated).toBe(true)
      expect(next_cursor).not.toBeNull()
      const bytes = Buffer.byteLength(JSON.stringify(answer))
      expect(bytes).toBeLessThanOrEqual(20_000)
      expect(bytes).toBeGreaterThan(15_000)
    }
    await host.end()
    other.remove()
  })
})
