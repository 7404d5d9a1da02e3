import { z } from 'zod'

import type { PractitionerRow } from '../../query/directory/practitioners.js'
import { idOf } from '../field-marks.js'
import { pageById } from '../page.js'
import * as params from '../params.js'
import { queries } from '../queries.js'
import { notVisible } from '../studies/studies.js'
import { defineTool } from '../tool.js'
import * as unadvertised from '../unadvertised.js'

const practitioner = z.strictObject({
  id: idOf('practitioner', z.int()),
  name: z.string().nullable(),
  roles: z.array(z.strictObject({ organization: params.organization, role: z.string() })),
})

const toPractitioner = (row: PractitionerRow): z.input<typeof practitioner> => {
  const name = [row.name_given, row.name_family]
    .map((part) => (part ?? '').trim())
    .filter((part) => part !== '')
    .join(' ')
  return {
    id: row.id,
    name: name === '' ? null : name,
    roles: row.roles.map(({ organization_id, organization_name, role }) => ({
      organization: { id: organization_id, name: organization_name },
      role,
    })),
  }
}

export const listPractitioners = defineTool({
  name: 'list_practitioners',
  set: 'directory',
  access: 'Practitioner.s',
  title: 'List practitioners',
  description: 'Who works in your organizations, and in which role.',
  input: z.strictObject({
    organization_id: unadvertised.organizationId.optional(),
    limit: unadvertised.limit.default(50),
    cursor: params.cursor.optional(),
  }),
  output: z.strictObject({
    practitioners: z.array(practitioner).meta({ brief: '' }),
    truncated: params.truncated,
    next_cursor: params.nextCursor,
    notice: params.notice,
  }),
  run: async (input, context) => {
    const page = pageById('list_practitioners', input, context)
    const { organization_id = null } = input
    const { listPractitioners: query } = await queries()
    const found = await context.ask(query, { organization_id, ...page.args })
    if (!found.is_visible) throw notVisible('organization')
    return page.of({
      rows: found.practitioners,
      value: (rows, end) => ({
        practitioners: rows.map(toPractitioner),
        ...end,
      }),
    })
  },
})
