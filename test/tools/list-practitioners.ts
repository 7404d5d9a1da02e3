import { fails, gives } from '../support/tools/demo-question.js'
import { inHarbor, row, withoutReach } from '../support/tools/permission-row.js'
import { at, each, list, moreIn, text } from '../support/tools/short-form.js'
import { ToolTest } from '../support/tools/tool-test.js'
import { notCursors, notIds, notLimits } from '../support/tools/wrong-values.js'
import { orgs } from '../support/worlds/jhe/ids.js'

const tool = 'list_practitioners'

const roles = (practitioner: unknown): string =>
  list(at(practitioner, 'roles'))
    .map((role) => `${text(at(role, 'role'))}@${text(at(at(role, 'organization'), 'id'))}`)
    .join('+')

const line = (practitioner: unknown): string =>
  `${text(at(practitioner, 'id'))} ${roles(practitioner)}`

const inHarborAlone =
  '80002 member@20001, 80003 viewer@20001, 80006 member@20001, 80008 manager@20001'
const everybodyElse = `director oddball analyst ${withoutReach}`

export default new ToolTest({
  tool,

  shortCall: {},
  shown: (value) => `${each(value['practitioners'], line)}${moreIn(value)}`,
  permissions: [
    row(
      {},
      {
        'coordinator ana': `80001 manager@20001+viewer@20002, ${inHarborAlone}`,
        // what the coordinator is in Valley is not said to who does not belong there
        [`${inHarbor} ben`]: `80001 manager@20001, ${inHarborAlone}`,
        director: '80004 manager@20010',
        oddball: '80009 member@20004',
        analyst: '80010 member@20003',
        [withoutReach]: 'none',
      },
    ),
    row(
      { organization_id: orgs.valley },
      {
        'coordinator ana': '80001 manager@20001+viewer@20002',
        [`${inHarbor} ben ${everybodyElse}`]: 'NOT_VISIBLE',
      },
    ),
    row(
      { organization_id: 29_999 },
      { [`coordinator ana ${inHarbor} ben ${everybodyElse}`]: 'NOT_VISIBLE' },
    ),
  ],
  wrong: {
    organization_id: notIds.filter((id) => id !== 0),
    limit: notLimits,
    cursor: notCursors,
  },
  hostile: () => [{}, { organization_id: orgs.odd }],
  demo: [
    {
      ask: 'Who else works in my clinic?',
      as: 'coordinator',
      calls: [
        gives(
          tool,
          { organization_id: 20_002 },
          {
            practitioners: [
              {
                id: 80_001,
                name: 'Mirela Stanhope-Dinu',
                roles: [{ role: 'manager' }, { role: 'viewer' }],
              },
              { name: 'Viktor Hallgrimsen-Poe' },
              // nothing is said of her role in the health system
              { name: 'Constance Abiola-Reyne', roles: [{ role: 'manager' }] },
            ],
          },
        ),
      ],
    },
    {
      ask: 'Who works at 20001? (Not theirs.)',
      as: 'coordinator',
      calls: [fails(tool, { organization_id: 20_001 }, 'NOT_VISIBLE')],
    },
  ],
})
