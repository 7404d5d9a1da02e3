import { fails, gives } from '../support/tools/demo-question.js'
import { inHarbor, row, withoutReach } from '../support/tools/permission-row.js'
import { at, each, text } from '../support/tools/short-form.js'
import { ToolTest } from '../support/tools/tool-test.js'
import { notIds } from '../support/tools/wrong-values.js'
import { orgs } from '../support/worlds/jhe/ids.js'

const tool = 'list_organizations'

/** JHE's root organization has the id 0. */
const notOrganizationIds = notIds.filter((id) => id !== 0)

/** Studies, practitioners and patients of each. */
const line = (organization: unknown): string => {
  const counts = ['studies', 'practitioners', 'patients'].map((key) => text(at(organization, key)))
  return `${text(at(organization, 'id'))} ${text(at(organization, 'role'))} ${counts.join('/')}`
}

export default new ToolTest({
  tool,

  shortCall: {},
  shown: (value) => each(value['organizations'], line),
  permissions: [
    row(
      {},
      {
        coordinator: '20001 manager 2/5/3, 20002 viewer 1/1/3',
        member: '20001 member 2/5/3',
        viewer: '20001 viewer 2/5/3',
        director: '20010 manager 1/1/0',
        // a patient learns nothing of others
        ana: '20001 ? ?/?/?, 20002 ? ?/?/?',
        ben: '20001 ? ?/?/?',
        oddball: '20004 member 1/1/1',
        analyst: '20003 member 1/1/2',
        [withoutReach]: 'none',
      },
    ),
    row(
      { organization_id: orgs.harbor },
      {
        coordinator: '20001 manager 2/5/3',
        member: '20001 member 2/5/3',
        viewer: '20001 viewer 2/5/3',
        'ana ben': '20001 ? ?/?/?',
        // of the parent, but nothing is inherited
        [`director oddball analyst ${withoutReach}`]: 'NOT_VISIBLE',
      },
    ),
    row(
      { organization_id: 29_999 },
      {
        [`coordinator ${inHarbor} ana ben director oddball analyst ${withoutReach}`]: 'NOT_VISIBLE',
      },
    ),
  ],
  wrong: { organization_id: notOrganizationIds },
  hostile: () => [{}, { organization_id: orgs.odd }],
  demo: [
    {
      ask: 'Which organizations do I work in, and as what?',
      as: 'coordinator',
      calls: [
        gives(
          tool,
          {},
          {
            organizations: [
              // the health system above the clinic is not theirs
              { id: 20_002, part_of: null, role: 'manager', studies: 2 },
              { id: 20_003, part_of: null, role: 'viewer', studies: 2 },
            ],
          },
        ),
      ],
    },
    {
      ask: 'Tell me about organization 20001. (Not theirs.)',
      as: 'coordinator',
      calls: [fails(tool, { organization_id: 20_001 }, 'NOT_VISIBLE')],
    },
    {
      ask: 'Who runs my studies? (Counts of others are not for a patient.)',
      as: 'patient',
      calls: [gives(tool, {}, { organizations: [{ id: 20_002, role: null, patients: null }] })],
    },
  ],
})
