import { prompts } from '../../../src/prompts/registry.js'
import { permissionRows } from '../../tools/registry.js'
import { studies } from '../worlds/jhe/ids.js'

/** A request of MCP, whoever sends it. */
export interface Question {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  /** Of the permission matrix. */
  readonly row?: (typeof permissionRows)[number]
}

const ofTools: readonly Question[] = permissionRows.map((row) => ({
  method: 'tools/call',
  params: { name: row.tool, arguments: row.args },
  row,
}))

const reading = (uri: string): Question => ({ method: 'resources/read', params: { uri } })

const completing = (ref: object, name: string): Question => ({
  method: 'completion/complete',
  params: { ref, argument: { name, value: '' } },
})

const ofResources: readonly Question[] = [
  { method: 'resources/list', params: {} },
  { method: 'resources/templates/list', params: {} },
  reading('jhe://studies'),
  ...Object.values(studies).map((id) => reading(`jhe://studies/${id}`)),
  completing({ type: 'ref/resource', uri: 'jhe://studies/{study_id}' }, 'study_id'),
]

const ofPrompts: readonly Question[] = [
  { method: 'prompts/list', params: {} },
  {
    method: 'prompts/get',
    params: { name: 'study_overview', arguments: { study_id: String(studies.pressure) } },
  },
  ...prompts.flatMap(({ name, arguments: given }) =>
    given
      .filter(({ offers }) => offers !== undefined)
      .map((argument) => completing({ type: 'ref/prompt', name }, argument.name)),
  ),
]

/** The permission matrix, and all that a server offers besides tools. */
export const questions: readonly Question[] = [...ofTools, ...ofResources, ...ofPrompts]
