import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { AuditEntry } from '../../../../src/audit/event.js'
import { grantOf, type Grant } from '../../../../src/permissions/grant.js'
import { parseScopes, typeLimitsOf } from '../../../../src/permissions/scope.js'
import {
  countOwn,
  readTables,
  type AskedStatistics,
} from '../../../support/answers/own-statistics.js'
import { askStatistics } from '../../../support/clients/ask-statistics.js'
import {
  connectTo,
  createToolCaller,
  type ToolCaller,
} from '../../../support/clients/tool-caller.js'
import { createDatabase, type TestDatabase } from '../../../support/database/database.js'
import { makeIndexes } from '../../../support/database/make-indexes.js'
import { personNames } from '../../../support/tools/permission-row.js'
import { patients, studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

const isSwitchedOff = (name: (typeof personNames)[number]) => 'isInactive' in people[name]
const heartRate = 'omh:heart-rate:2.0'

/** What a session may be held to, as a grant and as the second count takes it. */
const sessions: readonly (readonly [Grant, Partial<AskedStatistics>])[] = [
  [grantOf({}), {}],
  [grantOf({ studies: [studies.pressure] }), { studies: [studies.pressure] }],
  [grantOf({ studies: [studies.sugar, studies.missing] }), { studies: [studies.sugar] }],
  [grantOf({ patient: [patients.ana] }), { patient: patients.ana }],
  [grantOf({ patient: [patients.ben] }), { patient: patients.ben }],
  [
    grantOf({
      types: typeLimitsOf(parseScopes('JHE_SCOPE', `user/Observation.rs?code=${heartRate}`)),
    }),
    { codes: [heartRate] },
  ],
]

describe.each([
  ['0011', 'without'],
  ['0045', 'without'],
  ['0045', 'with'],
] as const)('the statistics of core.%s, %s the advised indexes', (version, indexes) => {
  let database: TestDatabase
  let caller: ToolCaller

  beforeAll(async () => {
    database = await createDatabase(`jhe_${version}`)
    if (indexes === 'with') await makeIndexes(database)
    caller = createToolCaller(connectTo(database.url))
  })
  afterAll(async () => {
    await caller.close()
    await database.drop()
  })

  it('are what counting row by row gives, for everybody and whatever narrows', async () => {
    const tables = await readTables(database.sql)
    for (const [grant, narrowed] of sessions) {
      for (const name of personNames.filter((one) => !isSwitchedOff(one))) {
        for (const consent of ['enforce', 'off'] as const) {
          const { userId } = people[name]
          const told = await askStatistics(caller, { userId, grant, consent })
          const asked = { userId, enforcesConsent: consent === 'enforce', ...narrowed }
          expect(told, `${name} ${consent} ${JSON.stringify(narrowed)}`).toEqual(
            countOwn(tables, asked),
          )
        }
      }
    }
  })

  it('count what two studies share once, and tell a patient of nobody else', async () => {
    const { userId } = people.coordinator
    const all = await askStatistics(caller, { userId })
    expect(all).toMatchObject({ study_count: 3 })
    expect(all).not.toMatchObject({ observation_count: 0 })
    expect(await askStatistics(caller, { userId: people.ana.userId })).toMatchObject({
      patient_count: null,
    })
  })

  it('add a line to the audit trail as any resource, with no id of anybody', async () => {
    const lines: AuditEntry[] = []
    const { userId } = people.coordinator
    await askStatistics(caller, { userId, record: (entry) => lines.push(entry) })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      ...{ event: 'resource', name: 'jhe://statistics', code: 'OK', subject: userId },
      ...{ studies: [], patients: [] },
    })
  })

  it('are refused to who is switched off', async () => {
    for (const name of personNames.filter(isSwitchedOff)) {
      const { userId } = people[name]
      await expect(askStatistics(caller, { userId })).rejects.toMatchObject({
        code: 'ACCOUNT_INACTIVE',
      })
    }
  })
})
