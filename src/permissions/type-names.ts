import { JheError } from '../errors.js'
import { findDataTypes } from '../omh/types/data-types.js'
import { isResourceType } from './type-set.js'

const fullCode = /^(?:[a-z][a-z0-9+.-]*:[^\s|]+\|)?[a-z][a-z0-9-]*:[a-z][a-z0-9-]*:\d[\w.]*$/

const entriesOf = (source: string, name: string): readonly string[] => {
  if (isResourceType(name) || fullCode.test(name)) return [name]
  const known = findDataTypes(name)
  if (known.length > 0) return known.map(({ system, code }) => `${system}|${code}`)
  throw new JheError(
    'CONFIG_INVALID',
    `${source} names ${JSON.stringify(name.slice(0, 60))}, which is not a data type.`,
    'Give a short name like blood-pressure, a full code like omh:heart-rate:2.0, or a FHIR resource type like Condition; `jhe-mcp call describe_schema` lists them.',
  )
}

/**
 * The entries of a type set that names stand for: every version of a short name (`heart-rate`), a
 * full code, `system|code`, and a FHIR resource type as they are.
 * @param source where the names stand, for the error
 * @throws JheError CONFIG_INVALID
 */
export const parseTypes = (source: string, names: readonly string[]): readonly string[] => [
  ...new Set(names.flatMap((name) => entriesOf(source, name))),
]
