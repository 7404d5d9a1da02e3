import { getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser'

import { isRecord } from '../../record.js'
import {
  BrokenConfig,
  lineEndOf,
  lineStart,
  nextLine,
  splice,
  type ConfigFormat,
  type ConfigPath,
  type ConfigValue,
} from './config-format.js'
import { startsWith, treeOf, type Pair, type Tree } from './toml-tree.js'
import { dotted, inlineValue, tableLines } from './toml-value.js'

const read = (text: string): unknown => {
  try {
    return getStaticTOMLValue(parseTOML(text))
  } catch (thrown) {
    if (!(thrown instanceof ParseError)) throw thrown
    // messages of the parser are constant sentences about the syntax
    throw new BrokenConfig(text, thrown.index, thrown.message.toLowerCase())
  }
}

/** A line after all that stands before an offset, ending as the others of the file do. */
const addLine = (text: string, after: number, line: string): string => {
  const at = nextLine(text, after)
  const end = lineEndOf(text)
  const isCut = at > 0 && text[at - 1] !== '\n'
  return splice(text, at, at, `${isCut ? end : ''}${line}${end}`)
}

const intoInline = (text: string, [start, end]: readonly [number, number], member: string) => {
  const inside = text.slice(start + 1, end - 1)
  const held = inside.trimEnd()
  if (held.trim() === '') return splice(text, start, end, `{ ${member} }`)
  const at = start + 1 + held.length
  return splice(text, at, at, held.endsWith(',') ? ` ${member}` : `, ${member}`)
}

const wrapped = (keys: ConfigPath, value: ConfigValue): ConfigValue =>
  keys.reduceRight<ConfigValue>((inner, key) => ({ [key]: inner }), value)

/** Adds to the nearest existing table of the path; undefined where no part of the path exists. */
const addBeside = (
  text: string,
  { pairs, tables }: Tree,
  path: ConfigPath,
  value: ConfigValue,
): string | undefined => {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const start = path.slice(0, length)
    const [key = '', ...rest] = path.slice(length)
    const holder = pairs.find((pair) => pair.path.length === length && startsWith(pair.path, start))
    if (holder?.value.type === 'TOMLInlineTable') {
      const member = `${dotted([key])} = ${inlineValue(wrapped(rest, value))}`
      return intoInline(text, holder.value.range, member)
    }
    if (length === 1 && isRecord(value)) return undefined
    const table = tables.findLast(
      (known) => known.path.length === length && startsWith(known.path, start),
    )
    if (table !== undefined)
      return addLine(
        text,
        table.range[1],
        `${dotted([key])} = ${inlineValue(wrapped(rest, value))}`,
      )
    const sibling = pairs.findLast(
      (pair) => pair.inline === undefined && startsWith(pair.path, start),
    )
    if (sibling !== undefined && sibling.depth < length)
      return addLine(
        text,
        sibling.range[1],
        `${dotted(path.slice(sibling.depth))} = ${inlineValue(value)}`,
      )
  }
  return undefined
}

const addTables = (text: string, path: ConfigPath, value: ConfigValue): string => {
  const end = lineEndOf(text)
  const lines = isRecord(value)
    ? tableLines(path, value)
    : tableLines(path.slice(0, -1), { [String(path.at(-1))]: value })
  const gap = text.trim() === '' ? '' : `${text.endsWith('\n') ? '' : end}${end}`
  return `${text}${gap}${lines.join(end)}${end}`
}

type Range = readonly [number, number]

const wholeLines = (text: string, [start, end]: Range): Range => [
  lineStart(text, start),
  nextLine(text, end),
]

/** The range of a table, with the blank line before it where nothing else is left. */
const withGap = (text: string, [start, end]: Range): Range => {
  const before = lineStart(text, Math.max(start - 1, 0))
  const isBlank = start > 0 && text.slice(before, start).trim() === ''
  return isBlank && /^(?:[^\S\n]*\n|$)/.test(text.slice(end)) ? [before, end] : [start, end]
}

/** A member of an inline table with the comma that parts it from its neighbour. */
const memberRange = (text: string, [start, end]: Range): Range => {
  const after = /^\s*,\s*/.exec(text.slice(end))?.[0].length
  if (after !== undefined) return [start, end + after]
  return [start - (/,?\s*$/.exec(text.slice(0, start))?.[0].length ?? 0), end]
}

const pairRange = (text: string, { range, inline }: Pair): Range =>
  inline === undefined ? wholeLines(text, range) : memberRange(text, range)

const lies =
  ([start, end]: Range) =>
  ([from, to]: Range): boolean =>
    from <= start && end <= to && to - from > end - start

const remove = (text: string, path: ConfigPath): string => {
  const { pairs, tables } = treeOf(text)
  const ranges = [
    ...tables
      .filter((table) => startsWith(table.path, path))
      .map(({ range }) => withGap(text, wholeLines(text, range))),
    ...pairs.filter((pair) => startsWith(pair.path, path)).map((pair) => pairRange(text, pair)),
  ]
  const outer = ranges.filter((range) => !ranges.some(lies(range)))
  let limit = text.length
  let rest = text
  for (const [start, end] of outer.toSorted(([a], [b]) => b - a)) {
    rest = splice(rest, start, Math.min(end, limit), '')
    limit = start
  }
  return rest
}

/** All that belongs to a table, replaced by another in the place of the first of it. */
const replaceTables = (text: string, path: ConfigPath, value: ConfigValue): string => {
  const { tables } = treeOf(text)
  const own = tables.filter((table) => startsWith(table.path, path))
  const [first, ...others] = own
  if (first === undefined || !isRecord(value)) return set(remove(text, path), path, value)
  const outside = others.map(({ range }) => withGap(text, wholeLines(text, range)))
  const lines = tableLines(path, value).join(lineEndOf(text))
  const rest = outside
    .toSorted(([a], [b]) => b - a)
    .reduce((cut, [start, end]) => splice(cut, start, end, ''), text)
  return splice(rest, ...first.range, lines)
}

const holdsInside = ({ pairs, tables }: Tree, path: ConfigPath): boolean =>
  [...pairs, ...tables].some((node) => startsWith(node.path, path))

function set(text: string, path: ConfigPath, value: ConfigValue): string {
  const tree = treeOf(text)
  const present = tree.pairs.find(
    (pair) => pair.path.length === path.length && startsWith(pair.path, path),
  )
  if (present !== undefined) return splice(text, ...present.value.range, inlineValue(value))
  if (holdsInside(tree, path)) return replaceTables(text, path, value)
  return addBeside(text, tree, path, value) ?? addTables(text, path, value)
}

/** TOML, edited by the places that a parser gives for each key, value and table. */
export const tomlFormat: ConfigFormat = { read, set, remove }
