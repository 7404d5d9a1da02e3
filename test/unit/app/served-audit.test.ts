import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { brokerAudit } from '../../../src/app/audit/broker-audit.js'
import { measuredAudit } from '../../../src/app/audit/measured-audit.js'
import { openAudit } from '../../../src/app/audit/open-audit.js'
import { openApp } from '../../../src/app/open-app.js'
import { readLine } from '../../../src/audit/chain.js'
import type { AuditEntry } from '../../../src/audit/event.js'
import { fingerprint } from '../../../src/text/fingerprint.js'
import { auditEvent } from '../../support/answers/audit-events.js'
import { testCommand } from '../../support/worlds/runtime.js'

const entryOf = (id: string): AuditEntry => auditEvent(id)

describe('JHE_AUDIT_LOG=-', () => {
  const env = { JHE_AUDIT_LOG: '-' }

  it('writes chained lines to stdout, each with the name of its process', async () => {
    const command = testCommand({ env })
    const audit = openAudit(command, { replica: 'one' })
    for (const id of ['a', 'b', 'c']) audit.record(entryOf(id))
    await audit.close()
    const lines = command.stdout().trimEnd().split('\n').map(readLine)
    expect(lines).toMatchObject([
      { seq: 1, id: 'a', replica: 'one' },
      { seq: 2, id: 'b', replica: 'one' },
      { seq: 3, id: 'c', replica: 'one' },
    ])
    const [, , last] = lines
    expect(audit.head()).toEqual(
      typeof last === 'object' ? { seq: last.seq, hash: last.hash } : undefined,
    )
  })

  it('is refused where stdout is the protocol, or a person’s', async () => {
    await using folder = await temporary()
    const command = testCommand({ env, folder: folder.path, home: folder.path })
    expect(() => openAudit(command)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
    const opened = openApp(command)
    expect(opened.app.problem).toMatchObject({ code: 'CONFIG_INVALID' })
    opened.app.audit.record(entryOf('a'))
    await opened.close()
    expect(command.stdout()).toBe('')
    expect(await readdir(folder.path)).toEqual([])
  })
})

const temporary = async () => {
  const path = await mkdtemp(join(tmpdir(), 'jhe-audit-'))
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await rm(path, { recursive: true, force: true })
    },
  }
}

describe('audit lines of the broker', () => {
  const record = (event: Parameters<ReturnType<typeof brokerAudit>>[0]): readonly AuditEntry[] => {
    const lines: AuditEntry[] = []
    brokerAudit({
      audit: { record: (entry) => lines.push(entry) },
      issuer: 'https://jhe.example.org/o',
      consent: 'enforce',
      now: () => new Date('2026-03-04T09:30:00Z'),
    })(event)
    return lines
  }

  it('name the person, the client and a hash of the grant', () => {
    const grantId = 'secret-grant-id'
    const lines = record({
      ...{ event: 'consent', code: 'OK', subject: 10_001, clientId: 'client', grantId },
    })
    expect(lines).toMatchObject([
      {
        ...{ event: 'consent', code: 'OK', subject: 10_001, issuer: 'https://jhe.example.org/o' },
        ...{ client_id: 'client', grant: fingerprint(grantId), transport: 'http', name: null },
        at: '2026-03-04T09:30:00.000Z',
      },
    ])
    expect(JSON.stringify(lines)).not.toContain(grantId)
  })

  it.each(['consent', 'sign_in', 'refresh', 'revoke', 'refused'] as const)(
    'are written of %s',
    (event) => {
      const [line] = record({
        ...{ event, code: 'access_denied\n', subject: null, clientId: null, grantId: null },
      })
      expect(line).toMatchObject({ event, issuer: null, client_id: null, grant: null })
      expect(line?.code.trim()).toBe('access_denied')
    },
  )
})

it('calls of tools are measured by their audit lines', () => {
  const measured: unknown[] = []
  const lines: AuditEntry[] = []
  const audit = measuredAudit(
    { record: (entry: AuditEntry) => lines.push(entry) },
    { tool: (...told) => measured.push(told) },
  )
  audit.record({ ...entryOf('a'), ms: 20 })
  audit.record({ ...entryOf('b'), event: 'sign_in', name: null })
  expect(measured).toEqual([['get_patient_observations', 'OK', 0.02]])
  expect(lines).toHaveLength(2)
})
