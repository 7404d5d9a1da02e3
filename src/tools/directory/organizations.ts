import { z } from 'zod'

import type { OrganizationRow } from '../../query/directory/organizations.js'
import { idOf } from '../field-marks.js'
import { noticeOf } from '../observations/kept-apart.js'
import * as params from '../params.js'
import { queries } from '../queries.js'
import { notVisible } from '../studies/studies.js'
import { defineTool } from '../tool.js'
import * as unadvertised from '../unadvertised.js'

const count = params.count.nullable()

const others = 'There are more organizations than fit: ask for one of them by organization_id.'

/** Each organization before those that are part of it, by id; a circle of them breaks nothing. */
export function inTreeOrder(rows: readonly OrganizationRow[]): OrganizationRow[] {
  const ids = new Set(rows.map(({ id }) => id))
  const placed = new Set<number>()
  const below = (part_of: number | null): readonly OrganizationRow[] =>
    rows
      .filter((row) => (ids.has(row.part_of ?? -1) ? row.part_of : null) === part_of)
      .filter(({ id }) => !placed.has(id))
      .flatMap((row) => {
        if (placed.has(row.id)) return []
        placed.add(row.id)
        return [row, ...below(row.id)]
      })
  const tree = below(null)
  return [...tree, ...rows.filter(({ id }) => !placed.has(id))]
}

export const listOrganizations = defineTool({
  name: 'list_organizations',
  set: 'directory',
  access: 'Organization.s',
  title: 'List organizations',
  description: 'The organizations you belong to, your role in each, and how many belong to it.',
  input: z.strictObject({
    organization_id: unadvertised.organizationId.optional(),
  }),
  output: z.strictObject({
    organizations: z
      .array(
        z.strictObject({
          ...params.organization.shape,
          type: z.string(),
          part_of: idOf('organization', z.int()).nullable(),
          role: z.string().nullable(),
          studies: count,
          practitioners: count,
          patients: count,
        }),
      )
      .meta({ brief: '' }),
    truncated: params.truncated,
    notice: params.notice,
  }),
  run: async ({ organization_id = null }, { ask, limits }) => {
    const { listOrganizations: query } = await queries()
    const { organizations } = await ask(query, { organization_id, limit: limits.rows + 1 })
    if (organization_id !== null && organizations.length === 0) throw notVisible('organization')
    const to = (rows: number) => {
      const truncated = organizations.length > rows
      const shown = inTreeOrder(organizations.slice(0, rows))
      return { organizations: shown, truncated, ...noticeOf(truncated ? [others] : []) }
    }
    const shown = Math.min(organizations.length, limits.rows)
    return { value: to(shown), shorten: { rows: shown, to } }
  },
})
