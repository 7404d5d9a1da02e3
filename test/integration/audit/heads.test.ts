import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { beforeEach, describe, expect, it } from 'vitest'

import { publishHead } from '../../../src/app/audit/publish-head.js'
import { readLine } from '../../../src/audit/chain.js'
import { compareHeads, findingMessage, readTrailContent } from '../../../src/audit/compare-heads.js'
import { openStreamTrail } from '../../../src/audit/stream-trail.js'
import { openTrail, type Trail } from '../../../src/audit/trail.js'
import { verifyTrail } from '../../../src/audit/verify.js'
import { auditVerifyState } from '../../../src/cli/audit.js'
import { openMemoryState } from '../../../src/state/memory.js'
import { auditEvent } from '../../support/answers/audit-events.js'
import { testCommand } from '../../support/worlds/runtime.js'
import { testMachine as machine } from '../../support/worlds/stores.js'

let folder: string
const at = (name: string): string => join(folder, `${name}.jsonl`)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhe-heads-'))
  return async () => {
    await rm(folder, { recursive: true })
  }
})

const open = (path: string): Trail =>
  openTrail({ path, now: () => new Date(), warn: () => undefined, machine })

const served = { transport: 'http', client_id: 'client', grant: 'hash' } as const

const write = async (trail: Trail, replica: string, count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1)
    trail.record(auditEvent(`${replica}-${n}`, { ...served, replica }))
  await trail.flush()
}

const quiet = { warn: () => undefined }

/** Two processes with a trail each, whose ends are in the state. */
const twoReplicas = async () => {
  const state = openMemoryState({ now: () => new Date('2026-03-04T09:31:00Z') })
  for (const replica of ['one', 'two']) {
    const trail = open(at(replica))
    const publisher = publishHead({ audit: trail, heads: state.auditHeads, replica, log: quiet })
    await write(trail, replica, 3)
    await publisher.publish()
    await write(trail, replica, 2)
    await publisher.close()
  }
  const findings = async (...names: readonly string[]) => {
    const heads = await state.auditHeads.list()
    const numbers = new Set(heads.map(({ seq }) => seq))
    const trails = await Promise.all(names.map((name) => readTrailContent(at(name), numbers)))
    return compareHeads(heads, trails)
      .toSorted((a, b) => a.head.replica.localeCompare(b.head.replica))
      .map((finding) => ({ what: finding.what, text: findingMessage(finding) }))
  }
  return { state, findings }
}

describe('F49: a trail that is lost with its machine leaves a trace', () => {
  it('the end of each chain is in the state, and in the files', async () => {
    const { state, findings } = await twoReplicas()
    expect(await state.auditHeads.list()).toHaveLength(2)
    const [one, two] = await findings('one', 'two')
    expect([one?.what, two?.what]).toEqual(['there', 'there'])
    expect(one?.text).toMatch(/^one, copied at 2026-03-04T09:31:00.000Z: its line number 5 is in /)
  })

  it('a file that was deleted', async () => {
    const { findings } = await twoReplicas()
    await rm(at('two'))
    const [one, two] = await findings('one', 'two')
    expect([one?.what, two?.what]).toEqual(['there', 'missing file'])
    expect(two?.text).toContain(
      'none of the files at hand has its lines, of which there were at least 5',
    )
  })

  it('a file whose newest lines were taken away, with what is remembered of them', async () => {
    const { findings } = await twoReplicas()
    const lines = (await readFile(at('one'), 'utf8')).split('\n')
    await writeFile(at('one'), `${lines.slice(0, 3).join('\n')}\n`)
    const [one] = await findings('one', 'two')
    expect(one?.what).toBe('shorter')
    expect(one?.text).toContain('end before number 5')
  })

  it('a file that was written anew', async () => {
    const { findings } = await twoReplicas()
    await rm(at('one'))
    await rm(`${at('one')}.head`)
    await write(open(at('one')), 'one', 6)
    expect((await verifyTrail(at('one'))).breach).toBeNull()
    const [one] = await findings('one', 'two')
    expect(one?.what).toBe('other hash')
  })

  it('a file of the other process does not stand for it', async () => {
    const { findings } = await twoReplicas()
    await copyFile(at('two'), at('one'))
    expect((await findings('one', 'two')).map(({ what }) => what)).toEqual([
      'missing file',
      'there',
    ])
  })
})

