import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { grantOf } from '../../../src/permissions/grant.js'
import { allTools } from '../../../src/tools/toolset.js'
import {
  askHttpServer,
  legacyMessage,
  messagesIn,
  modernMessage,
  type HttpAsk,
} from '../../support/clients/http-request.js'
import { callMessage } from '../../support/clients/raw-host.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { openServedWorld, type ServedWorld } from '../../support/worlds/served-world.js'

type MakeCall = (subject: number, name: string, args: object) => HttpAsk

const eras: readonly (readonly [string, MakeCall])[] = [
  ['2025', (subject, name, args) => legacyMessage(subject, callMessage(1, name, args))],
  [
    '2026-07-28',
    (subject, name, args) => modernMessage(subject, 1, 'tools/call', { name, arguments: args }),
  ],
]

describe.each(eras)('a server that is held to one study, for hosts of %s', (_era, makeCall) => {
  let database: TestDatabase
  let world: ServedWorld
  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    const grant = grantOf({ studies: [studies.pressure] })
    world = await openServedWorld({
      databaseUrl: database.url,
      granted: { grant, toolset: allTools },
    })
  })
  afterAll(async () => {
    await world.close()
    await database.drop()
  })

  const call = async (subject: number, name: string, args: object = {}): Promise<string> => {
    const reply = await askHttpServer(`${world.url}/mcp`, makeCall(subject, name, args))
    return JSON.stringify(messagesIn(reply))
  }

  it.each(['coordinator', 'member', 'ana', 'ben'] as const)(
    'A39: %s sees that study and no other',
    async (person) => {
      const { userId } = people[person]
      const listed = await call(userId, 'list_studies')
      expect(listed).toContain(String(studies.pressure))
      expect(listed).not.toContain(String(studies.devices))
      expect(await call(userId, 'get_study_metadata')).toContain(`"id":${studies.pressure}`)
      const other = await call(userId, 'get_study_metadata', { study_id: studies.devices })
      expect(other).toContain('NOT_VISIBLE')
      const bare = (text: string) => text.replaceAll(/"jhe-mcp\/audit_id":"[^"]+"/g, '')
      const missing = await call(userId, 'get_study_metadata', { study_id: studies.missing })
      expect(bare(other)).toBe(bare(missing))
    },
  )

  it('A39: whom the study does not reach sees nothing, as everywhere', async () => {
    const { userId } = people.loner
    expect(await call(userId, 'get_study_metadata')).toContain('NOT_VISIBLE')
    const ofAna = { patient_id: patients.ana }
    expect(await call(userId, 'get_patient_observations', ofAna)).toContain('NOT_VISIBLE')
  })

  it('the audit trail has the study that was filled in', async () => {
    await call(people.coordinator.userId, 'get_patient_demographics')
    expect(world.lines.at(-1)).toMatchObject({
      name: 'get_patient_demographics',
      code: 'OK',
      studies: [studies.pressure],
    })
  })
})
