import { listOrganizations } from '../tools/directory/organizations.js'
import { summarizeObservations } from '../tools/observations/summary.js'
import { describeSchema, tableNames, typeNames } from '../tools/server/describe-schema.js'
import { documentation } from '../tools/server/documentation.js'
import { getServerStatus } from '../tools/server/status.js'
import { ownStatistics } from '../tools/studies/statistics.js'
import { getStudyMetadata, listStudies } from '../tools/studies/studies.js'
import type { Tool } from '../tools/tool.js'

/** Things whose ids fill in the variable of an address: those that the viewer may see. */
export type OwnThing = 'study' | 'organization'

/**
 * A resource: a tool's answer under an address, with the same permissions and limits. The tool may be
 * one that only a resource asks.
 */
export interface Resource {
  readonly name: string
  readonly title: string
  readonly description: string
  /** With at most one variable in braces. */
  readonly uri: string
  readonly tool: Tool
  /** Without one of these tools the resource is not offered. */
  readonly needs: readonly Tool[]
  /** The tool's arguments for the variable's value; undefined where there is no such thing. */
  readonly args: (value: string) => object | undefined
  /** The values of the variable: public names, or the ids of what the viewer may see. */
  readonly values: readonly string[] | OwnThing
  /**
   * Who may cache it: content without people and sites may be cached by anyone; of a public
   * resource with a variable only what its `values` name.
   */
  readonly cache: 'public' | 'private'
}

const oneOf = (names: readonly string[]) => (value: string) =>
  names.includes(value) ? { name: value } : undefined

const noArguments = (): object => ({})

/** Every resource, in the order of the lists. None of them holds rows of patients. */
export const resources: readonly Resource[] = [
  {
    name: 'studies',
    title: 'Your studies',
    description: 'The studies you can see, as list_studies answers.',
    uri: 'jhe://studies',
    tool: listStudies,
    needs: [listStudies],
    args: () => ({ limit: 1000 }),
    values: [],
    cache: 'private',
  },
  {
    name: 'status',
    title: 'The server',
    description:
      'Whether you are signed in and the database answers, as get_server_status answers.',
    uri: 'jhe://status',
    tool: getServerStatus,
    needs: [getServerStatus],
    args: noArguments,
    values: [],
    cache: 'private',
  },
  {
    name: 'documentation',
    title: 'What can be asked here',
    description: 'Tools, scopes and rules of this session; needs no sign-in.',
    uri: 'jhe://documentation',
    tool: documentation,
    needs: [],
    args: noArguments,
    values: [],
    // it differs from session to session
    cache: 'private',
  },
  {
    name: 'statistics',
    title: 'Your studies in numbers',
    description: 'How many studies, patients and observations by data type you can read now.',
    uri: 'jhe://statistics',
    tool: ownStatistics,
    needs: [getStudyMetadata, summarizeObservations],
    args: noArguments,
    values: [],
    cache: 'private',
  },
  {
    name: 'organizations',
    title: 'Your organizations',
    description: 'The organizations you belong to, as list_organizations answers.',
    uri: 'jhe://organizations',
    tool: listOrganizations,
    needs: [listOrganizations],
    args: noArguments,
    values: [],
    cache: 'private',
  },
  {
    name: 'study',
    title: 'A study',
    description: 'What a study collects, as get_study_metadata answers.',
    uri: 'jhe://studies/{study_id}',
    tool: getStudyMetadata,
    needs: [getStudyMetadata],
    args: (value) => (/^[1-9]\d{0,14}$/.test(value) ? { study_id: Number(value) } : undefined),
    values: 'study',
    cache: 'private',
  },
  {
    name: 'organization',
    title: 'An organization',
    description: 'One of your organizations, as list_organizations answers.',
    uri: 'jhe://organizations/{id}',
    tool: listOrganizations,
    needs: [listOrganizations],
    // JHE's root organization has the id 0
    args: (value) =>
      /^(0|[1-9]\d{0,14})$/.test(value) ? { organization_id: Number(value) } : undefined,
    values: 'organization',
    cache: 'private',
  },
  {
    name: 'table',
    title: 'A table of JupyterHealth Exchange',
    description: 'What a row and its columns mean.',
    uri: 'schema://jupyterhealth/{table}',
    tool: describeSchema,
    needs: [describeSchema],
    args: oneOf(tableNames),
    values: tableNames,
    cache: 'public',
  },
  {
    name: 'data_type',
    title: 'An Open mHealth data type',
    description: 'Its values, units, context and forms of time.',
    uri: 'omh://schema/{name}',
    tool: describeSchema,
    needs: [describeSchema],
    args: (value) => (tableNames.includes(value) ? undefined : { name: value }),
    values: typeNames,
    cache: 'public',
  },
]
