import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { readObservationsAnswer } from '../../../src/picture/answer/observations-answer.js'
import { connectHost, type Host } from '../../support/clients/mcp-clients.js'

let home: string
let host: Host
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'jhe-formats-'))
  const env = { HOME: home, XDG_CACHE_HOME: join(home, 'cache') }
  host = await connectHost('2025', { args: ['demo', '--stdio'], env })
})
afterAll(async () => {
  await host.close()
  await rm(home, { recursive: true })
})

/** What a view reads of a page of observations, but for their names and sources. */
const rowsOf = async (patient: number, format: string) => {
  const args = { patient_id: patient, limit: 60, format }
  const { value } = await host.call('get_patient_observations', args)
  return readObservationsAnswer(value, Number.MAX_SAFE_INTEGER).rows.map(
    ({ id, dataType, slot, readings }) => ({
      ...{ id, dataType, slot },
      numbers: readings
        .flatMap(({ value: number, unit }) => (number === undefined ? [] : [[number, unit]]))
        .map((pair) => JSON.stringify(pair))
        .sort(),
    }),
  )
}

it.each([40_001, 40_013, 40_024, 40_029])(
  'pictures 5: a view reads the same numbers and times of patient %i in both formats',
  async (patient) => {
    const [slim, fhir] = [await rowsOf(patient, 'slim'), await rowsOf(patient, 'fhir')]
    // of a bundle there is room for fewer
    expect(fhir.length).toBeGreaterThan(10)
    expect(fhir).toEqual(slim.slice(0, fhir.length))
  },
)
