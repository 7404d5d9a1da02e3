import { describe, expect, it } from 'vitest'

import { ownCallFacts } from '../../../src/mcp/call-facts.js'

const uuid = '00000000-0000-4000-9000-000000000001'
const call = (name: string, args: object, value: object) =>
  ownCallFacts(
    { method: 'tools/call', params: { name, arguments: args } },
    { structuredContent: value },
  )

describe('what the trail of a bridge says of a call of our own', () => {
  it.each([
    [
      'organizations',
      call(
        'list_organizations',
        { organization_id: 20_002 },
        { organizations: [{ id: 20_001, part_of: 20_003 }] },
      ),
      { organizations: [20_002, 20_001, 20_003], rows: 1, truncated: false },
    ],
    [
      'practitioners and their organizations',
      call(
        'list_practitioners',
        {},
        { practitioners: [{ id: 3, roles: [{ organization: { id: 20_001 } }] }], truncated: true },
      ),
      { practitioners: [3], organizations: [20_001], rows: 1, truncated: true },
    ],
    [
      'clinical records and their patient',
      call('get_clinical_records', { patient_id: 40_001 }, { records: [{ id: uuid }] }),
      { records: [uuid], patients: [40_001], rows: 1 },
    ],
    [
      'what was asked for where there is no answer',
      ownCallFacts({
        method: 'tools/call',
        params: { name: 'get_study_metadata', arguments: { study_id: 30_001 } },
      }),
      { name: 'get_study_metadata', studies: [30_001], rows: 0 },
    ],
    [
      'the study of a resource',
      ownCallFacts(
        { method: 'resources/read', params: { uri: 'jhe://studies/30001' } },
        { contents: [{ text: '{}' }] },
      ),
      { studies: [30_001] },
    ],
    [
      'nothing of a tool that is not ours',
      call('drop_tables', { study_id: 1 }, {}),
      { name: null, studies: [], patients: [] },
    ],
  ])('names %s', (_what, facts, expected) => {
    expect(facts).toMatchObject(expected)
  })
})