describe('F49: audit verify --state', () => {
  it('names the gap and ends with 1, and with 0 where nothing is missing', async () => {
    const { state } = await twoReplicas()
    const verify = async () => {
      const command = testCommand({ env: { JHE_AUDIT_LOG: at('one') } })
      const readHeads = async () => await state.auditHeads.list()
      const code = await auditVerifyState(command, readHeads, [at('two')])
      return { code, told: command.stdout() }
    }
    expect((await verify()).code).toBe(0)
    await rm(at('two'))
    const { code, told } = await verify()
    expect(code).toBe(1)
    expect(told).toContain('one, copied at 2026-03-04T09:31:00.000Z: its line number 5 is in ')
    expect(told).toContain('two, copied at 2026-03-04T09:31:00.000Z: none of the files at hand')
    expect(told).toContain(`There is no line of an audit trail in ${at('two')}: look at its name.`)
  })

  it('says where no process has copied anything yet', async () => {
    const command = testCommand({ env: { JHE_AUDIT_LOG: at('one') } })
    expect(await auditVerifyState(command, async () => await Promise.resolve([]))).toBe(0)
    expect(command.stdout()).toContain('No process has copied the end of its audit trail')
  })
})

describe('the head of a trail', () => {
  it('is copied only when it has grown, and again when the state was away', async () => {
    const trail = open(at('one'))
    const put: number[] = []
    const warned: string[] = []
    let isDown = false
    const publisher = publishHead({
      audit: trail,
      heads: {
        put: async ({ seq }) => {
          if (isDown) throw new Error('down')
          put.push(seq)
          await Promise.resolve()
        },
      },
      replica: 'one',
      log: { warn: (text) => warned.push(text) },
    })
    await publisher.publish()
    expect(put).toEqual([])
    await write(trail, 'one', 2)
    await publisher.publish()
    await publisher.publish()
    expect(put).toEqual([2])
    await write(trail, 'one', 1)
    isDown = true
    await publisher.publish()
    await publisher.publish()
    expect(warned).toHaveLength(1)
    isDown = false
    await publisher.close()
    expect(put).toEqual([2, 3])
  })

  it('is that of the file, with the lines of others', async () => {
    const [one, other] = [open(at('one')), open(at('one'))]
    await write(one, 'one', 2)
    await write(other, 'two', 3)
    expect([one.head()?.seq, other.head()?.seq]).toEqual([2, 5])
    const { newest } = await verifyTrail(at('one'))
    expect(other.head()).toEqual(newest)
  })
})

describe('lines for a collector', () => {
  it('are a chain that verifies once it is in a file', async () => {
    const lines: string[] = []
    const trail = openStreamTrail((line) => lines.push(line))
    expect(trail.head()).toBeUndefined()
    await write(trail, 'one', 4)
    await writeFile(at('collected'), lines.join(''))
    const { newest, lines: count } = await verifyTrail(at('collected'))
    expect(count).toBe(4)
    expect(newest).toEqual(trail.head())
  })
})

describe('lines of before', () => {
  it('verify beside those of a server, in one chain', async () => {
    const trail = open(at('mixed'))
    trail.record(auditEvent('old'))
    trail.record(auditEvent('new', { ...served, replica: 'one' }))
    trail.record(auditEvent('granted', { ...served, event: 'consent', name: null, grant: null }))
    await trail.flush()
    expect(await verifyTrail(at('mixed'))).toMatchObject({ breach: null, lines: 3 })
  })

  it('a line that an earlier release wrote is read as it was written', () => {
    const old =
      '{"seq":1,"prev":"0000000000000000000000000000000000000000000000000000000000000000","id":"a","at":"2026-03-04T09:30:00.000Z","ms":1.5,"event":"sign_in","name":null,"code":"OK","subject":10002,"issuer":"https://jhe.example.org/o","permission_source":null,"consent":"enforce","client":null,"agent":{"version":"0.1.0","pid":1,"host":"here"},"studies":[],"patients":[],"rows":0,"bytes":0,"truncated":false,"hash":"75e7ad5ea80983d3bac77fc8cfa86b96d3c82d39a177227eab0b1302a1009bf1"}'
    expect(readLine(old)).toMatchObject({ seq: 1, event: 'sign_in' })
  })
})
