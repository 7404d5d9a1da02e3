import { isRecord, type JsonRecord } from '../../record.js'
import { opened } from './embedded.js'
import { boundText, own, reach } from './json.js'
import { fieldsOf, showLeaves } from './leaves.js'
import type { BodyReading } from './observation-value.js'
import { showBody } from './read-body.js'
import { addContext, toReading, type Shown } from './shown.js'

/** What is known of an observation besides its JSON. */
export interface ObservationFacts {
  readonly code: string | null
  /** Name of the data source that JHE keeps. */
  readonly source: string | null
  /** Whether the row has an effective time. */
  readonly isTimed: boolean
}

/** Ids and times of the message itself; JHE's row has its own. */
const administrative: readonly string[] = [
  'id',
  'uuid',
  'user_id',
  'schema_id',
  'creation_date_time',
  'source_creation_date_time',
]

/** What stands in the header and is also a time of the message. */
const sent: readonly string[] = ['source_creation_date_time']

interface Place {
  readonly path: readonly string[]
  readonly text: string
}

const placeAt = (...path: readonly string[]): Place => ({ path, text: path.join('.') })

/** What everybody asks of a header, by a short name, and the places it is kept at. */
const named: readonly (readonly [name: string, places: readonly Place[]])[] = [
  ['modality', [placeAt('modality'), placeAt('acquisition_provenance', 'modality')]],
  ['source_name', [placeAt('acquisition_provenance', 'source_name')]],
]

/** The code that a header gives its body; undefined where it gives none that could be one. */
const codeIn = (header: JsonRecord): string | undefined => {
  const parts = ['namespace', 'name', 'version'].map((key) => reach(header, ['schema_id', key]))
  const code = parts.every((part) => typeof part === 'string') ? parts.join(':') : ''
  return code === boundText(code) && code !== '' ? code : undefined
}

/** Shows what has a short name, and tells the places it was found at. */
const showNamed = (shown: Shown, header: JsonRecord, source: string | null): readonly string[] => {
  const told: string[] = []
  for (const [name, places] of named) {
    for (const { path, text } of places) {
      const said = reach(header, path)
      if (typeof said !== 'string') continue
      if (said !== source)
        addContext(shown, shown.context.has(name) ? ['header', name] : [name], said)
      told.push(text)
      break
    }
  }
  return told
}

const showOthers = (
  shown: Shown,
  value: JsonRecord,
  path: readonly string[],
  told: readonly string[],
): void => {
  const before = path.length === 0 ? '' : `${path.join('.')}.`
  const leftOut = path.length === 0 ? administrative : sent
  const isToldOf = (key: string) => leftOut.includes(key) || told.includes(before + key)
  for (const [key, child] of fieldsOf(value, isToldOf)) {
    const place = [...path, key]
    if (key === 'acquisition_provenance' && isRecord(child)) showOthers(shown, child, place, told)
    else showLeaves(shown, child, ['header', ...place])
  }
}

const isPart = (key: string): boolean => key === 'header' || key === 'body'

const showHeader = (shown: Shown, header: unknown, { code, source }: ObservationFacts): void => {
  if (header === undefined || header === null) return
  if (!isRecord(header)) {
    showLeaves(shown, header, ['header'])
    return
  }
  const said = codeIn(header)
  if (said !== undefined && said !== code) addContext(shown, ['schema_id'], said)
  else if (said === undefined && header['schema_id'] !== undefined) {
    showLeaves(shown, header['schema_id'], ['header', 'schema_id'])
  }
  showOthers(shown, header, [], showNamed(shown, header, source))
}

/**
 * What an observation says: its body by `readBody`, then of its header how it was measured
 * (`modality`), the device (`source_name`, where it is not the data source's name), the schema
 * where it is not that of the code, and whatever else it holds but ids and times of the message.
 * JSON of another shape than `{header, body}` is shown whole, below `data`.
 * @param data the whole JSON as JHE stores it
 */
export function readObservation(data: unknown, facts: ObservationFacts): BodyReading {
  if (!isRecord(data)) {
    const shown = showBody(facts.code, undefined, facts.isTimed)
    if (data !== undefined && data !== null) showLeaves(shown, opened(data), ['data'])
    return toReading(shown)
  }
  const shown = showBody(facts.code, own(data, 'body'), facts.isTimed)
  showHeader(shown, own(data, 'header'), facts)
  for (const [key, child] of fieldsOf(data, isPart)) showLeaves(shown, opened(child), ['data', key])
  return toReading(shown)
}
