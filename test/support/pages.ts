import { join } from 'node:path'

import { z } from 'zod'

import { settings } from '../../src/config.js'
import { serveSettings } from '../../src/serve-config.js'
import { flagOf, type NamedSetting } from '../../src/settings.js'
import { parameters } from '../../src/db/conninfo/parameters.js'
import { additiveNames, statisticRules } from '../../src/omh/types/statistic-rules.js'
import { tools } from '../../src/tools/registry.js'
import { scopeOf } from '../../src/tools/server/documentation.js'
import type { Tool } from '../../src/tools/tool.js'
import { definitionsHash } from '../../src/mcp/tool-definitions-hash.js'
import { missed, toMarkdown } from '../bench/results/report.js'
import { readResults } from '../bench/results/results.js'
import { faults } from './database/faults.js'
import { readSource, root } from './source-files.js'

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

/** What `npm run bench -- --readme` measured last. */
const speed = (): string => {
  const measured = Object.values(readResults(join(root, 'test', 'bench', 'results.json')))
  const dates = [...new Set(measured.map(({ date, machine }) => `${date}: ${machine}.`))]
  const tables = measured.flatMap((section) => section.tables)
  const short = tables.flatMap(({ goals }) => missed(goals)).map((line) => `- ${line}`)
  return [
    ...dates,
    ...tables.map(toMarkdown),
    ...(short.length === 0 ? [] : ['Goals that were not reached:', short.join('\n')]),
  ].join('\n\n')
}

const versionOf = (manifest: string): string =>
  z.looseObject({ version: z.string() }).parse(JSON.parse(manifest)).version

const hashOf = (list: string): string =>
  definitionsHash(z.array(z.unknown()).parse(JSON.parse(list)))

const costsSchema = z.array(
  z.object({ answer: z.string(), text: z.int(), structured: z.int(), bytes: z.int() }),
)

const tokens = (characters: number): string => String(Math.ceil(characters / 4))

/** The answers of the questions in test/bench/questions.ts by size; a test keeps the file. */
const answerSizes = () =>
  costsSchema.parse(JSON.parse(readSource('test/integration/questions/costs.json')))

const listSize = (): number =>
  JSON.stringify(JSON.parse(readSource('test/protocol/tools-2025.json'))).length

/** What answers cost a model. */
const costs = (): string =>
  table(
    ['answer', 'text: characters', 'tokens', 'JSON: characters', 'tokens', 'text to JSON'],
    [
      ...answerSizes().map(({ answer, text, structured }) => [
        answer,
        String(text),
        tokens(text),
        String(structured),
        tokens(structured),
        (text / structured).toFixed(2),
      ]),
      ['`tools/list`, once', '–', '–', String(listSize()), tokens(listSize()), '–'],
    ],
  )

/**
 * What the first of a tool's measured answers costs, as text and as JSON.
 * @throws Error for a tool without one
 */
const costOf = (name: string): string => {
  const size = answerSizes().find(({ answer }) => answer.split(',')[0] === name)
  if (size === undefined) {
    throw new Error(
      `${name}: no question in test/bench/questions.ts, so that its cost is not known`,
    )
  }
  return `${tokens(size.text)} / ${tokens(size.structured)}`
}

/** The scope of `JHE_SCOPE` that gives a tool. */
const scopeTextOf = (tool: Tool): string => {
  const scope = scopeOf(tool)
  return scope === null ? '–' : `\`${scope}\``
}

/** Every tool in a row, and what the list itself costs. */
const toolRows = (): string =>
  [
    table(
      ['tool', 'answers', 'input', 'scope', 'tokens'],
      tools.map((tool) => [
        `\`${tool.name}\``,
        tool.description,
        Object.keys(tool.input.shape)
          .map((field) => `\`${field}\``)
          .join(', ') || '–',
        scopeTextOf(tool),
        costOf(tool.name),
      ]),
    ),
    `\`tools/list\` of jhe-mcp ${versionOf(readSource('package.json'))} costs ${tokens(listSize())} tokens, once, and has the SHA-256 \`${hashOf(readSource('test/protocol/tools-2025.json'))}\` (without \`_meta\`).`,
  ].join('\n\n')

/** What statistics never join, and which numbers have a sum. */
const statistics = (): string =>
  [
    table(
      ['told apart by', 'field', ''],
      statisticRules.map(({ apart, field, meaning }) => [apart, `\`${field}\``, meaning]),
    ),
    `Numbers that add up: ${additiveNames.map((name) => `\`${name}\``).join(', ')}.`,
  ].join('\n\n')

const connectionParameters = (): string => {
  const rows = [...parameters].map(([name, { ignored, refused }]) => ({
    name: `\`${name}\``,
    fate: ignored === undefined ? (refused === undefined ? 0 : 2) : 1,
  }))
  const of = (fate: number) => rows.filter((one) => one.fate === fate).map(({ name }) => name)
  return [
    `- As in \`psql\`: ${of(0).join(', ')}.`,
    `- Without effect (\`jhe-mcp doctor\` shows which), or refused by name where it would change something: ${of(1).join(', ')}.`,
    `- Refused by name, with the reason: ${of(2).join(', ')}.`,
  ].join('\n')
}

const settingsTable = (of: readonly NamedSetting[]): string =>
  table(
    ['variable', 'flag', 'default', 'meaning'],
    of.map(({ name, env, flag, default: standard = '', help }) => [
      `\`${env}\``,
      flag === undefined ? '–' : `\`${flagOf(name)}\``,
      standard === '' ? '–' : `\`${standard}\``,
      help,
    ]),
  )

const sections: Readonly<Record<string, () => string>> = {
  parameters: connectionParameters,
  statistics,
  tools: toolRows,
  settings: () => settingsTable(settings),
  serve: () => settingsTable(serveSettings),
  faults: () =>
    table(
      ['fault', 'what you see', 'shown by'],
      faults.map(({ fault, seen, file }) => [fault, seen, `\`${file.replace('test/', '')}\``]),
    ),
  costs,
  speed,
}

/** A page with its generated tables made anew. */
export function renderPage(page: string): string {
  return page.replace(
    /(<!-- generated: (\w+) -->\n)[^]*?(<!-- end -->)/g,
    (_whole, start: string, name: string, end: string) =>
      `${start}\n${sections[name]?.() ?? ''}\n\n${end}`,
  )
}
